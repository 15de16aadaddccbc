/**
 * The BPF Type Format: types and variables of an object as its compiler described them, and the
 * types of the kernel.
 *
 * <p>Begin with {@code BpfObject.btf()} or {@code OpenBpfObject.btf()}, which are empty for an
 * object that was compiled without {@code -g}:
 *
 * <pre>{@code
 * Btf btf = open.btf().orElseThrow();
 * BtfStruct limit = btf.find("limit", BtfStruct.class).orElseThrow();
 * for (BtfMember member : limit.members()) {
 *   String declaration = member.type().toC(member.name());
 *   System.out.println(declaration + " at byte " + member.offset());
 * }
 * BtfType type = open.variable("limits").type().orElseThrow();
 * System.out.println(type.toC("limits")); // volatile struct limit limits[2]
 * System.out.println(type.size() + " bytes"); // 32 bytes
 * }</pre>
 *
 * <p>{@link org.libbpfjava.btf.BtfType} is the common type of all kinds of types; it is sealed.
 * {@link org.libbpfjava.btf.Btf#ofKernel} reads the types of the running kernel, {@link
 * org.libbpfjava.btf.Btf#ofFile(java.nio.file.Path)} those in a file, and {@link
 * org.libbpfjava.btf.BtfBuilder} makes types. {@link org.libbpfjava.btf.Length} says how long a
 * part of a Java record is in C, where no BTF does.
 *
 * <p>Everything here but the builders is immutable and may be used on any thread. Types are
 * compared by identity: within one {@link org.libbpfjava.btf.Btf} each type exists once. Only
 * {@link org.libbpfjava.btf.Btf#toC} and {@code writeHeader} call native code.
 */
@NullMarked
package org.libbpfjava.btf;

import org.jspecify.annotations.NullMarked;
