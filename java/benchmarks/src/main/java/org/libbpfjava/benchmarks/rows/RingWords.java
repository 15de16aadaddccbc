package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.event.EventView;

/** Every word of each event, one by one. */
public class RingWords extends EventRow {
  @Override
  int read() {
    return events.read(this::addWords);
  }

  private void addWords(EventView event) {
    long words = 0;
    for (int i = 0; i < event.size(); i += Long.BYTES) {
      words += event.getLong(i);
    }
    added += words;
  }
}
