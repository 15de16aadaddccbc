package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.libbpfjava.insn.Disassembler;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.Refusal;
import org.libbpfjava.verifier.DeadCode.Sizes;

/**
 * Writes a program for a reader, removed lines marked.
 *
 * <pre>
 *   choose: 68 of 116 instruction slots removed, by the verifier's log
 *   slots: 49 in the object, 116 with what it calls, 46 in the kernel (212 bytes of machine code)
 *   choose():
 *   ; switch.bpf.c:53  if (generation == 1) {
 *      4: (55) if r1 != 0x1 goto pc+10
 * - ; switch.bpf.c:54  time = scaled(first_generation(time));
 * -    5: (bf) r1 = r0
 * - first_generation():
 * </pre>
 */
final class DeadCodeListing {
  private static final String KEPT = "  ";
  private static final String REFUSED = "! ";

  private final ProgramCode code;
  private final BitSet live;
  private final Method method;
  private final Disassembler disassembler;

  DeadCodeListing(ProgramCode code, BitSet live, Method method, Symbolizer symbolizer) {
    this.code = code;
    this.live = live;
    this.method = method;
    this.disassembler = Disassembler.kernelStyle().with(symbolizer);
  }

  List<String> lines(Sizes sizes, int liveSlots, Optional<Refusal> refusal, List<String> limits) {
    List<String> lines = new ArrayList<>();
    lines.add(KEPT + code.name() + ": " + summary(sizes.relocated(), liveSlots, refusal));
    lines.add(KEPT + sizes(sizes));
    limits.forEach(limit -> lines.add(KEPT + limit));
    int refusedSlot = refusal.map(r -> r.slot().orElse(-1)).orElse(-1);
    List<Instruction> instructions = code.instructions();
    int slot = 0;
    for (int i = 0; i < instructions.size(); i++) {
      addHeads(lines, slot, i);
      lines.add(
          (slot == refusedSlot ? REFUSED : mark(live.get(slot)))
              + String.format("% 6d: %s", slot, disassembler.text(slot, instructions.get(i))));
      if (slot == refusedSlot) {
        lines.add(REFUSED + "        " + refusal.map(Refusal::reason).orElse(""));
      }
      slot += instructions.get(i).slots();
    }
    return lines;
  }

  private String summary(int slots, int liveSlots, Optional<Refusal> refusal) {
    return switch (method) {
      case EXACT -> removed(slots, liveSlots) + ", by the verifier's log";
      case INFERRED -> removed(slots, liveSlots) + ", inferred";
      case REFUSED ->
          "refused, "
              + refusal.map(Refusal::reason).orElse("")
              + "; what it had not come to is '?'";
      case UNKNOWN -> "what was removed is not known";
    };
  }

  private static String removed(int slots, int liveSlots) {
    return String.format("%d of %d instruction slots removed", slots - liveSlots, slots);
  }

  private static String sizes(Sizes sizes) {
    StringBuilder text = new StringBuilder();
    text.append("slots: ").append(sizes.object()).append(" in the object, ");
    text.append(sizes.relocated()).append(" with what it calls");
    sizes.xlated().ifPresent(n -> text.append(", ").append(n).append(" in the kernel"));
    sizes
        .jitedBytes()
        .ifPresent(n -> text.append(" (").append(n).append(" bytes of machine code)"));
    return text.toString();
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

  private String mark(boolean isLive) {
    if (isLive) {
      return KEPT;
    }
    return FoundDeadCode.fate(method, 1, 0) == Fate.REMOVED ? "- " : "? ";
  }
}
