package org.libbpfjava.benchmarks;

import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;

/** Where the library is ahead of C, level with it, and behind, in a sentence for each. */
final class Standing {
  private static final double AHEAD = 0.95;
  private static final double LEVEL = 1.10;

  private final List<Line> timed;

  /**
   * Sorts rows by their ratio.
   *
   * @param lines the rows; those without a ratio are left out
   */
  Standing(List<Line> lines) {
    this.timed =
        lines.stream()
            .filter(line -> line.isTimed() && line.isSameWork())
            .sorted(comparingDouble(Standing::ratio))
            .toList();
  }

  String markdown() {
    return "\n## Ahead, level, behind\n"
        + sentence("Ahead of C", 0, AHEAD)
        + sentence("Level, within a tenth", AHEAD, LEVEL)
        + sentence("Behind", LEVEL, Double.POSITIVE_INFINITY);
  }

  private String sentence(String what, double from, double to) {
    String rows =
        timed.stream()
            .filter(line -> ratio(line) >= from && ratio(line) < to)
            .map(line -> String.format(Locale.ROOT, "%s (%.2f)", line.title(), ratio(line)))
            .collect(joining("; "));
    return rows.isEmpty() ? "" : "- **" + what + "**: " + rows + ".\n";
  }

  private static double ratio(Line line) {
    return Line.middle(line.ratios());
  }
}
