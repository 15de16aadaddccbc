package org.libbpfjava.verifier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.Refusal;
import org.libbpfjava.verifier.DeadCode.SourceLine;

/**
 * What the verifier keeps of one program under two settings of the variables, side by side.
 *
 * <p>{@link #toString} gives a table of the lines that differ. Immutable.
 */
public final class DeadCodeComparison {
  private final DeadCode left;
  private final DeadCode right;
  private final List<Line> lines;

  private DeadCodeComparison(DeadCode left, DeadCode right, List<Line> lines) {
    this.left = left;
    this.right = right;
    this.lines = List.copyOf(lines);
  }

  /**
   * A source line under both settings.
   *
   * @param left what the first setting keeps of it
   * @param right what the second setting keeps of it
   * @param isDifferent whether one setting is known to keep more of it than the other
   */
  public record Line(SourceLine left, SourceLine right, boolean isDifferent) {

    /** Refuses null by NullPointerException. */
    public Line {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }
  }

  /**
   * Compares two loads of one program, line by line.
   *
   * @param left the program under one setting
   * @param right the same program of the same object under another
   * @return the comparison
   * @throws IllegalArgumentException if the two have different names or different code
   */
  public static DeadCodeComparison of(DeadCode left, DeadCode right) {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    int slots = left.sizes().relocated();
    if (!left.program().equals(right.program()) || slots != right.sizes().relocated()) {
      throw new IllegalArgumentException(
          String.format(
              "program '%s' (%d slots) and program '%s' (%d slots) are not one program",
              left.program(), slots, right.program(), right.sizes().relocated()));
    }
    boolean bothKnown = left.method().knowsDead() && right.method().knowsDead();
    Map<String, SourceLine> others = new HashMap<>();
    right.lines().forEach(line -> others.put(key(line), line));
    List<Line> lines = new ArrayList<>();
    for (SourceLine line : left.lines()) {
      SourceLine other = others.get(key(line));
      if (other != null) {
        boolean isDifferent =
            bothKnown
                ? line.liveSlots() != other.liveSlots()
                : isLiveHereAlone(line, other) || isLiveHereAlone(other, line);
        lines.add(new Line(line, other, isDifferent));
      }
    }
    return new DeadCodeComparison(left, right, lines);
  }

  /** {@return the program under the first setting} */
  public DeadCode left() {
    return left;
  }

  /** {@return the program under the second setting} */
  public DeadCode right() {
    return right;
  }

  /** {@return all source lines of the program, the equal ones too} */
  public List<Line> lines() {
    return lines;
  }

  private static boolean isLiveHereAlone(SourceLine here, SourceLine there) {
    return here.liveSlots() > 0 && there.fate() == Fate.REMOVED;
  }

  private static String key(SourceLine line) {
    return line.file() + ":" + line.line();
  }

  /**
   * The lines that differ, each with the slots that either setting keeps of it. A line of totals
   * stands above them. If the verifier refused a setting, the table shows at which line and why.
   *
   * @param leftTitle the first setting, such as {@code kernel_version=1}
   * @param rightTitle the second setting
   * @return a table for a terminal
   */
  public String table(String leftTitle, String rightTitle) {
    Objects.requireNonNull(leftTitle, "leftTitle");
    Objects.requireNonNull(rightTitle, "rightTitle");
    int width = Math.max(leftTitle.length(), rightTitle.length());
    String row = "%" + width + "s  %" + width + "s  %s\n";
    StringBuilder table = new StringBuilder();
    table.append(String.format(row, leftTitle, rightTitle, left.program()));
    table.append(
        String.format(
            row, total(left), total(right), "of " + left.sizes().relocated() + " slots in all"));
    for (Line line : lines) {
      boolean isRefused = isRefused(left, line.left()) || isRefused(right, line.right());
      if (line.isDifferent() || isRefused) {
        String place = key(line.left()) + "  " + line.left().text();
        table.append(String.format(row, kept(left, line.left()), kept(right, line.right()), place));
      }
    }
    left.refusal().ifPresent(refusal -> table.append(reason(leftTitle, refusal)));
    right.refusal().ifPresent(refusal -> table.append(reason(rightTitle, refusal)));
    return table.toString();
  }

  private static String reason(String title, Refusal refusal) {
    return title + " is refused: " + refusal.reason() + "\n";
  }

  private static String total(DeadCode code) {
    return switch (code.method()) {
      case EXACT, INFERRED -> String.valueOf(code.liveSlots());
      case REFUSED -> "refused";
      case UNKNOWN -> "unknown";
    };
  }

  private static boolean isRefused(DeadCode code, SourceLine line) {
    return code.refusal().flatMap(Refusal::line).filter(line::equals).isPresent();
  }

  private static String kept(DeadCode code, SourceLine line) {
    if (isRefused(code, line)) {
      return "refused";
    }
    return switch (line.fate()) {
      case KEPT, PARTLY -> line.liveSlots() + " of " + line.slots();
      case REMOVED -> "removed";
      case UNKNOWN -> code.method() == Method.REFUSED ? "not reached" : "unknown";
    };
  }

  /** {@return the table, its columns titled {@code left} and {@code right}} */
  @Override
  public String toString() {
    return table("left", "right");
  }
}
