package org.libbpfjava.benchmarks;

import static java.lang.String.join;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results page: what ran where, the table, and why a goal was missed. */
final class Page {
  private final Report report;
  private final Causes causes;

  /**
   * A page.
   *
   * @param report the run
   * @param causes what was found to make rows miss their goals
   */
  Page(Report report, Causes causes) {
    this.report = report;
    this.causes = causes;
  }

  String markdown() {
    return """
    # Benchmarks: side by side with C

    Written by `ci/bench`, which anyone can repeat; see [how it measures](../java/benchmarks/README.md).

    """
        + facts()
        + "\n"
        + new Table(report.lines(), report.peers()).markdown()
        + """

        Times are medians; a ratio is that of a Java fork and a C process that ran one after the \
        other (1.0 is equal, lower is faster), given as the median and the extremes of the rounds. \
        Bytes behind a time are what Java allocates for one operation. Both sides add up what they \
        read and wrote: where the sums differ there is no ratio. One machine's nanoseconds say little \
        of another's.
        """
        + peers()
        + new Standing(report.lines()).markdown()
        + misses();
  }

  private String facts() {
    return report.machine().facts().entrySet().stream()
            .map(fact -> "- " + fact.getKey() + ": " + fact.getValue() + "\n")
            .collect(joining())
        + "- Rounds: "
        + report.rounds()
        + (report.quick() ? ", by `ci/bench --quick`" : "")
        + "\n";
  }

  private String peers() {
    String how = "[how](../java/benchmarks/README.md#peers)";
    return report.peers().isEmpty()
        ? "\nNo other library ran. `ci/bench` adds a column for each that it is given: "
            + how
            + ".\n"
        : "\nOther libraries, in the last columns, have a figure where C did the same work for as many "
            + "operations: "
            + how
            + ".\n";
  }

  private String misses() {
    Map<String, List<String>> missed =
        report.lines().stream()
            .filter(line -> Goal.judge(line, report.lines()) == Goal.Verdict.MISSED)
            .map(Line::title)
            .collect(groupingBy(causes::of, LinkedHashMap::new, toList()));
    if (missed.isEmpty()) {
      return "\nEvery goal is met.\n";
    }
    return "\n## Goals that are missed\n"
        + missed.entrySet().stream()
            .map(rows -> "- **" + join("; ", rows.getValue()) + "**: " + rows.getKey() + "\n")
            .collect(joining());
  }
}
