package org.libbpfjava.internal.verifier;

import org.libbpfjava.insn.AluOp;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Register;
import org.libbpfjava.internal.code.KernelProgram;

/** Whether a program of the kernel can be compared with what was given to it. */
final class XlatedProgram {
  private static final String RECORD = " LoadOptions.recordVerification() tells without them.";

  private XlatedProgram() {}

  /** Why the instructions cannot be read, or not be compared; empty where they can. */
  static String obstacle(KernelProgram program) {
    if (program.slots() == 0) {
      return "The kernel shows a program's instructions only to a process with CAP_BPF (before"
          + " Linux 5.8: CAP_SYS_ADMIN)."
          + RECORD;
    }
    if (program.instructions().isEmpty()) {
      return "The kernel hides the instructions of a program whose constants it has blinded"
          + " (net.core.bpf_jit_harden) from a process that may not see its addresses"
          + " (kernel.kptr_restrict)."
          + RECORD;
    }
    if (isBlinded(program)) {
      return "The kernel has blinded the program's constants (net.core.bpf_jit_harden): its"
          + " instructions are not comparable any more."
          + RECORD;
    }
    return "";
  }

  /** bpf_jit_blind_insn() puts "r11 = random ^ imm; r11 ^= random" in front of what has an imm. */
  private static boolean isBlinded(KernelProgram program) {
    boolean afterMove = false;
    for (Instruction instruction : program.instructions()) {
      boolean scratch = instruction instanceof Alu alu && alu.dst() == Register.R11;
      if (afterMove && scratch && ((Alu) instruction).op() == AluOp.XOR) {
        return true;
      }
      afterMove = scratch && ((Alu) instruction).op() == AluOp.MOV;
    }
    return false;
  }
}
