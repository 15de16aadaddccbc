package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.InnerMap;
import org.libbpfjava.map.InnerMaps;
import org.libbpfjava.map.MapEntry;

/** A map of maps through the codec of its keys: descriptors go in, ids come out. */
final class InnerMapsView<K> implements InnerMaps<K> {
  private final BpfMap map;
  private final Element<K> keys;
  private final InnerCalls calls;

  InnerMapsView(BpfMap map, Element<K> keys, InnerCalls calls) {
    this.map = map;
    this.keys = keys;
    this.calls = calls;
  }

  @Override
  public BpfMap map() {
    return map;
  }

  private byte[] bytes(K key) {
    return ElementBytes.ofKey(map, keys, key);
  }

  @Override
  public InnerMap create(String name) {
    Objects.requireNonNull(name, "name");
    return calls.create(name, InnerCalls.AS_DECLARED, this::anyId);
  }

  @Override
  public InnerMap create(String name, long maxEntries) {
    Objects.requireNonNull(name, "name");
    if (maxEntries < 1 || maxEntries > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "map '" + name + "' cannot have " + maxEntries + " entries: 1 to 4294967295");
    }
    return calls.create(name, maxEntries, this::anyId);
  }

  private OptionalInt anyId() {
    Iterator<MapEntry<K, Integer>> all = ids().iterator();
    return all.hasNext() ? OptionalInt.of(all.next().value()) : OptionalInt.empty();
  }

  @Override
  public void put(K key, BpfMap inner) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(inner, "inner");
    calls.put(bytes(key), inner);
  }

  @Override
  public boolean remove(K key) {
    return map.delete(bytes(key));
  }

  @Override
  public OptionalInt id(K key) {
    return id(bytes(key));
  }

  private OptionalInt id(byte[] key) {
    Optional<byte[]> found = map.lookup(key);
    return found.isPresent()
        ? OptionalInt.of(ByteBuffer.wrap(found.get()).order(ByteOrder.nativeOrder()).getInt())
        : OptionalInt.empty();
  }

  @Override
  public Optional<InnerMap> open(K key) {
    return Optional.ofNullable(open(bytes(key)));
  }

  /** Looks again where the map has gone meanwhile: then the key has another one, or none. */
  private @Nullable InnerMap open(byte[] key) {
    for (OptionalInt id = id(key); id.isPresent(); id = id(key)) {
      InnerMap opened = calls.open(id.getAsInt());
      if (opened != null) {
        return opened;
      }
    }
    return null;
  }

  @Override
  public Iterable<MapEntry<K, Integer>> ids() {
    return Ids::new;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super BpfMap> action) {
    Objects.requireNonNull(action, "action");
    for (byte[] key : map.keys()) {
      try (InnerMap inner = open(key)) {
        if (inner != null) {
          action.accept(ElementBytes.readKey(map, keys, key), inner);
        }
      }
    }
  }

  /** Key by key: before Linux 6.14 a batch ends at the first index that is empty. */
  private final class Ids implements Iterator<MapEntry<K, Integer>> {
    private final Iterator<byte[]> all = map.keys().iterator();
    private @Nullable MapEntry<K, Integer> next;

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        byte[] key = all.next();
        OptionalInt id = id(key);
        if (id.isPresent()) {
          next = new MapEntry<>(ElementBytes.readKey(map, keys, key), id.getAsInt());
        }
      }
      return next != null;
    }

    @Override
    public MapEntry<K, Integer> next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("map '" + map.name() + "' has no further inner map");
      }
      MapEntry<K, Integer> entry = next;
      next = null;
      return entry;
    }
  }

  @Override
  public String toString() {
    return "inner maps of " + map;
  }
}
