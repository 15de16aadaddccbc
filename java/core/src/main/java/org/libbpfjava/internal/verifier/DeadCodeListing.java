package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.libbpfjava.DeadCode;
import org.libbpfjava.insn.Disassembler;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Symbolizer;

/**
 * Writes a program for a reader, removed lines marked.
 *
 * <pre>
 *   choose: 68 of 116 instruction slots removed, by the verifier's log
 *   ; switch.bpf.c:53  if (generation == 1) {
 *      4: (55) if r1 != 0x1 goto pc+10
 * - ; switch.bpf.c:54  time = scaled(first_generation(time));
 * -    5: (bf) r1 = r0
 * - first_generation():
 * </pre>
 */
final class DeadCodeListing {
  private static final String KEPT = "  ";
  private static final String REMOVED = "- ";

  private final ProgramCode code;
  private final BitSet live;
  private final Disassembler disassembler;

  DeadCodeListing(ProgramCode code, BitSet live, Symbolizer symbolizer) {
    this.code = code;
    this.live = live;
    this.disassembler = Disassembler.kernelStyle().with(symbolizer);
  }

  List<String> lines(DeadCode.Method method, int slots, int liveSlots, List<String> limits) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%s%s: %d of %d instruction slots removed, %s",
            KEPT,
            code.name(),
            slots - liveSlots,
            slots,
            method == DeadCode.Method.EXACT ? "by the verifier's log" : "inferred"));
    limits.forEach(limit -> lines.add(KEPT + limit));
    List<Instruction> instructions = code.instructions();
    int slot = 0;
    for (int i = 0; i < instructions.size(); i++) {
      addHeads(lines, slot, i);
      lines.add(
          mark(live.get(slot))
              + String.format("% 6d: %s", slot, disassembler.text(slot, instructions.get(i))));
      slot += instructions.get(i).slots();
    }
    return lines;
  }

  private void addHeads(List<String> lines, int slot, int index) {
    String function = code.functionAt(slot);
    if (function != null) {
      lines.add(mark(isLive(slot, index, true)) + function + "():");
    }
    SourceRecord line = code.lineAt(slot);
    if (line != null) {
      String place = "; " + line.file() + ":" + line.line() + "  " + line.text().strip();
      lines.add(mark(isLive(slot, index, false)) + place);
    }
  }

  /** Whether anything from here to the next line, or to the next function, is live. */
  private boolean isLive(int start, int index, boolean wholeFunction) {
    List<Instruction> instructions = code.instructions();
    int slot = start;
    for (int i = index; i < instructions.size(); i++) {
      boolean next = code.functionAt(slot) != null || (!wholeFunction && code.lineAt(slot) != null);
      if (slot > start && next) {
        return false;
      }
      if (live.get(slot)) {
        return true;
      }
      slot += instructions.get(i).slots();
    }
    return false;
  }

  private static String mark(boolean isLive) {
    return isLive ? KEPT : REMOVED;
  }
}
