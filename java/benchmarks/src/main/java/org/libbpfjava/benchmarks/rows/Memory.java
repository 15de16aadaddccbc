package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * This process's memory. The heap is committed and touched from the start, by the options that it
 * is started with, so what grows outside of it is native.
 */
final class Memory {
  private final long heapBytes;
  private final long nativeKib;
  private final long descriptors;

  private Memory(long heapBytes, long nativeKib, long descriptors) {
    this.heapBytes = heapBytes;
    this.nativeKib = nativeKib;
    this.descriptors = descriptors;
  }

  /** {@return what is in use when all garbage is gone} */
  static Memory now() throws IOException {
    for (int i = 0;
        i < 3;
        i++) { // Cleaners run after a collection, and what they held goes with the next
      System.gc();
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Memory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        anonymousKib(),
        descriptors());
  }

  private static long anonymousKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Anonymous:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  void printGrowthSince(Memory before, int objects) {
    print("KiB native", (double) (nativeKib - before.nativeKib) / objects);
    print("KiB heap", (heapBytes - before.heapBytes) / 1024.0 / objects);
    if (objects == 1) {
      print("- descriptors", (double) (descriptors - before.descriptors));
    }
  }

  private static void print(String what, double value) {
    System.out.println("value " + what + " " + value);
  }
}
