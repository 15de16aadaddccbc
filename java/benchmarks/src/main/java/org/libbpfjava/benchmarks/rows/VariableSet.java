package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;

/** By name or path each time. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class VariableSet extends LiveRow {
  private BpfObject object;

  @Override
  void open(BpfObject object) {
    this.object = object;
  }

  @Override
  long run(int operations) {
    for (int i = 0; i < operations; i++) {
      object.variable(argument).setLong(i * 3L);
    }
    return object.variable(argument).getLong();
  }
}
