package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process that has ended well, and what it printed.
 *
 * @param nanos from its start to its end
 * @param output its lines
 */
record Child(long nanos, List<String> output) {

  static Child run(List<String> command) {
    try {
      Path output = Files.createTempFile("bench", ".out"); // a pipe's reader would share the CPU
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        long started = System.nanoTime();
        int status = builder.start().waitFor();
        long nanos = System.nanoTime() - started;
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        if (status != 0) {
          throw new IllegalStateException(
              "status " + status + " of " + String.join(" ", command) + ": " + lines);
        }
        return new Child(nanos, lines);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** On all processors, for what one alone would serialize. */
  static Child runOnAllProcessors(List<String> command) {
    return run(onAllProcessors(command));
  }

  /** Writes all that the process prints to a file. {@return its status} */
  static int runOnAllProcessors(List<String> command, Path output) {
    try {
      return new ProcessBuilder(onAllProcessors(command))
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<String> onAllProcessors(List<String> command) {
    try {
      List<String> wide = new ArrayList<>();
      wide.add("taskset");
      wide.add("-c");
      wide.add(Files.readString(Path.of("/sys/devices/system/cpu/online")).strip());
      wide.addAll(command);
      return wide;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the lines {@code nanoseconds N}, {@code value UNIT NAME N} and {@code checksum N}. */
  Side side(int operations) {
    List<Double> perOperation = new ArrayList<>();
    Map<String, Double> values = new LinkedHashMap<>();
    long checksum = 0;
    for (String line : output) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "nanoseconds" -> perOperation.add(Double.parseDouble(words[1]) / operations);
        case "value" -> values.put(words[1] + " " + words[2], Double.parseDouble(words[3]));
        case "checksum" -> checksum = Long.parseLong(words[1]);
        default -> throw new IllegalStateException("what is '" + line + "'?");
      }
    }
    return new Side(perOperation, values, checksum);
  }

  /** {@return the same, with the process's own time as its one figure} */
  Side timed() {
    return new Side(List.of((double) nanos), Map.of(), side(1).checksum());
  }
}
