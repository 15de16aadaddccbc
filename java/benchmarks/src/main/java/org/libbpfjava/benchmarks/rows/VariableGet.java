package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;

/** By name or path each time. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class VariableGet extends LiveRow {
  private BpfObject object;

  @Override
  void open(BpfObject object) {
    this.object = object;
    object.variable(argument).setLong(7);
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += object.variable(argument).getLong();
    }
    return sum;
  }
}
