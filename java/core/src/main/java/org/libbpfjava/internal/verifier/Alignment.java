package org.libbpfjava.internal.verifier;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Exit;

/**
 * Finds the instructions of a relocated program in what the kernel made of it, without a log.
 *
 * <p>Both programs are walked side by side, from their entries along jumps and calls, as the
 * verifier went. Where an instruction may have fared in several ways, the way is taken on which the
 * next instructions fit best; line records that agree speak for a way, those that do not, against
 * it. What the walk never reaches is dead: nothing led there in the program that the kernel kept.
 *
 * <p>Immutable.
 */
public final class Alignment {
  /** How many instructions are looked at before a way is chosen. */
  private static final int LOOKAHEAD = 24;

  private static final int OTHER_LINE = -12;
  private static final int CONTRADICTION = -1_000_000;

  private final Code before;
  private final Code after;
  private final Steps steps;
  private final BitSet live = new BitSet();
  private final int[] kept;
  private final Deque<int[]> pending = new ArrayDeque<>();
  private boolean certain = true;

  private Alignment(Code before, Code after) {
    this.before = before;
    this.after = after;
    this.steps = new Steps(before, after);
    this.kept = new int[before.slots()];
    Arrays.fill(kept, Step.NONE);
  }

  /**
   * Aligns two programs.
   *
   * @param relocated as libbpf handed it to the kernel
   * @param xlated as the kernel kept it
   * @return what became of each instruction
   */
  public static Alignment of(Code relocated, Code xlated) {
    Alignment alignment = new Alignment(relocated, xlated);
    alignment.pending.add(new int[] {0, 0});
    alignment.addFunctions();
    alignment.walk();
    return alignment;
  }

  /**
   * {@return the slots before load whose instructions the verifier must have visited} An ldimm64
   * counts with its first slot.
   */
  public BitSet live() {
    return (BitSet) live.clone();
  }

  /**
   * Finds an instruction after load.
   *
   * @param slot its slot before load
   * @return the slot after load where it stands, or where what it was rewritten into begins; empty
   *     if it is dead, or a jump that was not needed any more
   */
  public OptionalInt xlatedSlot(int slot) {
    return kept[slot] == Step.NONE ? OptionalInt.empty() : OptionalInt.of(kept[slot]);
  }

  /** {@return the slots after load} */
  int xlatedSlots() {
    return after.slots();
  }

  /** {@return false if some part fitted in no way; all that it may lead to counts as live then} */
  public boolean isCertain() {
    return certain;
  }

  /** Functions that are known on both sides; before 6.8 not every one of them is called. */
  private void addFunctions() {
    Map<Integer, Integer> slots = new HashMap<>();
    after.functions().forEach((slot, type) -> slots.put(type, slot));
    before
        .functions()
        .forEach(
            (slot, type) -> {
              Integer now = slots.get(type);
              if (now != null) {
                pending.add(new int[] {slot, now});
              }
            });
  }

  private void walk() {
    while (!pending.isEmpty()) {
      int[] pair = pending.remove();
      int b = pair[0];
      int a = pair[1];
      while (b != Step.NONE && !live.get(b)) {
        Step step = best(b, a);
        if (!step.live()) {
          break;
        }
        live.set(b);
        kept[b] = step.kept();
        if (step.branchBefore() != Step.NONE) {
          pending.add(new int[] {step.branchBefore(), step.branchAfter()});
        }
        b = step.before();
        a = step.after();
      }
    }
  }

  private Step best(int b, int a) {
    List<Step> choices = steps.at(b, a);
    if (choices.size() == 1) {
      return choices.get(0);
    }
    Map<Long, Integer> known = new HashMap<>();
    Step best = Step.dead();
    int most = CONTRADICTION;
    for (Step step : choices) {
      int value = most < bound(step, LOOKAHEAD) ? value(step, LOOKAHEAD, known) : CONTRADICTION;
      if (value > most) {
        best = step;
        most = value;
      }
    }
    if (most <= CONTRADICTION / 2) {
      giveUp(b);
    }
    return best;
  }

  /** The most that a way can be worth: all that follows is the same. */
  private static int bound(Step step, int depth) {
    return step.gain() + Steps.SAME * (depth - 1);
  }

  private int value(Step step, int depth, Map<Long, Integer> known) {
    int value = step.gain();
    if (step.branchBefore() != Step.NONE && !fits(step.branchBefore(), step.branchAfter())) {
      value += CONTRADICTION;
    }
    return step.isEnd() ? value : value + value(step.before(), step.after(), depth - 1, known);
  }

  private int value(int b, int a, int depth, Map<Long, Integer> known) {
    if (before.at(b) == null || after.at(a) == null) {
      return CONTRADICTION;
    }
    if (depth == 0) {
      return 0;
    }
    long key = ((long) b << 32 | a) * (LOOKAHEAD + 1) + depth;
    Integer before = known.get(key);
    if (before != null) {
      return before;
    }
    known.put(key, 0); // a loop gains nothing
    int most = CONTRADICTION;
    for (Step step : steps.at(b, a)) {
      if (most < bound(step, depth)) {
        most = Math.max(most, value(step, depth, known));
      }
    }
    most += lines(b, a);
    known.put(key, most);
    return most;
  }

  /** Whether a jump's targets may be each other: not told by one look where code was rewritten. */
  private boolean fits(int b, int a) {
    return !steps.at(b, a).isEmpty();
  }

  private int lines(int b, int a) {
    Long line = before.line(b);
    Long now = after.line(a);
    if (line == null || now == null) {
      return 0;
    }
    return line.equals(now) ? 0 : OTHER_LINE;
  }

  /** Everything that static flow reaches from here counts as live: nothing is called dead. */
  private void giveUp(int slot) {
    certain = false;
    Deque<Integer> reached = new ArrayDeque<>(List.of(slot));
    while (!reached.isEmpty()) {
      int b = reached.remove();
      Instruction instruction = before.at(b);
      if (instruction == null || live.get(b)) {
        continue;
      }
      live.set(b);
      before.target(b).ifPresent(reached::add);
      if (!(instruction instanceof Exit) && !Likeness.isGoto(instruction)) {
        reached.add(before.next(b));
      }
    }
  }
}
