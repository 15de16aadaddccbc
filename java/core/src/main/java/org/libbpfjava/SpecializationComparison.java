package org.libbpfjava;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/**
 * One object under two settings of its variables, side by side. Immutable.
 *
 * @param left what the verifier makes of one setting
 * @param right what it makes of the other
 * @param programs the programs that it came to under both
 */
public record SpecializationComparison(
    Specialization left, Specialization right, List<DeadCodeComparison> programs) {

  /** Copies the list. */
  public SpecializationComparison {
    programs = List.copyOf(programs);
  }

  /**
   * Compares two loads of one object; either may have been refused.
   *
   * @param left one
   * @param right the other
   * @return both, program by program
   * @throws IllegalArgumentException if a program has different code in the two
   */
  public static SpecializationComparison of(Specialization left, Specialization right) {
    List<DeadCodeComparison> programs =
        left.programs().values().stream()
            .filter(code -> right.programs().containsKey(code.program()))
            .map(code -> DeadCodeComparison.of(code, right.program(code.program())))
            .toList();
    return new SpecializationComparison(left, right, programs);
  }

  /**
   * Lets the verifier work on one object under two settings. Loads each, one after the other, and
   * frees it again; consumes both as {@link OpenBpfObject#load} does.
   *
   * @param left open, set one way
   * @param right the same file, open, set the other way
   * @return both, program by program
   * @throws BpfException for a refusal that is not the verifier's
   */
  public static SpecializationComparison of(OpenBpfObject left, OpenBpfObject right) {
    List<GlobalVariable> leftChanges = Specialization.changes(left);
    List<GlobalVariable> rightChanges = Specialization.changes(right);
    List<GlobalVariable> settings = // of the left or the right; each is then looked up in both
        Stream.concat(
                leftChanges.stream(),
                rightChanges.stream()
                    .filter(r -> leftChanges.stream().noneMatch(l -> isSame(l, r))))
            .toList();
    List<GlobalVariable> inLeft = in(left, settings);
    List<GlobalVariable> inRight = in(right, settings);
    return of(Specialization.of(left, inLeft), Specialization.of(right, inRight));
  }

  private static List<GlobalVariable> in(OpenBpfObject open, List<GlobalVariable> settings) {
    return open.variables().stream()
        .filter(variable -> settings.stream().anyMatch(other -> isSame(variable, other)))
        .toList();
  }

  private static boolean isSame(GlobalVariable one, GlobalVariable other) {
    return one.name().equals(other.name())
        && one.section().equals(other.section())
        && one.offset() == other.offset();
  }

  /** {@return a table for each program, of the lines that fare differently} */
  @Override
  public String toString() {
    if (programs.isEmpty()) {
      return told(left) + "\n" + told(right) + "\n";
    }
    return programs.stream()
        .map(program -> program.table(left.setting(), right.setting()))
        .collect(joining("\n"));
  }

  private static String told(Specialization one) {
    return one.setting()
        + one.refusal().map(e -> " is refused: " + e.reason()).orElse(" is loaded");
  }
}
