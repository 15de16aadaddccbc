package org.libbpfjava.internal.verifier;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.libbpfjava.verifier.VerifierStatistics;

/** The last lines of a verifier log: verifier.c, print_verification_stats(). */
final class StatisticsReader {
  private static final Pattern TIME = Pattern.compile("verification time (\\d{1,15}) usec");
  private static final Pattern STACK = Pattern.compile("stack depth (\\d{1,9}(?:\\+\\d{1,9})*).*");
  private static final Pattern PROCESSED =
      Pattern.compile("processed (\\d{1,18}) insns \\(limit (\\d{1,18})\\)(.*)");
  private static final Pattern COUNT = Pattern.compile("(\\w+) (\\d{1,18})");

  private Optional<Duration> time = Optional.empty();
  private List<Integer> stack = List.of();
  private Optional<VerifierStatistics> result = Optional.empty();

  /** Reads a line if it is one of the statistics. */
  boolean takes(String line) {
    if (line.startsWith("verification time ")) {
      Matcher matcher = TIME.matcher(line);
      if (matcher.matches()) {
        time = Optional.of(Duration.of(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS));
      }
      return true;
    }
    if (line.startsWith("stack depth ")) {
      Matcher matcher = STACK.matcher(line);
      if (matcher.matches()) {
        stack = Stream.of(matcher.group(1).split("\\+", -1)).map(Integer::valueOf).toList();
      }
      return true;
    }
    if (line.startsWith("insns processed ")) {
      return true; // for each function, seen in 7.2
    }
    if (line.startsWith("processed ")) {
      Matcher matcher = PROCESSED.matcher(line);
      if (matcher.matches()) {
        result = Optional.of(statistics(matcher));
      }
      return true;
    }
    return false;
  }

  private VerifierStatistics statistics(Matcher processed) {
    String counts = processed.group(3);
    return new ReadStatistics(
        Long.parseLong(processed.group(1)),
        Long.parseLong(processed.group(2)),
        count(counts, "max_states_per_insn"),
        count(counts, "total_states"),
        count(counts, "peak_states"),
        count(counts, "mark_read"),
        stack,
        time);
  }

  private static long count(String counts, String name) {
    Matcher matcher = COUNT.matcher(counts);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return Long.parseLong(matcher.group(2));
      }
    }
    return 0;
  }

  Optional<VerifierStatistics> result() {
    return result;
  }
}
