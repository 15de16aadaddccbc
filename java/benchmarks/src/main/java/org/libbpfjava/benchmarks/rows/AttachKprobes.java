package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.KprobeMulti;

/** One link of as many functions as the argument says: the first that tracefs lists. */
public class AttachKprobes extends AttachRow {
  private static final Path LIST = Path.of("/sys/kernel/tracing/available_filter_functions");

  public AttachKprobes() {
    super("places", "on_functions");
  }

  @Override
  AttachOptions place() {
    int count = Integer.parseInt(argument);
    try (Stream<String> lines = Files.lines(LIST)) {
      List<String> names =
          lines.filter(line -> line.matches("[a-z]\\w+")).distinct().limit(count).toList();
      if (names.size() < count) {
        throw new IllegalStateException(LIST + " has " + names.size() + " functions");
      }
      return KprobeMulti.of(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
