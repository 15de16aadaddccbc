package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class LookUp extends Row {
  private BpfObject object;
  private String[] names;

  @Override
  void open() {
    object = loadObject(argument);
    names = TenVariables.spread(Integer.parseInt(argument.substring(argument.indexOf('_') + 1)));
    for (int i = 0; i < names.length; i++) {
      object.variable(names[i]).setLong(i * 3L);
    }
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += object.variable(names[i % names.length]).getLong();
    }
    return sum;
  }

  @Override
  void close() {
    object.close();
  }
}
