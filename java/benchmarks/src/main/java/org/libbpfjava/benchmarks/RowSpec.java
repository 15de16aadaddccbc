package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.libbpfjava.feature.Feature;

/**
 * One line of rows.h.
 *
 * @param javaClass the class in {@code rows}
 * @param function its C function
 * @param argument what both get
 * @param operations an iteration; 0 for a probe, which is a process that prints what it measured
 * @param goal the goal as {@link Goal} reads it
 * @param title what the table calls it
 */
record RowSpec(
    String javaClass, String function, String argument, int operations, String goal, String title) {
  private static final Set<String> WHOLE_OBJECTS = Set.of("Cycle", "OpenOnly", "OpenFresh");

  /** Events that are read in one iteration. */
  private static final int EVENTS = 100_000;

  private static final Pattern LINE =
      Pattern.compile(
          "^(ROW|PROBE)\\((\\w+), (\\w+), \"([^\"]*)\",(?: (\\d+),)? \"([^\"]*)\", \"([^\"]*)\"\\)$",
          Pattern.MULTILINE);

  static List<RowSpec> all() {
    try (InputStream in = Objects.requireNonNull(RowSpec.class.getResourceAsStream("rows.h"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<RowSpec> parse(String text) {
    long lines = text.lines().filter(line -> line.matches("(ROW|PROBE)\\(.*")).count();
    List<RowSpec> rows = LINE.matcher(text).results().map(RowSpec::of).toList();
    if (rows.size() != lines) {
      throw new IllegalArgumentException(
          "rows.h has " + lines + " rows, " + rows.size() + " of them readable");
    }
    return rows;
  }

  private static RowSpec of(MatchResult line) {
    String operations = line.group(5);
    if (line.group(1).equals("ROW") != (operations != null)) {
      throw new IllegalArgumentException(line.group() + ": a ROW alone has operations");
    }
    return new RowSpec(
        line.group(2),
        line.group(3),
        line.group(4),
        operations == null ? 0 : Integer.parseInt(operations),
        line.group(6),
        line.group(7));
  }

  RowSpec withOperations(int count) {
    return new RowSpec(javaClass, function, argument, count, goal, title);
  }

  boolean isTimed() {
    return operations > 0;
  }

  /**
   * {@return whether an operation opens or loads an object, which takes a long way through code}
   */
  boolean isOfWholeObjects() {
    return WHOLE_OBJECTS.contains(javaClass);
  }

  /**
   * {@return how often an iteration does its operations, with what prepares them in between, which
   * is not timed} A buffer that the processor's cache holds is read in microseconds.
   */
  int batch() {
    return isTimed() && isOfEvents() ? Math.max(1, EVENTS / operations) : 1;
  }

  /** {@return whether it reads a buffer of events, whose filling takes longer than the reading} */
  boolean isOfEvents() {
    return javaClass.startsWith("Ring") || javaClass.startsWith("Perf");
  }

  /** {@return why this kernel cannot run it, empty where it can} */
  Optional<String> missing() {
    return javaClass.equals("AttachKprobes") && !Feature.KPROBE_MULTI.isSupported()
        ? Optional.of(Feature.KPROBE_MULTI.absence())
        : Optional.empty();
  }

  String className() {
    return "org.libbpfjava.benchmarks.rows." + javaClass;
  }
}
