package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts what this process holds of the kernel's. */
final class Leaks {
  private Leaks() {}

  /** {@return descriptors, and mappings whose file is a map} */
  static long count() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return descriptors.count() + mappings.filter(line -> line.contains("bpf-map")).count();
    }
  }

  /** There are fewer where what another test dropped was freed meanwhile. */
  static void assertNoMoreThan(long before) throws IOException {
    long now = count();
    assertTrue(now <= before, "descriptors and mappings: " + before + ", then " + now);
  }
}
