package org.libbpfjava.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A row's results: as many rounds as were run, Java and C in each.
 *
 * <p>Every figure is a median over rounds; a ratio is that of one round's two sides, which ran one
 * after the other, so that a change of the machine's pace meets both.
 *
 * @param function the C function, which rows that are compared with each other share
 * @param argument the row's argument
 * @param title what the table calls it
 * @param goal the goal as {@link Goal} reads it
 * @param rounds all of them, in order
 * @param reason why there are no rounds; null where there are
 */
record Line(
    String function,
    String argument,
    String title,
    String goal,
    List<Round> rounds,
    @Nullable String reason) {
  Line(String function, String argument, String title, String goal, List<Round> rounds) {
    this(function, argument, title, goal, rounds, null);
  }

  /** {@return one that could not be run} */
  static Line notRun(RowSpec row, String reason) {
    return new Line(row.function(), row.argument(), row.title(), row.goal(), List.of(), reason);
  }

  /**
   * One after the other.
   *
   * @param java the library
   * @param c libbpf
   */
  record Round(Side java, Side c) {
    double ratio() {
      return median(java.nanos()) / median(c.nanos());
    }
  }

  /** {@return whether both sides did the same work, which alone makes them comparable} */
  @JsonIgnore
  boolean isSameWork() {
    return !rounds.isEmpty()
        && rounds.stream().allMatch(round -> round.java.checksum() == round.c.checksum());
  }

  @JsonIgnore
  boolean isTimed() {
    return !rounds.isEmpty() && !rounds.get(0).java.nanos().isEmpty();
  }

  double javaNanos() {
    return median(round -> median(round.java.nanos()));
  }

  double cNanos() {
    return median(round -> median(round.c.nanos()));
  }

  /** {@return the ratios of the rounds, ascending} */
  double[] ratios() {
    requireSameWork();
    return sorted(Round::ratio);
  }

  private void requireSameWork() {
    if (!isSameWork()) {
      throw new IllegalStateException(title + ": no ratio, the sides did not do the same work");
    }
  }

  double javaValue(String name) {
    return median(round -> round.java.values().getOrDefault(name, Double.NaN));
  }

  private double median(ToDoubleFunction<Round> figure) {
    return middle(sorted(figure));
  }

  private double[] sorted(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray();
  }

  static double median(List<Double> figures) {
    return middle(figures.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
