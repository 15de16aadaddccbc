package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfStruct;

/** Reads the kernel's types anew each time: nothing is kept between two operations. */
public class KernelBtf extends Row {
  @Override
  void open() {}

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += find(Btf.ofKernel(), argument);
    }
    return sum;
  }

  static long find(Btf btf, String name) {
    BtfStruct found = btf.find(name, BtfStruct.class).orElseThrow();
    return found.id() * 31L + found.size();
  }

  @Override
  void close() {}
}
