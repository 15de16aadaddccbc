package org.libbpfjava.benchmarks.rows;

public class RingOffset extends RingRow {
  @Override
  int read() {
    return ring.read(event -> added += event.getLong(0));
  }
}
