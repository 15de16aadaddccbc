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
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.MapType;

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
  private final long maxEntries;
  private Batch batch;
  private @Nullable Batch ahead; // where the user may remove what the kernel goes on from
  private long taken; // elements of batches that were ahead
  private int next;
  private boolean ended;

  EntryWalk(BpfMap map, BatchCursor cursor, ElementReader<K> keys, ElementReader<V> values) {
    this.map = map.name();
    this.cursor = cursor;
    this.keys = keys;
    this.values = values;
    this.keySize = map.keySize();
    this.valueSize = map.elementSize();
    this.maxEntries = map.maxEntries();
    long fit = Math.min(Math.max(MOST_BYTES / valueSize, 1), MOST_ENTRIES);
    int room = (int) Math.max(Math.min(fit, maxEntries), 1);
    this.batch = new Batch(room);
    this.ahead = goesOnFromLastKey(map.type()) ? new Batch(room) : null;
  }

  /**
   * Whether the kernel finds its way by the last key of a batch, and begins anew where that is
   * gone: kernel/bpf/syscall.c, generic_map_lookup_batch(). The other maps of which elements can be
   * removed go on from a number of their own.
   */
  private static boolean goesOnFromLastKey(MapType type) {
    return type == MapType.LPM_TRIE || type == MapType.HASH_OF_MAPS;
  }

  /** Elements that came together. */
  private final class Batch {
    final ByteBuffer keyBytes;
    final ByteBuffer valueBytes;
    final BufferMemory keyMemory;
    final BufferMemory valueMemory;
    int count;

    Batch(int room) {
      keyBytes = ByteBuffer.allocateDirect(room * keySize);
      valueBytes = ByteBuffer.allocateDirect(room * valueSize);
      keyMemory = new BufferMemory("keys of map " + map, keyBytes);
      valueMemory = new BufferMemory("values of map " + map, valueBytes);
    }

    void fill() {
      count = cursor.next(keyBytes, valueBytes);
    }
  }

  /** {@return the walk that removes what it reads; no more of it than it must} */
  static <K, V> EntryWalk<K, V> draining(
      BpfMap map, ElementReader<K> keys, ElementReader<V> values) {
    EntryWalk<K, V> walk = new EntryWalk<>(map, map.lookupAndDeleteBatch(), keys, values);
    walk.ahead = null;
    return walk;
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
    if (next == batch.count && !ended) {
      next = 0;
      advance();
      ended = batch.count == 0;
    }
    return next < batch.count;
  }

  private void advance() {
    Batch following = ahead;
    if (following == null) {
      batch.fill();
      return;
    }
    if (taken == 0) {
      following.fill();
    }
    ahead = batch;
    batch = following;
    if (taken >= maxEntries) { // others remove keys all the time, and the kernel begins anew
      batch.count = 0;
    } else if (batch.count > 0) {
      taken += batch.count;
      ahead.fill();
    }
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
    return keys.read(batch.keyMemory, index * keySize);
  }

  private V value(int index) {
    return values.read(batch.valueMemory, index * valueSize);
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
