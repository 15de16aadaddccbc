/**
 * Memory that BPF programs and Java share.
 *
 * <p>{@link org.libbpfjava.memory.IntHandle} and {@link org.libbpfjava.memory.LongHandle} are the
 * fastest way to a number in it, with memory orders and atomic operations. {@code GlobalVariable}
 * and {@code BpfMap.element} give them:
 *
 * <pre>{@code
 * LongHandle hits = object.map("devices").element(3).field("hits").longHandle();
 * hits.getAndAdd(1); // one atomic step, no system call
 * System.out.println(hits.get()); // 1
 * }</pre>
 *
 * <p>{@link org.libbpfjava.memory.AccessMode} says how the bytes of a variable are reached. Where
 * they are mapped, an access is no system call.
 *
 * <p>Handles may be used on any thread.
 */
@NullMarked
package org.libbpfjava.memory;

import org.jspecify.annotations.NullMarked;
