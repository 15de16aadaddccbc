package org.libbpfjava.benchmarks.rows;

public class MapLookup extends MapRow {
  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += lookup(i % ENTRIES);
    }
    return sum;
  }
}
