package org.libbpfjava.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.libbpfjava.BpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Opens consumers, closes most of them, forgets the others, and prints what they left. */
final class RingBufferCycles {
  private static final int CLOSED = 10_000;
  private static final int FORGOTTEN = 300;
  private static final int SOME = 100; // the JVM has mappings that come and go

  private RingBufferCycles() {}

  public static void main(String[] arguments) throws Exception {
    try (BpfObject object = BpfObjects.load("events.bpf.o")) {
      readAndClose(object);
      System.gc();
      OpenFiles before = OpenFiles.now();
      long maps = maps();
      long lines = lines();
      for (int i = 0; i < CLOSED; i++) {
        readAndClose(object);
      }
      for (int i = 0; i < FORGOTTEN; i++) {
        forget(i);
      }
      long deadline = System.nanoTime() + 20_000_000_000L;
      while ((before.isMore() || maps() > maps || lines() > lines + SOME)
          && System.nanoTime() < deadline) {
        System.gc();
      }
      System.out.println(
          "left "
              + before.more()
              + " open, "
              + (maps() - maps)
              + " mappings of maps, "
              + Math.max(lines() - lines - SOME, 0)
              + " others");
    }
  }

  private static void readAndClose(BpfObject object) {
    try (RingBuffer ring = RingBuffer.of(object.map("events"))) {
      object.program("write_event").testRun(TestRun.once().withData(new byte[64]));
      if (ring.read(event -> event.getLong(0)) != 1) {
        throw new AssertionError("no event");
      }
    }
  }

  /** A consumer, or one with a lease, of a map of its own. */
  private static void forget(int number) {
    try (BpfObject object = BpfObjects.load("events.bpf.o", "write_event")) {
      RingBuffer ring = RingBuffer.of(object.map("events"));
      if (number % 3 != 0) {
        EventLease lease = ring.lease();
        lease.next();
        if (number % 3 == 1) {
          ring.close();
        }
      }
    }
  }

  /** {@return mappings of maps in this process} */
  static long maps() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("bpf-map")).count();
    }
  }

  private static long lines() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }
}
