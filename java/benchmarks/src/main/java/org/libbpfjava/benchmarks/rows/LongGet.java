package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.LongHandle;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class LongGet extends LiveRow {
  private LongHandle handle;

  @Override
  void open(BpfObject object) {
    handle = object.variable(argument).longHandle();
    handle.set(7);
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += handle.get();
    }
    return sum;
  }
}
