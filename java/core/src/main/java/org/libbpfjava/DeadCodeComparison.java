package org.libbpfjava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one program keeps of its source under two settings of its variables, side by side: its two
 * specializations, as compilers call them.
 *
 * <p>{@link #toString} gives a table of the lines that fare differently. Immutable.
 *
 * @param left the program as one setting leaves it
 * @param right the program as the other does
 * @param lines all source lines of the program
 */
public record DeadCodeComparison(DeadCode left, DeadCode right, List<Line> lines) {

  /** Copies the list. */
  public DeadCodeComparison {
    lines = List.copyOf(lines);
  }

  /**
   * A source line under both settings.
   *
   * @param left what the first keeps of it
   * @param right what the second keeps of it
   */
  public record Line(DeadCode.SourceLine left, DeadCode.SourceLine right) {

    /** {@return whether one setting keeps more of it than the other} */
    public boolean isDifferent() {
      return left.liveSlots() != right.liveSlots();
    }
  }

  /**
   * Compares two loads of one program.
   *
   * @param left the program under one setting
   * @param right the same program of the same object under another
   * @return both, line by line
   * @throws IllegalArgumentException if the two have different names or different code
   */
  public static DeadCodeComparison of(DeadCode left, DeadCode right) {
    if (!left.program().equals(right.program()) || left.slots() != right.slots()) {
      throw new IllegalArgumentException(
          String.format(
              "program '%s' (%d slots) and program '%s' (%d slots) are not one program",
              left.program(), left.slots(), right.program(), right.slots()));
    }
    Map<String, DeadCode.SourceLine> others = new HashMap<>();
    right.lines().forEach(line -> others.put(key(line), line));
    List<Line> lines = new ArrayList<>();
    for (DeadCode.SourceLine line : left.lines()) {
      DeadCode.SourceLine other = others.get(key(line));
      if (other != null) {
        lines.add(new Line(line, other));
      }
    }
    return new DeadCodeComparison(left, right, lines);
  }

  private static String key(DeadCode.SourceLine line) {
    return line.file() + ":" + line.line();
  }

  /**
   * The lines that fare differently, with the slots that each setting keeps of them, under a line
   * of totals.
   *
   * @param leftTitle what to call the first setting, {@code kernel_version=1}
   * @param rightTitle what to call the second
   * @return a table for a terminal
   */
  public String table(String leftTitle, String rightTitle) {
    int width = Math.max(leftTitle.length(), rightTitle.length());
    String row = "%" + width + "s  %" + width + "s  %s\n";
    StringBuilder table = new StringBuilder();
    table.append(String.format(row, leftTitle, rightTitle, left.program()));
    table.append(
        String.format(
            row, left.liveSlots(), right.liveSlots(), "of " + left.slots() + " slots in all"));
    for (Line line : lines) {
      if (line.isDifferent()) {
        String place = line.left().file() + ":" + line.left().line() + "  " + line.left().text();
        table.append(String.format(row, kept(line.left()), kept(line.right()), place));
      }
    }
    return table.toString();
  }

  private static String kept(DeadCode.SourceLine line) {
    return line.liveSlots() == 0 ? "removed" : line.liveSlots() + " of " + line.slots();
  }

  /** {@return the table, its columns titled {@code left} and {@code right}} */
  @Override
  public String toString() {
    return table("left", "right");
  }
}
