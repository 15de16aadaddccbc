package org.libbpfjava.internal.code;

import java.util.List;
import java.util.Map;
import org.libbpfjava.insn.Instruction;

/**
 * A program as the kernel has it: rewritten, its functions in their present places.
 *
 * @param instructions the xlated instructions; none where the kernel hides them
 * @param slots how many 8-byte slots they take; 0 where the kernel hides that too
 * @param functions BTF ids of its functions by the slots where they begin, in order; empty for a
 *     program without BTF
 * @param lines its line records
 * @param jitedBytes bytes of machine code, 0 without a JIT
 */
public record KernelProgram(
    List<Instruction> instructions,
    int slots,
    Map<Integer, Integer> functions,
    List<LineRecord> lines,
    int jitedBytes) {}
