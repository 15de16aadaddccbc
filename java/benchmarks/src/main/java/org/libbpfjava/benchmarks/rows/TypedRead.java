package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.map.TypedMap;

/** All entries of a hash, once, as Java objects. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class TypedRead extends TableRow {
  private TypedMap<Integer, Long> numbers;
  private TypedMap<Integer, StructGet.Sample> samples;
  private long sum;
  private int seen;

  @Override
  void open() {
    super.open();
    if (map.valueSize() == Long.BYTES) {
      numbers = map.typed(Integer.class, Long.class);
    } else {
      samples = map.typed(Integer.class, StructGet.Sample.class);
    }
  }

  @Override
  long run(int operations) {
    sum = 0;
    seen = 0;
    if (samples == null) {
      numbers.forEach(
          (key, number) -> {
            sum += key + 2 * number;
            seen++;
          });
    } else {
      samples.forEach(
          (key, sample) -> {
            sum += key + sample.time() + sample.total();
            seen++;
          });
    }
    if (seen != map.maxEntries()) {
      throw new IllegalStateException("not all entries came");
    }
    return sum;
  }
}
