package org.libbpfjava.internal.typed;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.PerCpuField;
import org.libbpfjava.map.PerCpuMap;
import org.libbpfjava.map.PerCpuValues;
import org.libbpfjava.map.UpdateMode;

/** A per-CPU map through the codecs of its keys and of one CPU's value. */
final class PerCpuView<K, V> implements PerCpuMap<K, V> {
  private final BpfMap map;
  private final Element<K> keys;
  private final CpuParts<V> parts;
  private final BtfType type;
  private final SpecialCalls calls;
  private final Scratch.Pool<K> pool;

  /**
   * Prepares.
   *
   * @param type the C type of one CPU's value
   */
  PerCpuView(BpfMap map, Element<K> keys, Element<V> part, BtfType type, SpecialCalls calls) {
    this.map = map;
    this.keys = keys;
    this.parts = new CpuParts<>(map, part, calls);
    this.type = type;
    this.calls = calls;
    this.pool = new Scratch.Pool<>(map, keys);
  }

  @Override
  public BpfMap map() {
    return map;
  }

  @Override
  public List<Integer> cpus() {
    return parts.cpus();
  }

  @Override
  public @Nullable PerCpuValues<V> get(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.lookup(scratch.key, scratch.value)
          ? parts.reader().read(scratch.valueMemory, 0)
          : null;
    }
  }

  @Override
  public Optional<PerCpuValues<V>> find(K key) {
    return Optional.ofNullable(get(key));
  }

  @Override
  public @Nullable V get(K key, int cpu) {
    Objects.requireNonNull(key, "key");
    int offset = parts.offset(cpu);
    try (Scratch scratch = pool.take(key)) {
      if (calls.canAddressCpus()) {
        return calls.lookupCpu(scratch.key, scratch.value, cpu)
            ? parts.readPart(scratch.valueMemory, 0)
            : null;
      }
      return map.lookup(scratch.key, scratch.value)
          ? parts.readPart(scratch.valueMemory, offset)
          : null;
    }
  }

  @Override
  public boolean containsKey(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.lookup(scratch.key, scratch.value);
    }
  }

  @Override
  public void putAll(K key, V value) {
    Objects.requireNonNull(value, "value");
    if (calls.canAddressCpus()) {
      try (Scratch scratch = pool.take(key)) {
        parts.writePart(scratch.valueMemory, 0, value);
        calls.updateAllCpus(scratch.key, scratch.value);
      }
    } else {
      put(key, Collections.nCopies(parts.cpus().size(), value));
    }
  }

  @Override
  public void put(K key, List<V> values) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(values, "values");
    try (Scratch scratch = pool.take(key)) {
      parts.write(scratch.valueMemory, values);
      map.update(scratch.key, scratch.value, UpdateMode.ANY);
    }
  }

  @Override
  public void put(K key, int cpu, V value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    int offset = parts.offset(cpu);
    try (Scratch scratch = pool.take(key)) {
      if (calls.canAddressCpus()) {
        parts.writePart(scratch.valueMemory, 0, value);
        calls.updateCpu(scratch.key, scratch.value, cpu);
      } else {
        if (!map.lookup(scratch.key, scratch.value)) {
          scratch.valueMemory.clear(0, map.elementSize());
        }
        parts.writePart(scratch.valueMemory, offset, value);
        map.update(scratch.key, scratch.value, UpdateMode.ANY);
      }
    }
  }

  @Override
  public boolean remove(K key) {
    try (Scratch scratch = pool.take(key)) {
      return map.delete(scratch.key);
    }
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super PerCpuValues<V>> action) {
    Objects.requireNonNull(action, "action");
    walk(map.lookupBatch()).forEachPair(action);
  }

  @Override
  public long drain(BiConsumer<? super K, ? super PerCpuValues<V>> action) {
    Objects.requireNonNull(action, "action");
    return walk(map.lookupAndDeleteBatch()).forEachPair(action);
  }

  @Override
  public Iterable<MapEntry<K, PerCpuValues<V>>> entries() {
    return () -> walk(map.lookupBatch());
  }

  @Override
  public Stream<MapEntry<K, PerCpuValues<V>>> stream() {
    return EntryWalk.stream(() -> walk(map.lookupBatch()));
  }

  private EntryWalk<K, PerCpuValues<V>> walk(BatchCursor cursor) {
    return new EntryWalk<>(map, cursor, keys, parts.reader());
  }

  @Override
  public PerCpuField<K> field(String path) {
    Objects.requireNonNull(path, "path");
    return CpuSum.of(map, pool, type, parts, path);
  }

  @Override
  public String toString() {
    return "typed " + map;
  }
}
