package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.event.EventField;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class RingField extends EventRow {
  private EventField number;

  @Override
  void open() {
    super.open();
    number = events.field("number");
  }

  @Override
  int read() {
    return events.read(event -> added += number.getLong(event));
  }
}
