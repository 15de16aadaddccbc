package org.libbpfjava.benchmarks.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.BpfObject;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.UpdateMode;

/**
 * A row on one of the maps of {@code live}, all of whose keys are set, with the caller's buffers.
 */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class MapRow extends LiveRow {
  static final int ENTRIES = 1024;

  final ByteBuffer key = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
  ByteBuffer value;
  BpfMap map;
  int lastWord;

  @Override
  void open(BpfObject object) {
    map = object.map(argument);
    value = ByteBuffer.allocateDirect(map.valueSize()).order(ByteOrder.nativeOrder());
    lastWord = map.valueSize() - 8;
    for (int i = 0; i < ENTRIES; i++) {
      update(i, i);
    }
  }

  final void update(int at, long number) {
    key.putInt(0, at);
    value.putLong(0, number);
    value.putLong(lastWord, number);
    map.update(key, value, UpdateMode.ANY);
  }

  /** {@return the sum of the value's first and last word} */
  final long lookup(int at) {
    key.putInt(0, at);
    if (!map.lookup(key, value)) {
      throw new IllegalStateException("no key " + at);
    }
    return value.getLong(0) + value.getLong(lastWord);
  }
}
