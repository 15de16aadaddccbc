package org.libbpfjava.benchmarks.rows;

public class ElementAdd extends ElementRow {
  @Override
  long run(int operations) {
    long sum = 0;
    total.set(0);
    for (int i = 0; i < operations; i++) {
      sum += total.getAndAdd(3);
    }
    return sum * 31 + total.get();
  }
}
