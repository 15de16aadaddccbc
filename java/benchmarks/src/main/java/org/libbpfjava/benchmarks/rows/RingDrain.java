package org.libbpfjava.benchmarks.rows;

/** The first and the last word of each event. */
public class RingDrain extends EventRow {
  @Override
  int read() {
    return events.read(event -> added += event.getLong(0) + event.getLong(event.size() - 8));
  }
}
