package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.OpenBpfObject;

public class OpenOnly extends Row {
  @Override
  void open() {}

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      try (OpenBpfObject object = openObject(argument)) {
        if (i == 0) {
          sum = TenVariables.sum(object);
        }
      }
    }
    return sum;
  }

  @Override
  void close() {}
}
