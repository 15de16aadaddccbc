package org.libbpfjava.internal.verifier;

import org.libbpfjava.insn.CallKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.AddrSpaceCast;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdAbs;
import org.libbpfjava.insn.Instruction.LdInd;
import org.libbpfjava.insn.Instruction.Ldx;
import org.libbpfjava.insn.Instruction.LdxMemSx;
import org.libbpfjava.insn.Instruction.MayGoto;
import org.libbpfjava.insn.Instruction.St;
import org.libbpfjava.insn.Instruction.Stx;

/** Which instructions the kernel rewrites: verifier.c, convert_ctx_accesses(), do_misc_fixups(). */
final class Rewrites {
  private Rewrites() {}

  static boolean mayHit(Instruction instruction) {
    if (instruction instanceof Alu i) {
      return switch (i.op()) {
        case DIV, MOD, SDIV, SMOD -> true; // checks for zero
        case ADD, SUB -> true; // pointers of unprivileged programs are masked
        default -> false;
      };
    }
    return instruction instanceof Ldx // of the context
        || instruction instanceof LdxMemSx
        || instruction instanceof Stx
        || instruction instanceof St
        || instruction instanceof Atomic // into an arena
        || instruction instanceof AddrSpaceCast
        || instruction instanceof LdAbs
        || instruction instanceof LdInd
        || instruction instanceof MayGoto
        || (instruction instanceof Call i && i.kind() != CallKind.SUBPROGRAM); // inlined
  }
}
