package org.libbpfjava.benchmarks.rows;

import java.nio.ByteBuffer;
import org.libbpfjava.map.BatchCursor;

/** All entries of a hash, once: the first and the last word of each value. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class BatchRead extends TableRow {
  private final ByteBuffer keys = direct(BATCH * Integer.BYTES);
  private ByteBuffer values;

  @Override
  void open() {
    super.open();
    values = direct(BATCH * map.valueSize());
  }

  @Override
  long run(int operations) {
    int size = map.valueSize();
    BatchCursor cursor = map.lookupBatch();
    long sum = 0;
    int seen = 0;
    for (int count = cursor.next(keys, values); count > 0; count = cursor.next(keys, values)) {
      for (int i = 0; i < count; i++) {
        sum += keys.getInt(i * Integer.BYTES);
        sum += values.getLong(i * size) + values.getLong(i * size + size - Long.BYTES);
      }
      seen += count;
    }
    if (seen != map.maxEntries()) {
      throw new IllegalStateException("not all entries came");
    }
    return sum;
  }
}
