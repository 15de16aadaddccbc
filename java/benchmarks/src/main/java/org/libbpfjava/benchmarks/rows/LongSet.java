package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.LongHandle;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class LongSet extends LiveRow {
  private LongHandle handle;

  @Override
  void open(BpfObject object) {
    handle = object.variable(argument).longHandle();
  }

  @Override
  long run(int operations) {
    for (int i = 0; i < operations; i++) {
      handle.set(i * 3L);
    }
    return handle.get();
  }
}
