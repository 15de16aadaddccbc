package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.libbpfjava.internal.memory.BufferMemory;

/** Room for one key and one value, which one thread uses at a time. */
final class Scratch {
  final ByteBuffer key;
  final ByteBuffer value;
  final BufferMemory keyMemory;
  final BufferMemory valueMemory;

  Scratch(String map, int keySize, int valueSize) {
    this.key = ByteBuffer.allocateDirect(keySize);
    this.value = ByteBuffer.allocateDirect(valueSize);
    this.keyMemory = new BufferMemory("key of map " + map, key);
    this.valueMemory = new BufferMemory("value of map " + map, value);
  }

  /**
   * A few of them, so that a call seldom makes one. There is one at most for each place: threads
   * that meet at a place make one more, and the last that comes back stays.
   */
  static final class Pool {
    private static final int PLACES = 8; // a power of two

    private final AtomicReferenceArray<Scratch> places = new AtomicReferenceArray<>(PLACES);
    private final String map;
    private final int keySize;
    private final int valueSize;

    Pool(String map, int keySize, int valueSize) {
      this.map = map;
      this.keySize = keySize;
      this.valueSize = valueSize;
    }

    private static int place() {
      return (int) Thread.currentThread().getId() & (PLACES - 1);
    }

    Scratch take() {
      Scratch free = places.getAndSet(place(), null);
      return free != null ? free : new Scratch(map, keySize, valueSize);
    }

    void giveBack(Scratch used) {
      places.setRelease(place(), used);
    }
  }
}
