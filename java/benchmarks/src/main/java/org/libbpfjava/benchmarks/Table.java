package org.libbpfjava.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The one table, as text and as Markdown. */
final class Table {
  private static final List<String> HEAD =
      List.of("operation", "ours", "C", "ratio (min to max)", "goal", "");

  private final List<String> head;
  private final List<List<String>> cells = new ArrayList<>();

  /**
   * Formats results.
   *
   * @param lines the rows in order
   * @param peers what each peer did, by its name and the row's title: a column each
   */
  Table(List<Line> lines, Map<String, Map<String, PeerResult>> peers) {
    head = Stream.concat(HEAD.stream(), peers.keySet().stream()).toList();
    for (Line line : lines) {
      Stream<String> others =
          peers.values().stream()
              .map(
                  results -> results.getOrDefault(line.title(), PeerResult.none("not run")).text());
      cells.add(Stream.concat(own(line, lines).stream(), others).toList());
    }
  }

  private static List<String> own(Line line, List<Line> lines) {
    String reason = line.reason();
    String verdict = Goal.judge(line, lines).text;
    if (reason != null) {
      return List.of(line.title(), "not run: " + reason, "", "", line.goal(), verdict);
    }
    boolean timed = line.isTimed();
    Line.Round first = line.rounds().get(0);
    return List.of(
        line.title(),
        timed ? time(line.javaNanos()) + allocated(line) : values(first.java().values()),
        timed ? time(line.cNanos()) : values(first.c().values()),
        !line.isSameWork() ? "none: checksums differ" : timed ? ratio(line) : "",
        line.goal(),
        verdict);
  }

  private static String ratio(Line line) {
    double[] ratios = line.ratios();
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        Line.middle(ratios),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static String allocated(Line line) {
    double bytes = line.javaValue(Side.ALLOCATED);
    return Double.isNaN(bytes) || bytes < 1 ? "" : String.format(Locale.ROOT, ", %,.0f B", bytes);
  }

  static String time(double nanos) {
    double[] scales = {1, 1e3, 1e6};
    String[] units = {"ns", "µs", "ms"};
    int unit = nanos < 1e3 ? 0 : nanos < 1e6 ? 1 : 2;
    double figure = nanos / scales[unit];
    return String.format(Locale.ROOT, figure < 10 ? "%.2f %s" : "%.1f %s", figure, units[unit]);
  }

  static String values(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(
            value ->
                String.format(
                    Locale.ROOT,
                    value.getValue() % 1 == 0 ? "%,.0f %s" : "%,.1f %s",
                    value.getValue(),
                    value.getKey().replaceFirst("^- ", "")))
        .collect(Collectors.joining(", "));
  }

  String text() {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(cells);
    int[] widths =
        IntStream.range(0, head.size())
            .map(i -> all.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    return all.stream()
        .map(
            row ->
                IntStream.range(0, widths.length)
                    .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  String markdown() {
    return markdown(head)
        + "|---|---:|---:|---:|---|---|"
        + "---|".repeat(head.size() - HEAD.size())
        + "\n"
        + cells.stream().map(Table::markdown).collect(Collectors.joining());
  }

  private static String markdown(List<String> row) {
    return row.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
