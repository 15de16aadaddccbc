package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.event.EventStream;
import org.libbpfjava.event.PerfBuffer;
import org.libbpfjava.event.PerfOptions;

/** The first and the last word of each event. */
public class PerfDrain extends EventRow {
  private static final int PERF_HEADER = 16; // bytes, with those that align the next sample

  @Override
  String writer() {
    return "write_sample";
  }

  @Override
  EventStream open(BpfObject loaded) {
    int sample = Integer.parseInt(argument) + PERF_HEADER;
    return PerfBuffer.of(loaded.map("samples"), wakeUps(room(operations * sample)));
  }

  /**
   * One wake-up for all events: the interrupt of each would leave the reader a cold processor, and
   * the row would tell more of that than of reading.
   */
  PerfOptions wakeUps(int bytes) {
    return PerfOptions.defaults().withBytesAtLeast(bytes).withWakeUpAfterEvents(operations);
  }

  @Override
  int read() {
    return events.read(event -> added += event.getLong(0) + event.getLong((event.size() & -8) - 8));
  }
}
