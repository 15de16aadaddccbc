package org.libbpfjava.internal.typed;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.TypedMap;
import org.libbpfjava.map.UpdateMode;

/** A map through the codecs of its keys and values. */
final class MapView<K, V> implements TypedMap<K, V> {
  private final BpfMap map;
  private final Element<K> keys;
  private final Element<V> values;
  private final Scratch.Pool<K> pool;

  MapView(BpfMap map, Element<K> keys, Element<V> values) {
    this.map = map;
    this.keys = keys;
    this.values = values;
    this.pool = new Scratch.Pool<>(map, keys);
  }

  @Override
  public BpfMap map() {
    return map;
  }

  @Override
  public @Nullable V get(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.lookup(scratch.key, scratch.value) ? values.read(scratch.valueMemory, 0) : null;
    }
  }

  @Override
  public Optional<V> find(K key) {
    return Optional.ofNullable(get(key));
  }

  @Override
  public boolean containsKey(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.lookup(scratch.key, scratch.value);
    }
  }

  @Override
  public void put(K key, V value) {
    update(key, value, UpdateMode.ANY);
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    return update(key, value, UpdateMode.NO_EXIST);
  }

  @Override
  public boolean replace(K key, V value) {
    return update(key, value, UpdateMode.EXIST);
  }

  private boolean update(K key, V value, UpdateMode mode) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    try (Scratch scratch = pool.take(key)) {
      values.write(scratch.valueMemory, 0, value);
      return map.update(scratch.key, scratch.value, mode);
    }
  }

  @Override
  public boolean remove(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.delete(scratch.key);
    }
  }

  @Override
  public Optional<V> getAndRemove(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.lookupAndDelete(scratch.key, scratch.value)
          ? Optional.of(values.read(scratch.valueMemory, 0))
          : Optional.empty();
    }
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action, "action");
    new EntryWalk<>(map, map.lookupBatch(), keys, values).forEachPair(action);
  }

  @Override
  public long drain(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action, "action");
    return EntryWalk.draining(map, keys, values).forEachPair(action);
  }

  @Override
  public Iterable<MapEntry<K, V>> entries() {
    return this::walk;
  }

  @Override
  public Stream<MapEntry<K, V>> stream() {
    return EntryWalk.stream(this::walk);
  }

  private Iterator<MapEntry<K, V>> walk() {
    return new EntryWalk<>(map, map.lookupBatch(), keys, values);
  }

  @Override
  public Map<K, V> asMap() {
    return new JavaMap<>(this, keys.java());
  }

  @Override
  public String toString() {
    return "typed " + map;
  }
}
