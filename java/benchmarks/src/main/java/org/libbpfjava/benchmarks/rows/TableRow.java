package org.libbpfjava.benchmarks.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.BpfObject;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.UpdateMode;

/** A row on one of the hashes of {@code tables}, which is full. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class TableRow extends Row {
  static final int BATCH = 4096;

  private BpfObject object;
  BpfMap map;

  @Override
  void open() {
    object = loadObject("tables");
    map = object.map(argument);
    int entries = (int) map.maxEntries();
    int size = map.valueSize();
    ByteBuffer keys = direct(entries * Integer.BYTES);
    ByteBuffer values = direct(entries * size);
    for (int i = 0; i < entries; i++) {
      keys.putInt(i * Integer.BYTES, i);
      values.putLong(i * size, i);
      values.putLong(i * size + size - Long.BYTES, i);
    }
    if (map.updateBatch(keys, values, entries, UpdateMode.ANY) != entries) {
      throw new IllegalStateException("not all entries were set");
    }
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** All entries: fewer would be another way through the compiled code. */
  @Override
  final int warmUpOperations() {
    return operations;
  }

  @Override
  void close() {
    object.close();
  }
}
