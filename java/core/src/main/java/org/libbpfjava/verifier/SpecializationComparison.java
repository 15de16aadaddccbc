package org.libbpfjava.verifier;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Objects;

/** One object under two settings of its variables, side by side. Immutable. */
public final class SpecializationComparison {
  private final Specialization left;
  private final Specialization right;
  private final List<DeadCodeComparison> programs;

  private SpecializationComparison(
      Specialization left, Specialization right, List<DeadCodeComparison> programs) {
    this.left = left;
    this.right = right;
    this.programs = List.copyOf(programs);
  }

  /**
   * Compares two loads of one object, program by program. Either may have been refused.
   *
   * @param left the object under one setting
   * @param right the same object under another
   * @return the comparison
   * @throws IllegalArgumentException if a program has different code in the two
   */
  public static SpecializationComparison of(Specialization left, Specialization right) {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    List<DeadCodeComparison> programs =
        left.programs().values().stream()
            .filter(code -> right.programs().containsKey(code.program()))
            .map(code -> DeadCodeComparison.of(code, right.program(code.program())))
            .toList();
    return new SpecializationComparison(left, right, programs);
  }

  /** {@return the object under the first setting} */
  public Specialization left() {
    return left;
  }

  /** {@return the object under the second setting} */
  public Specialization right() {
    return right;
  }

  /** {@return the programs that the verifier has seen under both settings} */
  public List<DeadCodeComparison> programs() {
    return programs;
  }

  /** {@return for each program a table of the lines that differ} */
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
