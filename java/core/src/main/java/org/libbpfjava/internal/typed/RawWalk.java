package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;

/** The elements of a map, where they lie in buffers that batches fill. */
final class RawWalk {
  private static final int MOST_ENTRIES = 4096;
  private static final int MOST_BYTES = 1 << 20; // of values

  /** Gets one element: its key and its value begin at these places. */
  interface Action {
    void accept(BufferMemory keys, int keyAt, BufferMemory values, int valueAt);
  }

  private final BatchCursor cursor;
  private final int keySize;
  private final int valueSize;
  private final ByteBuffer keyBytes;
  private final ByteBuffer valueBytes;
  final BufferMemory keys;
  final BufferMemory values;
  private int next;
  private int count;
  private boolean ended;

  RawWalk(BpfMap map, BatchCursor cursor) {
    this.cursor = cursor;
    this.keySize = map.keySize();
    this.valueSize = map.elementSize();
    long fit = Math.min(Math.max(MOST_BYTES / valueSize, 1), MOST_ENTRIES);
    int room = (int) Math.max(Math.min(fit, map.maxEntries()), 1);
    this.keyBytes = ByteBuffer.allocateDirect(room * keySize);
    this.valueBytes = ByteBuffer.allocateDirect(room * valueSize);
    this.keys = new BufferMemory("keys of map " + map.name(), keyBytes);
    this.values = new BufferMemory("values of map " + map.name(), valueBytes);
  }

  /** {@return whether there is one more; reads the next batch where it must} */
  boolean hasNext() {
    if (next == count && !ended) {
      next = 0;
      count = cursor.next(keyBytes, valueBytes);
      ended = count == 0;
    }
    return next < count;
  }

  /** {@return the number of the next element in the buffers, which is there} */
  int next() {
    return next++;
  }

  int keyAt(int index) {
    return index * keySize;
  }

  int valueAt(int index) {
    return index * valueSize;
  }

  void forEach(Action action) {
    while (hasNext()) {
      int index = next();
      action.accept(keys, keyAt(index), values, valueAt(index));
    }
  }
}
