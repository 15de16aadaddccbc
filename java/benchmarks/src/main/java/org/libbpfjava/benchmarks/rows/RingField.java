package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.event.EventField;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class RingField extends RingRow {
  private EventField number;

  @Override
  void open() {
    super.open();
    number = ring.field("number");
  }

  @Override
  int read() {
    return ring.read(event -> added += number.getLong(event));
  }
}
