package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapEntry;

/** The elements of a map as Java objects, which are made one by one from batches. */
final class EntryWalk<K, V> implements Iterator<MapEntry<K, V>> {
  private static final int MOST_ENTRIES = 4096;
  private static final int MOST_BYTES = 1 << 20; // of values

  private final String map;
  private final BatchCursor cursor;
  private final ElementReader<K> keys;
  private final ElementReader<V> values;
  private final int keySize;
  private final int valueSize;
  private final ByteBuffer keyBytes;
  private final ByteBuffer valueBytes;
  private final BufferMemory keyMemory;
  private final BufferMemory valueMemory;
  private int next;
  private int count;
  private boolean ended;

  EntryWalk(BpfMap map, BatchCursor cursor, ElementReader<K> keys, ElementReader<V> values) {
    this.map = map.name();
    this.cursor = cursor;
    this.keys = keys;
    this.values = values;
    this.keySize = map.keySize();
    this.valueSize = map.elementSize();
    long fit = Math.min(Math.max(MOST_BYTES / valueSize, 1), MOST_ENTRIES);
    int room = (int) Math.max(Math.min(fit, map.maxEntries()), 1);
    this.keyBytes = ByteBuffer.allocateDirect(room * keySize);
    this.valueBytes = ByteBuffer.allocateDirect(room * valueSize);
    this.keyMemory = new BufferMemory("keys of map " + this.map, keyBytes);
    this.valueMemory = new BufferMemory("values of map " + this.map, valueBytes);
  }

  /** {@return the elements of a walk that begins when the stream is used} */
  static <K, V> Stream<MapEntry<K, V>> stream(Supplier<Iterator<MapEntry<K, V>>> walk) {
    return StreamSupport.stream(
        () -> Spliterators.spliteratorUnknownSize(walk.get(), Spliterator.NONNULL),
        Spliterator.NONNULL,
        false);
  }

  /** Reads the next batch where it must. */
  @Override
  public boolean hasNext() {
    if (next == count && !ended) {
      next = 0;
      count = cursor.next(keyBytes, valueBytes);
      ended = count == 0;
    }
    return next < count;
  }

  @Override
  public MapEntry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("map '" + map + "' has no further entry");
    }
    int index = next++;
    return new MapEntry<>(key(index), value(index));
  }

  private K key(int index) {
    return keys.read(keyMemory, index * keySize);
  }

  private V value(int index) {
    return values.read(valueMemory, index * valueSize);
  }

  /** {@return how many there were} */
  long forEachPair(BiConsumer<? super K, ? super V> action) {
    long seen = 0;
    while (hasNext()) {
      int index = next++;
      seen++;
      action.accept(key(index), value(index));
    }
    return seen;
  }
}
