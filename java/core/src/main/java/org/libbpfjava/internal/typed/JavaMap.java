package org.libbpfjava.internal.typed;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.TypedMap;

/** A map as {@link TypedMap#asMap} promises. */
@SuppressWarnings("NullAway") // as java.util.Map says: null where there is no such key
final class JavaMap<K, V> extends AbstractMap<K, V> {
  private final TypedMap<K, V> map;
  private final Class<K> keyClass;
  private final Set<Entry<K, V>> entries = new Entries();

  JavaMap(TypedMap<K, V> map, Class<K> keyClass) {
    this.map = map;
    this.keyClass = keyClass;
  }

  @Override
  public @Nullable V get(Object key) {
    return map.get(key(key));
  }

  @Override
  public boolean containsKey(Object key) {
    return map.containsKey(key(key));
  }

  @Override
  public @Nullable V put(K key, V value) {
    V before = map.get(key);
    map.put(key, value);
    return before;
  }

  @Override
  public @Nullable V remove(Object key) {
    K known = key(key);
    V before = map.get(known);
    map.remove(known);
    return before;
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return map.putIfAbsent(key, value) ? null : map.get(key);
  }

  @Override
  public void clear() {
    map.drain((key, value) -> {});
  }

  private K key(Object key) {
    return keyClass.cast(Objects.requireNonNull(key, "key"));
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return entries;
  }

  private final class Entries extends AbstractSet<Entry<K, V>> {
    @Override
    public Iterator<Entry<K, V>> iterator() {
      Iterator<MapEntry<K, V>> all = map.entries().iterator();
      return new Iterator<>() {
        private @Nullable K last;

        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Entry<K, V> next() {
          MapEntry<K, V> entry = all.next();
          last = entry.key();
          return Map.entry(entry.key(), entry.value());
        }

        @Override
        public void remove() {
          K key = last;
          if (key == null) {
            throw new IllegalStateException("no entry was seen, or it is removed already");
          }
          last = null;
          map.remove(key);
        }
      };
    }

    @Override
    public int size() {
      return (int) Math.min(map.stream().count(), Integer.MAX_VALUE);
    }

    @Override
    public boolean isEmpty() {
      return !map.entries().iterator().hasNext();
    }
  }

  @Override
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
