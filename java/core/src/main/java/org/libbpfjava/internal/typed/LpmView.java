package org.libbpfjava.internal.typed;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.LpmPrefix;
import org.libbpfjava.map.LpmTrie;
import org.libbpfjava.map.MapEntry;

/** A trie as a typed map, whose look-up finds what contains a key. */
final class LpmView<V> implements LpmTrie<V> {
  private final MapView<LpmPrefix, V> map;
  private final StoredPrefixes stored;

  LpmView(BpfMap map, PrefixElement keys, Element<V> values, SpecialCalls calls) {
    this.map = new MapView<>(map, keys, values);
    this.stored = new StoredPrefixes(map, keys, calls);
  }

  @Override
  public BpfMap map() {
    return map.map();
  }

  @Override
  public Optional<V> match(InetAddress address) {
    return map.find(LpmPrefix.of(Objects.requireNonNull(address, "address")));
  }

  @Override
  public Optional<V> match(LpmPrefix prefix) {
    return map.find(Objects.requireNonNull(prefix, "prefix"));
  }

  @Override
  public Optional<V> find(LpmPrefix prefix) {
    return match(prefix).filter(value -> stored.contains(prefix));
  }

  @Override
  public void put(LpmPrefix prefix, V value) {
    map.put(Objects.requireNonNull(prefix, "prefix"), value);
  }

  @Override
  public boolean remove(LpmPrefix prefix) {
    return map.remove(Objects.requireNonNull(prefix, "prefix"));
  }

  @Override
  public void forEach(BiConsumer<? super LpmPrefix, ? super V> action) {
    map.forEach(action);
  }

  @Override
  public Iterable<MapEntry<LpmPrefix, V>> entries() {
    return map.entries();
  }

  @Override
  public Stream<MapEntry<LpmPrefix, V>> stream() {
    return map.stream();
  }

  @Override
  public String toString() {
    return map.toString();
  }
}
