package org.libbpfjava.benchmarks.rows;

public class RingOffset extends EventRow {
  @Override
  int read() {
    return events.read(event -> added += event.getLong(0));
  }
}
