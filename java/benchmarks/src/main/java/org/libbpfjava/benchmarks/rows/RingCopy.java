package org.libbpfjava.benchmarks.rows;

/** All bytes of each event, copied into one array. */
public class RingCopy extends EventRow {
  private final byte[] copy = new byte[2048];

  @Override
  int read() {
    return events.read(
        event -> {
          event.getBytes(0, copy, 0, event.size());
          added += copy[0] & 0xff;
        });
  }
}
