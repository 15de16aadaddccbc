package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BpfMap;

/** Room for one key and one value, which one thread uses until it closes it. */
final class Scratch implements AutoCloseable {
  final ByteBuffer key;
  final ByteBuffer value;
  final BufferMemory keyMemory;
  final BufferMemory valueMemory;
  private final Pool<?> pool;

  private Scratch(Pool<?> pool) {
    this.pool = pool;
    this.key = ByteBuffer.allocateDirect(pool.map.keySize());
    this.value = ByteBuffer.allocateDirect(pool.map.elementSize());
    this.keyMemory = new BufferMemory("key of map " + pool.map.name(), key);
    this.valueMemory = new BufferMemory("value of map " + pool.map.name(), value);
  }

  /** Gives it back. */
  @Override
  public void close() {
    pool.giveBack(this);
  }

  /**
   * A few of them, so that a call seldom makes one. There is one at most for each place: threads
   * that meet at a place make one more, and the last that comes back stays.
   */
  static final class Pool<K> {
    private static final int PLACES = 8; // a power of two

    private final AtomicReferenceArray<Scratch> places = new AtomicReferenceArray<>(PLACES);
    private final BpfMap map;
    private final Element<K> keys;

    Pool(BpfMap map, Element<K> keys) {
      this.map = map;
      this.keys = keys;
    }

    private static int place() {
      return (int) Thread.currentThread().getId() & (PLACES - 1);
    }

    /** {@return room in which a key stands already} */
    Scratch take(K key) {
      Objects.requireNonNull(key, "key");
      Scratch free = places.getAndSet(place(), null);
      Scratch scratch = free != null ? free : new Scratch(this);
      try {
        keys.write(scratch.keyMemory, 0, key);
      } catch (RuntimeException | Error e) {
        scratch.close();
        throw e;
      }
      return scratch;
    }

    private void giveBack(Scratch used) {
      places.setRelease(place(), used);
    }
  }
}
