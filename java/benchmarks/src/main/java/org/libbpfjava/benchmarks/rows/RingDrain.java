package org.libbpfjava.benchmarks.rows;

/** The first and the last word of each event. */
public class RingDrain extends RingRow {
  @Override
  int read() {
    return ring.read(event -> added += event.getLong(0) + event.getLong(event.size() - 8));
  }
}
