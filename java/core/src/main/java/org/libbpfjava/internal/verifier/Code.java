package org.libbpfjava.internal.verifier;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.insn.CallKind;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Gotol;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.MayGoto;
import org.libbpfjava.insn.InstructionCodec;

/** A program's instructions by slot, with what the kernel knows about some of the slots. */
public final class Code {
  private final @Nullable Instruction[] bySlot; // null where an ldimm64 has its second slot
  private final Map<Integer, Long> lines;
  private final Map<Integer, Integer> functions;

  /**
   * A program before or after load.
   *
   * @param instructions the instructions from slot 0 on
   * @param lines for slots where a line record stands, a number that two records share exactly if
   *     they name the same place in the source; may be empty
   * @param functions for slots where a function begins, its BTF type id; may be empty
   */
  public Code(
      List<Instruction> instructions, Map<Integer, Long> lines, Map<Integer, Integer> functions) {
    this.bySlot = new Instruction[InstructionCodec.slots(instructions)];
    int slot = 0;
    for (Instruction instruction : instructions) {
      bySlot[slot] = instruction;
      slot += instruction.slots();
    }
    this.lines = Map.copyOf(lines);
    this.functions = Map.copyOf(functions);
  }

  int slots() {
    return bySlot.length;
  }

  Map<Integer, Integer> functions() {
    return functions;
  }

  /** The instruction at a slot; null outside the program and in the middle of an ldimm64. */
  @Nullable Instruction at(int slot) {
    return slot >= 0 && slot < bySlot.length ? bySlot[slot] : null;
  }

  /** The slot behind the instruction at a slot. */
  int next(int slot) {
    Instruction instruction = at(slot);
    return slot + (instruction == null ? 1 : instruction.slots());
  }

  /** The number of the line record at a slot; null where none stands. */
  @Nullable Long line(int slot) {
    return lines.get(slot);
  }

  /** Where the instruction at a slot leads other than to the next: a jump, call or reference. */
  OptionalInt target(int slot) {
    Instruction instruction = at(slot);
    if (instruction instanceof Jmp i) {
      return OptionalInt.of(slot + 1 + i.offset());
    } else if (instruction instanceof Ja i) {
      return OptionalInt.of(slot + 1 + i.offset());
    } else if (instruction instanceof Gotol i) {
      return OptionalInt.of(slot + 1 + i.offset());
    } else if (instruction instanceof MayGoto i) {
      return OptionalInt.of(slot + 1 + i.offset());
    } else if (instruction instanceof Call i && i.kind() == CallKind.SUBPROGRAM) {
      // In a JITed program imm is the function's number, and the distance stands in offset.
      return OptionalInt.of(slot + 1 + (i.offset() == 0 ? i.imm() : i.offset()));
    } else if (instruction instanceof LdImm64 i && i.kind() == ImmKind.FUNC) {
      return OptionalInt.of(slot + 1 + i.low());
    }
    return OptionalInt.empty();
  }
}
