package org.libbpfjava.benchmarks.rows;

public class MapUpdate extends MapRow {
  @Override
  long run(int operations) {
    for (int i = 0; i < operations; i++) {
      update(i % ENTRIES, i);
    }
    long sum = 0;
    for (int i = 0; i < ENTRIES; i++) {
      sum = sum * 31 + lookup(i);
    }
    return sum;
  }
}
