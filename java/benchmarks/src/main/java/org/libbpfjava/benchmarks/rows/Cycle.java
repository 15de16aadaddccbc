package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;

public class Cycle extends Row {
  @Override
  void open() {}

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      try (OpenBpfObject open = openObject(argument)) {
        TenVariables.set(open, i);
        try (BpfObject object = open.load()) {
          if (i == 0) { // that the kernel has them: once an iteration, on both sides
            sum = TenVariables.sum(object);
          }
        }
      }
    }
    return sum;
  }

  @Override
  void close() {}
}
