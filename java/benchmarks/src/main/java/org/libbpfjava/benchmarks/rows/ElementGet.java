package org.libbpfjava.benchmarks.rows;

public class ElementGet extends ElementRow {
  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += total.get();
    }
    return sum;
  }
}
