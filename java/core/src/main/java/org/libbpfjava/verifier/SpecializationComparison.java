package org.libbpfjava.verifier;

import static java.util.stream.Collectors.joining;

import java.util.List;

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
