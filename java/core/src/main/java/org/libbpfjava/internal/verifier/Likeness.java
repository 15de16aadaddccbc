package org.libbpfjava.internal.verifier;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Gotol;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.Ldx;
import org.libbpfjava.insn.Instruction.Stx;

/** Whether an instruction after load is one from before load, as the kernel left or rewrote it. */
final class Likeness {
  private Likeness() {}

  /**
   * Same opcode, same registers, same numbers; free are only distances, which change when code
   * vanishes between, and what the kernel resolves: maps, variables, called addresses.
   */
  static boolean same(@Nullable Instruction before, @Nullable Instruction after) {
    if (before == null || after == null) {
      return false;
    }
    if (before instanceof LdImm64 b && after instanceof LdImm64 a) {
      return b.dst() == a.dst() && sameImm(b, a);
    } else if (before instanceof Call b && after instanceof Call a) {
      return b.kind() == a.kind();
    } else if (before instanceof Jmp b && after instanceof Jmp a) {
      return new Jmp(b.width(), b.op(), b.dst(), b.operand(), a.offset()).equals(a);
    }
    return isGoto(before) ? isGoto(after) : before.equals(after);
  }

  private static boolean sameImm(LdImm64 before, LdImm64 after) {
    return switch (before.kind()) {
      case CONSTANT -> before.equals(after);
      case MAP_FD, MAP_IDX -> after.kind() == ImmKind.MAP_FD;
      case MAP_VALUE, MAP_IDX_VALUE ->
          after.kind() == ImmKind.MAP_VALUE && after.high() == before.high();
      case FUNC -> after.kind() == ImmKind.FUNC;
      case BTF_ID -> after.kind() == ImmKind.CONSTANT || after.kind() == ImmKind.BTF_ID;
    };
  }

  /** A load or store between the same registers: what a context access mostly begins with. */
  static boolean alike(@Nullable Instruction before, @Nullable Instruction after) {
    if (before instanceof Ldx b && after instanceof Ldx a) {
      return b.dst() == a.dst() && b.src() == a.src();
    }
    return before instanceof Stx b
        && after instanceof Stx a
        && b.dst() == a.dst()
        && b.src() == a.src();
  }

  static boolean isGoto(@Nullable Instruction instruction) {
    return instruction instanceof Ja || instruction instanceof Gotol;
  }

  /** A jump to itself: what unprivileged loads get in place of dead code. */
  static boolean isFilledIn(@Nullable Instruction before, @Nullable Instruction after) {
    Ja toItself = new Ja(-1);
    return toItself.equals(after) && !toItself.equals(before);
  }
}
