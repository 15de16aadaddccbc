package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.libbpfjava.benchmarks.rows.Row;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The library's side: timed rows by JMH in a fork each, probes as a process each. */
final class JavaSide {
  private final Path objects;
  private final List<String> jvmOptions = new ArrayList<>();

  JavaSide(Path objects) {
    this.objects = objects;
    jvmOptions.add("-D" + Row.OBJECTS + "=" + objects);
    jvmOptions.add("-XX:+UseG1GC"); // as on a machine with more processors than the one given here
    // As in a program that has run for a while: otherwise the kernel makes each page of a growing
    // heap when it is first touched, in the middle of what is measured.
    jvmOptions.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
    if (Runtime.version().feature() >= 22) {
      jvmOptions.add("--enable-native-access=ALL-UNNAMED");
    }
  }

  Side time(RowSpec row, int warmupMillis, int warmup, int iterations) throws IOException {
    Path checksum = Files.createTempFile("bench", ".checksum");
    Path log = Files.createTempFile("bench", ".log");
    try {
      List<String> arguments = new ArrayList<>(jvmOptions);
      arguments.add("-D" + Row.CHECKSUM + "=" + checksum);
      arguments.add("-D" + Row.WARM_UP + "=" + warmupMillis);
      Options options =
          new OptionsBuilder()
              .include("^" + Pattern.quote(row.className() + ".iterate") + "$")
              .param("argument", row.argument())
              .param("operations", Integer.toString(row.operations()))
              .forks(1)
              .warmupIterations(warmup)
              .measurementIterations(iterations)
              .warmupBatchSize(row.batch())
              .measurementBatchSize(row.batch())
              .jvmArgs(arguments.toArray(String[]::new))
              .addProfiler(GCProfiler.class)
              .shouldFailOnError(true)
              .verbosity(VerboseMode.NORMAL)
              .output(log.toString())
              .build();
      Collection<RunResult> results = new Runner(options).run();
      return side(
          results.iterator().next(),
          row.operations() * row.batch(),
          Long.parseLong(Files.readString(checksum).strip()));
    } catch (RunnerException e) {
      throw new IllegalStateException(row.title() + ": " + Files.readString(log), e);
    } finally {
      Files.delete(checksum);
      Files.delete(log);
    }
  }

  private static Side side(RunResult result, int operations, long checksum) {
    List<Double> nanos = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        nanos.add(iteration.getPrimaryResult().getScore() / operations);
      }
    }
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Side(
        nanos,
        allocated == null ? Map.of() : Map.of(Side.ALLOCATED, allocated.getScore() / operations),
        checksum);
  }

  Side probe(RowSpec row) {
    List<String> command = java(jvmOptions);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), row.className(), row.argument()));
    return Child.runOnAllProcessors(command).side(1);
  }

  Path objects() {
    return objects;
  }

  /** {@return the start of a command line, which may be extended} */
  static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    return command;
  }
}
