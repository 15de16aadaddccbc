/**
 * BPF instructions as values: an assembler, a codec and a disassembler.
 *
 * <p>Begin with {@link org.libbpfjava.insn.Assembler}, which builds a program:
 *
 * <pre>{@code
 * List<Instruction> program =
 *     new Assembler()
 *         .call(Helper.KTIME_GET_NS) // r0 = bpf_ktime_get_ns()
 *         .jumpIf(R0, JmpOp.NE, 0, "end")
 *         .mov(R0, 1)
 *         .label("end")
 *         .exit()
 *         .instructions();
 * byte[] code = InstructionCodec.encode(program); // as the kernel takes it
 * for (Instruction instruction : InstructionCodec.decode(code)) {
 *   if (instruction instanceof Call call) {
 *     System.out.println(call.helper()); // Optional[KTIME_GET_NS]
 *   }
 * }
 * System.out.println(String.join("\n", Disassembler.llvmStyle().lines(program)));
 * }</pre>
 *
 * <p>{@code BpfScope.loadProgram} gives such a program to the kernel. {@link
 * org.libbpfjava.insn.Instruction} shows the whole instruction set; {@link
 * org.libbpfjava.insn.Disassembly} is a program together with the names of its variables, maps and
 * functions.
 *
 * <p>A <em>slot</em> is 8 bytes, one {@code struct bpf_insn}. {@link
 * org.libbpfjava.insn.Instruction.LdImm64} and {@link org.libbpfjava.insn.Instruction.LdMap} take
 * two slots, every other instruction one. Positions and jump distances count slots. Bytes are
 * little-endian.
 *
 * <p>Nothing here calls native code or needs a kernel. The assembler belongs to one thread. All
 * other types are immutable and may be used on any thread.
 */
@NullMarked
package org.libbpfjava.insn;

import org.jspecify.annotations.NullMarked;
