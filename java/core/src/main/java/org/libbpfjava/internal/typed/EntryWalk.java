package org.libbpfjava.internal.typed;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapEntry;

/** The elements of a map as Java objects, which are made one by one from batches. */
final class EntryWalk<K, V> implements Iterator<MapEntry<K, V>> {
  private final String map;
  private final RawWalk walk;
  private final ElementReader<K> keys;
  private final ElementReader<V> values;

  EntryWalk(BpfMap map, BatchCursor cursor, ElementReader<K> keys, ElementReader<V> values) {
    this.map = map.name();
    this.walk = new RawWalk(map, cursor);
    this.keys = keys;
    this.values = values;
  }

  /** {@return the elements of a walk that begins when the stream is used} */
  static <K, V> Stream<MapEntry<K, V>> stream(Supplier<Iterator<MapEntry<K, V>>> walk) {
    return StreamSupport.stream(
        () -> Spliterators.spliteratorUnknownSize(walk.get(), Spliterator.NONNULL),
        Spliterator.NONNULL,
        false);
  }

  @Override
  public boolean hasNext() {
    return walk.hasNext();
  }

  @Override
  public MapEntry<K, V> next() {
    if (!walk.hasNext()) {
      throw new NoSuchElementException("map '" + map + "' has no further entry");
    }
    int index = walk.next();
    return new MapEntry<>(key(index), value(index));
  }

  private K key(int index) {
    return keys.read(walk.keys, walk.keyAt(index));
  }

  private V value(int index) {
    return values.read(walk.values, walk.valueAt(index));
  }

  /** {@return how many there were} */
  long forEachPair(BiConsumer<? super K, ? super V> action) {
    long seen = 0;
    while (walk.hasNext()) {
      int index = walk.next();
      seen++;
      action.accept(key(index), value(index));
    }
    return seen;
  }
}
