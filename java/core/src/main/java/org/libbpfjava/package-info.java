/**
 * BPF objects and their global variables: open, set, load, read and change live.
 *
 * <p>Begin with {@link org.libbpfjava.BpfObject}:
 *
 * <pre>{@code
 * try (OpenBpfObject open = BpfObject.open(path)) {
 *   open.variable("max_length").setInt(20); // a constant: before load
 *   try (BpfObject object = open.load()) {
 *     object.program("count").testRun(TestRun.once().withData(new byte[64]));
 *     System.out.println(object.variable("too_long").getLong()); // 1
 *     object.variable("mode").set("MODE_OFF"); // the program sees it at once
 *     LongHandle packets = object.variable("packets").longHandle(); // the fast way
 *     System.out.println(packets.getAndAdd(10)); // 1, one atomic step
 *   }
 * }
 * }</pre>
 *
 * <p>There are two phases, and each is a type. An {@link org.libbpfjava.OpenBpfObject} is a file
 * that was read: everything can still change. Its {@code load} gives it to the kernel and returns a
 * {@link org.libbpfjava.BpfObject}. A {@link org.libbpfjava.GlobalVariable} looks the same in both.
 * {@link org.libbpfjava.memory.IntHandle} and {@link org.libbpfjava.memory.LongHandle} are the fast
 * and atomic way to one variable. {@link org.libbpfjava.BpfScope} makes maps and programs without
 * an object file.
 *
 * <p>Whatever is closed ends what it made: an object its programs, maps and links. Everything here
 * may be used on any thread. All exceptions are unchecked, in {@link org.libbpfjava.exception}.
 */
@NullMarked
package org.libbpfjava;

import org.jspecify.annotations.NullMarked;
