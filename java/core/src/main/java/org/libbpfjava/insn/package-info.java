/**
 * BPF instructions as values: decoding, encoding, disassembly, and a small assembler.
 *
 * <p>Nothing here calls native code or needs a kernel. {@link org.libbpfjava.insn.Instruction} is
 * the whole instruction set on one page; {@link org.libbpfjava.insn.InstructionCodec} turns bytes
 * into it and back, byte for byte; {@link org.libbpfjava.insn.Disassembler} writes it as the kernel
 * or LLVM would; {@link org.libbpfjava.insn.Assembler} builds programs that no ELF file holds.
 *
 * <p>A <em>slot</em> is 8 bytes, one {@code struct bpf_insn}. Every instruction takes one, {@link
 * org.libbpfjava.insn.Instruction.LdImm64} two, and all positions and jump distances in BPF count
 * slots. Bytes are little-endian, as on both platforms that this library runs on.
 *
 * <p>All types are immutable and may be shared between threads, save for the assembler, which
 * belongs to one.
 */
@NullMarked
package org.libbpfjava.insn;

import org.jspecify.annotations.NullMarked;
