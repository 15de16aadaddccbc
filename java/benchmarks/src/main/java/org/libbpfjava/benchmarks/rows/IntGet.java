package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.IntHandle;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class IntGet extends LiveRow {
  private IntHandle handle;

  @Override
  void open(BpfObject object) {
    handle = object.variable(argument).intHandle();
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
