package org.libbpfjava.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The one table, as text and as Markdown. */
final class Table {
  private static final List<String> HEAD =
      List.of("operation", "ours", "C", "ratio (min to max)", "goal", "", "hello-ebpf");

  private final List<List<String>> cells = new ArrayList<>();

  /**
   * Formats results.
   *
   * @param lines the rows in order
   * @param peer what hello-ebpf did, by title; "not run" where nothing
   */
  Table(List<Line> lines, Map<String, PeerResult> peer) {
    for (Line line : lines) {
      String peers = peer.getOrDefault(line.title(), PeerResult.none("not run")).text();
      String reason = line.reason();
      if (reason != null) {
        String verdict = Goal.judge(line, lines).text;
        cells.add(List.of(line.title(), "not run: " + reason, "", "", line.goal(), verdict, peers));
        continue;
      }
      boolean same = line.isSameWork();
      cells.add(
          List.of(
              line.title(),
              line.isTimed()
                  ? time(line.javaNanos()) + allocated(line)
                  : values(line.rounds().get(0).java().values()),
              line.isTimed() ? time(line.cNanos()) : values(line.rounds().get(0).c().values()),
              !same ? "none: checksums differ" : line.isTimed() ? ratio(line) : "",
              line.goal(),
              Goal.judge(line, lines).text,
              peers));
    }
  }

  private static String ratio(Line line) {
    boolean onTop = line.goal().endsWith("on top");
    double[] figures = onTop ? line.onTop() : line.ratios();
    double scale = onTop ? 1e6 : 1;
    return String.format(
        Locale.ROOT,
        onTop ? "+%.0f ms (%.0f to %.0f)" : "%.2f (%.2f to %.2f)",
        Line.middle(figures) / scale,
        figures[0] / scale,
        figures[figures.length - 1] / scale);
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
    List<List<String>> all = new ArrayList<>(List.of(HEAD));
    all.addAll(cells);
    int[] widths =
        IntStream.range(0, HEAD.size())
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
    return markdown(HEAD)
        + "|---|---:|---:|---:|---|---|---|\n"
        + cells.stream().map(Table::markdown).collect(Collectors.joining());
  }

  private static String markdown(List<String> row) {
    return row.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
