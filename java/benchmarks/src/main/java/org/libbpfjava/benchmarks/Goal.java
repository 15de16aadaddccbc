package org.libbpfjava.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a row's goal and tells whether its results meet it. */
final class Goal {
  /** How a row stands. */
  enum Verdict {
    MET("met"),
    MISSED("missed"),
    STATED(""),
    NOT_RUN("not run"),
    REFUSED("not comparable");

    final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  /** Of JMH's own bytes an iteration, so many may fall on an operation. */
  private static final double NO_ALLOCATION_BYTES = 0.1;

  /** Cost that does not depend on the work, noise and caches. */
  private static final double GROWTH_TOLERANCE = 1.5;

  /** An object that leaked each time would cost a hundred times as much. */
  private static final double NO_GROWTH_KIB = 1000;

  private static final Pattern RATIO = Pattern.compile("ratio ([\\d.]+)");
  private static final Pattern NANOS = Pattern.compile("(\\d+) ns(, no allocation)?");
  private static final Pattern ABOVE = Pattern.compile("(\\d+) ns above");
  private static final Pattern MEMORY = Pattern.compile("(\\d+) MiB");

  private Goal() {}

  /**
   * Judges a row.
   *
   * @param line the row
   * @param all all rows in order, some of which a goal may refer to
   * @throws IllegalArgumentException if the goal cannot be read
   */
  static Verdict judge(Line line, List<Line> all) {
    String goal = line.goal();
    if (line.reason() != null) {
      return Verdict.NOT_RUN;
    }
    if (!line.isSameWork()) {
      return Verdict.REFUSED;
    }
    if (goal.equals("stated")) {
      return Verdict.STATED;
    }
    return isMet(line, goal, all) ? Verdict.MET : Verdict.MISSED;
  }

  private static boolean isMet(Line line, String goal, List<Line> all) {
    Matcher ratio = RATIO.matcher(goal);
    if (ratio.matches()) {
      return Line.middle(line.ratios()) <= Double.parseDouble(ratio.group(1));
    }
    Matcher nanos = NANOS.matcher(goal);
    if (nanos.matches()) {
      return line.javaNanos() <= Double.parseDouble(nanos.group(1))
          && (nanos.group(2) == null || line.javaValue(Side.ALLOCATED) < NO_ALLOCATION_BYTES);
    }
    Matcher above = ABOVE.matcher(goal);
    if (above.matches()) {
      int at = all.indexOf(line);
      return at == 0 // as where only some rows are run
          || line.javaNanos() - all.get(at - 1).javaNanos() <= Double.parseDouble(above.group(1));
    }
    Matcher memory = MEMORY.matcher(goal);
    if (memory.matches()) {
      return line.javaValue("KiB native") + line.javaValue("KiB heap")
          <= Double.parseDouble(memory.group(1)) * 1024;
    }
    return switch (goal) {
      case "linear" -> isLinear(line, all);
      case "constant" -> isConstant(line, all);
      case "no growth" ->
          line.javaValue("KiB native") < NO_GROWTH_KIB
              && line.javaValue("KiB heap") < NO_GROWTH_KIB
              && line.javaValue("- descriptors") <= 0;
      case "none" -> line.javaValue("- lost") == 0;
      default -> throw new IllegalArgumentException("no such goal: '" + goal + "'");
    };
  }

  @SuppressWarnings("ReferenceEquality") // the line itself, and not one with the same figures
  private static boolean isLinear(Line line, List<Line> all) {
    Optional<Line> before =
        all.stream()
            .takeWhile(other -> other != line)
            .filter(other -> other.function().equals(line.function()))
            .reduce((first, second) -> second);
    return before.isEmpty() || perUnit(line) <= GROWTH_TOLERANCE * perUnit(before.get());
  }

  private static boolean isConstant(Line line, List<Line> all) {
    Line first =
        all.stream()
            .filter(other -> other.function().equals(line.function()))
            .findFirst()
            .orElse(line);
    return line.javaNanos() <= GROWTH_TOLERANCE * first.javaNanos();
  }

  private static double perUnit(Line line) {
    String argument = line.argument();
    return line.javaNanos() / Integer.parseInt(argument.substring(argument.indexOf('_') + 1));
  }
}
