package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.event.EventHandler;
import org.libbpfjava.event.RingBuffer;

/** A thread writes while this one reads without a pause. All events fit, so none is dropped. */
public final class RingMeanwhile {
  private static final int BYTES = 16 << 20;
  private static final int RING_HEADER = 8;
  private static final int MOST = 30_000; // a reader without a pause slows the writer down
  private static final int WARM_UP = 10;
  private static final int ITERATIONS = 5;

  private long added;

  private RingMeanwhile() {}

  public static void main(String[] args) throws InterruptedException {
    new RingMeanwhile().measure(Integer.parseInt(args[0]));
  }

  private void measure(int size) throws InterruptedException {
    OpenBpfObject open = Row.openObject("ring");
    open.variable("size").setInt(size);
    open.map("events").setMaxEntries(BYTES);
    try (BpfObject object = open.load();
        RingBuffer ring = RingBuffer.of(object.map("events"))) {
      BpfProgram writing = object.program("write_event");
      int count = Math.min(MOST, BYTES / (size + RING_HEADER));
      EventHandler handler =
          event -> added += event.getLong(0) + event.getLong(event.size() / 8 * 8 - 8);
      long checksum = 0;
      for (int i = 0; i < WARM_UP + ITERATIONS; i++) {
        long started = System.nanoTime();
        added = 0;
        object.variable("number").setLong(0);
        Thread writer =
            new Thread(
                () -> writing.testRun(TestRun.once().withData(new byte[64]).withRepeat(count)));
        writer.start();
        for (int seen = 0; seen < count; ) {
          seen += ring.read(handler);
        }
        if (i >= WARM_UP) {
          System.out.println("nanoseconds " + (System.nanoTime() - started) / (double) count);
        }
        writer.join();
        checksum = checksum * 31 + added;
      }
      System.out.println("checksum " + checksum);
    }
  }
}
