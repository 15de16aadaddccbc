package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.IntHandle;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class IntSet extends LiveRow {
  private IntHandle handle;

  @Override
  void open(BpfObject object) {
    handle = object.variable(argument).intHandle();
  }

  @Override
  long run(int operations) {
    for (int i = 0; i < operations; i++) {
      handle.set(i * 3);
    }
    return Integer.toUnsignedLong(handle.get());
  }
}
