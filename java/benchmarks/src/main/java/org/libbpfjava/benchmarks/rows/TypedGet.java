package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.map.TypedMap;

/** Values of 64 bytes one by one, as records. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class TypedGet extends TableRow {
  private TypedMap<Integer, StructGet.Sample> samples;

  @Override
  void open() {
    super.open();
    samples = map.typed(Integer.class, StructGet.Sample.class);
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      StructGet.Sample sample = samples.get(i % 1024);
      if (sample == null) {
        throw new IllegalStateException("no key");
      }
      sum += sample.time() + sample.total();
    }
    return sum;
  }
}
