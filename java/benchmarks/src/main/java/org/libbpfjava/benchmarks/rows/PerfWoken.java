package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.event.PerfOptions;

/** As {@link PerfDrain}, behind a wake-up for each event. */
public class PerfWoken extends PerfDrain {
  @Override
  PerfOptions wakeUps(int bytes) {
    return PerfOptions.defaults().withBytesAtLeast(bytes);
  }
}
