package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.MayGoto;
import org.libbpfjava.insn.Instruction.NoSpec;

/**
 * What may have become of an instruction: verifier.c of Linux 5.10 to 7.2.
 *
 * <p>A jump whose one target is dead is hard-wired, and removed if it then leads to the next
 * instruction. Accesses to the context, helpers, divisions, packet loads and may_goto are rewritten
 * in place, into one or many; some code is put in front of what it belongs to.
 */
final class Steps {
  /** The same instruction in its place; no step is worth more. */
  static final int SAME = 40;

  private static final int REWRITTEN = 10;
  private static final int HARD_WIRED = 5;
  private static final int REMOVED_JUMP = -10;

  /** For each slot that the kernel would have to have added: dear, or any code could be skipped. */
  private static final int NEW = -20;

  /** The most that one instruction is rewritten into, or gets in front of it, in slots. */
  private static final int LONGEST_PATCH = 64;

  /** Patches of up to so many slots are tried in any case. */
  private static final int UNSEEN = 3;

  /** Longer patches are tried if something fits behind them, the shortest first. */
  private static final int CHOICES = 8;

  /** How many jumps may have vanished behind a patch. */
  private static final int JUMPS = 3;

  /** Same instructions in a row that settle that one was not rewritten. */
  private static final int ALIKE = 3;

  private final Code before;
  private final Code after;

  Steps(Code before, Code after) {
    this.before = before;
    this.after = after;
  }

  /**
   * All that is possible for the instruction at {@code b} if what is left of it begins at {@code
   * a}.
   */
  List<Step> at(int b, int afterSlot) {
    int a = afterSlot;
    while (after.at(a) instanceof NoSpec) {
      a++;
    }
    Instruction was = before.at(b);
    if (was == null) {
      return List.of();
    }
    if (Likeness.isFilledIn(was, after.at(a))) {
      return List.of(Step.dead());
    }
    List<Step> steps = new ArrayList<>();
    if (was instanceof Exit) {
      steps.add(Step.end(a, after.at(a) instanceof Exit ? SAME : REWRITTEN));
    } else if (Likeness.isGoto(was)) {
      addGoto(steps, b, a);
    } else if (was instanceof Jmp) {
      addConditional(steps, b, a);
    } else {
      addOther(steps, b, a, was);
    }
    return steps;
  }

  private void addGoto(List<Step> steps, int b, int a) {
    int target = before.target(b).orElseThrow();
    if (Likeness.isGoto(after.at(a))) {
      steps.add(Step.on(a, target, after.target(a).orElseThrow(), SAME));
    }
    steps.add(Step.on(Step.NONE, target, a, REMOVED_JUMP));
  }

  private void addConditional(List<Step> steps, int b, int a) {
    int target = before.target(b).orElseThrow();
    Instruction now = after.at(a);
    if (Likeness.same(before.at(b), now)) {
      steps.add(Step.on(a, b + 1, a + 1, SAME).withBranch(target, after.target(a).orElseThrow()));
    }
    if (Likeness.isGoto(now)) {
      steps.add(Step.on(a, target, after.target(a).orElseThrow(), HARD_WIRED));
    }
    steps.add(Step.on(Step.NONE, b + 1, a, REMOVED_JUMP));
    steps.add(Step.on(Step.NONE, target, a, REMOVED_JUMP));
  }

  private void addOther(List<Step> steps, int b, int a, Instruction was) {
    int next = before.next(b);
    boolean rewritable = Rewrites.mayHit(was);
    if (Likeness.same(was, after.at(a))) {
      steps.add(withTarget(Step.on(a, next, after.next(a), SAME), b, a));
      if (!rewritable || goOnAlike(next, after.next(a))) {
        return;
      }
    }
    int found = 0;
    for (int length = 1; length <= LONGEST_PATCH && found < CHOICES; length++) {
      int behind = a + length;
      if (after.at(behind) == null) {
        continue;
      }
      if (Likeness.same(was, after.at(behind))) {
        Step step = Step.on(behind, next, after.next(behind), SAME + length * NEW);
        steps.add(withTarget(step, b, behind));
        found++;
      }
      if (rewritable && (length <= UNSEEN || mayFollow(next, behind, JUMPS))) {
        Step step = Step.on(a, next, behind, REWRITTEN + (length - 1) * NEW);
        steps.add(withPatchedTarget(step, b, a, was));
        found++;
      }
    }
  }

  /** Whether the next instructions are the same, up to a few or to a jump. */
  private boolean goOnAlike(int b, int a) {
    for (int i = 0; i < ALIKE; i++) {
      if (!Likeness.same(before.at(b), after.at(a))) {
        return false;
      }
      b = before.next(b);
      a = after.next(a);
    }
    return true;
  }

  private Step withTarget(Step step, int b, int a) {
    OptionalInt target = before.target(b);
    OptionalInt now = after.target(a);
    return target.isPresent() && now.isPresent()
        ? step.withBranch(target.getAsInt(), now.getAsInt())
        : step;
  }

  /** may_goto becomes a count-down whose one jump leads where it led. */
  private Step withPatchedTarget(Step step, int b, int a, Instruction was) {
    if (!(was instanceof MayGoto)) {
      return step;
    }
    for (int slot = a; slot < step.after(); slot++) {
      if (after.at(slot) instanceof Jmp) {
        return step.withBranch(before.target(b).orElseThrow(), after.target(slot).orElseThrow());
      }
    }
    return step;
  }

  /** Whether the program may go on at these two places; jumps may have vanished between them. */
  private boolean mayFollow(int b, int a, int jumps) {
    Instruction next = before.at(b);
    if (Likeness.same(next, after.at(a)) || Likeness.alike(next, after.at(a))) {
      return true;
    }
    if (jumps == 0 || next == null) {
      return false;
    }
    boolean jumpsAway = next instanceof Jmp || Likeness.isGoto(next);
    return (jumpsAway && mayFollow(before.target(b).orElseThrow(), a, jumps - 1))
        || (next instanceof Jmp && mayFollow(b + 1, a, jumps - 1));
  }
}
