package org.libbpfjava.benchmarks.rows;

import java.nio.ByteBuffer;

/** Values of 64 bytes one by one, with the caller's buffers. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class TableLookup extends TableRow {
  private final ByteBuffer key = direct(Integer.BYTES);
  private ByteBuffer value;

  @Override
  void open() {
    super.open();
    value = direct(map.valueSize());
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      key.putInt(0, i % 1024);
      if (!map.lookup(key, value)) {
        throw new IllegalStateException("no key");
      }
      sum += value.getLong(0) + value.getLong(value.capacity() - Long.BYTES);
    }
    return sum;
  }
}
