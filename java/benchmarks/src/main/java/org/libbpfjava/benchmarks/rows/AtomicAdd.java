package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.LongHandle;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class AtomicAdd extends LiveRow {
  private LongHandle handle;

  @Override
  void open(BpfObject object) {
    handle = object.variable(argument).longHandle();
  }

  @Override
  long run(int operations) {
    long sum = 0;
    handle.set(0);
    for (int i = 0; i < operations; i++) {
      sum += handle.getAndAdd(3);
    }
    return sum * 31 + handle.get();
  }
}
