package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_freeze;
import static org.libbpfjava.raw.global.plain.lbj_map_id;
import static org.libbpfjava.raw.global.plain.libbpf_num_possible_cpus;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.typed.MapUse;
import org.libbpfjava.internal.typed.TypedMaps;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BloomFilter;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.BpfQueue;
import org.libbpfjava.map.InnerMaps;
import org.libbpfjava.map.LpmTrie;
import org.libbpfjava.map.MapDump;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.PerCpuMap;
import org.libbpfjava.map.ProgramArray;
import org.libbpfjava.map.TypedMap;
import org.libbpfjava.map.UpdateMode;
import org.libbpfjava.value.TypedValue;

/**
 * A map in the kernel, by its descriptor.
 *
 * <p>The owner is entered around each call, so that nobody closes the descriptor meanwhile.
 */
public sealed class KernelMap implements BpfMap, NamedMap, ObjectTypes.Holder permits OwnedMap {
  private record Descriptor(int fd) implements Pins.Descriptor {}

  private final NativeResource owner;
  private final MapMappings mappings;
  private final int fd;
  private final MapShape shape;
  private final ElementCalls elements;
  private final BatchCalls batches;
  private final TypedMaps types;
  private final Pins pins;
  private final @Nullable InnerShape inner;
  private final @Nullable NativeObject object;

  KernelMap(
      NativeResource owner,
      MapMappings mappings,
      int fd,
      MapShape shape,
      TypedMaps types,
      @Nullable Path pinned,
      @Nullable InnerShape inner,
      @Nullable NativeObject object) {
    this.owner = owner;
    this.mappings = mappings;
    this.fd = fd;
    this.shape = shape;
    this.types = types;
    this.inner = inner;
    this.object = object;
    this.pins = new Pins(owner, new Descriptor(fd), "map '" + shape.name() + "'", pinned);
    this.elements = new ElementCalls(owner, fd, shape);
    this.batches = new BatchCalls(owner, fd, shape, elements);
  }

  private static MapShape shape(
      String name, MapType type, int keySize, int valueSize, long maxEntries) {
    // The kernel moves a value of every possible CPU, each rounded up: kernel/bpf/syscall.c,
    // bpf_map_value_size().
    int elementSize =
        type.isPerCpu()
            ? Math.multiplyExact(
                Math.addExact(valueSize, 7) & ~7,
                ReturnCode.check(libbpf_num_possible_cpus(), "count the CPUs for map", name))
            : valueSize;
    return new MapShape(name, type, keySize, valueSize, elementSize, maxEntries);
  }

  /** {@return that of a map that somebody else has made} */
  static MapShape shape(MapInfo facts, String otherwise) {
    return shape(
        facts.name().isEmpty() ? otherwise : facts.name(),
        facts.type(),
        facts.keySize(),
        facts.valueSize(),
        facts.maxEntries());
  }

  /** A map of a loaded object; the caller is inside that. */
  static BpfMap of(NativeObject object, NativeMap map, Optional<ObjectTypes> types) {
    return new KernelMap(
        object.resource(),
        object.mappings(),
        map.fd(),
        shape(
            map.name(),
            MapType.of(map.typeNumber()),
            map.keySize(),
            map.valueSize(),
            map.maxEntries()),
        new TypedMaps(types, map.keyTypeId(), map.valueTypeId()),
        map.isPinned() ? map.pinPath().map(Path::of).orElse(null) : null,
        map.inner(),
        object);
  }

  /** A map that was made by itself. */
  public static KernelMap of(
      NativeResource owner,
      MapMappings mappings,
      int fd,
      MapOptions options,
      MapCreation.Made made) {
    return new KernelMap(
        owner,
        mappings,
        fd,
        shape(
            options.name(),
            options.type(),
            options.keySize(),
            options.valueSize(),
            made.maxEntries()),
        made.types(),
        null,
        made.inner(),
        null);
  }

  /**
   * A map that somebody else has made.
   *
   * @param otherwise what messages call it if the kernel has no name of it
   * @param pinned where it was opened, null for elsewhere
   */
  public static KernelMap opened(
      NativeResource owner, MapMappings mappings, int fd, String otherwise, @Nullable Path pinned) {
    MapInfo facts = MapFacts.of(fd, otherwise);
    return new KernelMap(
        owner, mappings, fd, shape(facts, otherwise), OpenedMaps.types(facts), pinned, null, null);
  }

  /** {@return the object that it is of, empty for a map that came otherwise} */
  Optional<NativeObject> inObject() {
    return Optional.ofNullable(object);
  }

  @Override
  public Optional<ObjectTypes> types() {
    return types.object();
  }

  @Override
  public String name() {
    return shape.name();
  }

  @Override
  public boolean isSection() {
    return false;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public int id() {
    owner.enter();
    try {
      return lbj_map_id(fd);
    } finally {
      owner.exit();
    }
  }

  @Override
  public MapInfo info() {
    owner.enter();
    try {
      return MapFacts.of(fd, name());
    } finally {
      owner.exit();
    }
  }

  @Override
  public MapType type() {
    return shape.type();
  }

  @Override
  public int keySize() {
    return shape.keySize();
  }

  @Override
  public int valueSize() {
    return shape.valueSize();
  }

  @Override
  public int elementSize() {
    return shape.elementSize();
  }

  @Override
  public long maxEntries() {
    return shape.maxEntries();
  }

  @Override
  public Optional<byte[]> lookup(byte[] key) {
    return elements.lookup(key);
  }

  @Override
  public boolean lookup(ByteBuffer key, ByteBuffer value) {
    return elements.lookup(key, value);
  }

  @Override
  public Optional<byte[]> lookupAndDelete(byte[] key) {
    return elements.lookupAndDelete(key);
  }

  @Override
  public boolean lookupAndDelete(ByteBuffer key, ByteBuffer value) {
    return elements.lookupAndDelete(key, value);
  }

  @Override
  public void update(byte[] key, byte[] value) {
    elements.update(key, value, UpdateMode.ANY);
  }

  @Override
  public boolean update(byte[] key, byte[] value, UpdateMode mode) {
    return elements.update(key, value, mode);
  }

  @Override
  public boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode) {
    return elements.update(key, value, mode);
  }

  @Override
  public boolean delete(byte[] key) {
    return elements.delete(key);
  }

  @Override
  public boolean delete(ByteBuffer key) {
    return elements.delete(key);
  }

  @Override
  public BatchCursor lookupBatch() {
    return new KernelBatch(batches, false);
  }

  @Override
  public BatchCursor lookupAndDeleteBatch() {
    return new KernelBatch(batches, true);
  }

  @Override
  public int updateBatch(ByteBuffer keys, ByteBuffer values, int count, UpdateMode mode) {
    return batches.update(keys, values, count, mode);
  }

  @Override
  public int deleteBatch(ByteBuffer keys, int count) {
    return batches.delete(keys, count);
  }

  @Override
  public Iterable<byte[]> keys() {
    shape.checkKeys("list the keys of map");
    return () -> new KeyWalk(elements, shape);
  }

  @Override
  public <K, V> TypedMap<K, V> typed(Class<K> keyClass, Class<V> valueClass) {
    return types.typed(this, keyClass, valueClass);
  }

  @Override
  public MapDump dump() {
    return types.dump(this);
  }

  @Override
  public <K, V> PerCpuMap<K, V> typedPerCpu(Class<K> keyClass, Class<V> valueClass) {
    return types.typedPerCpu(this, keyClass, valueClass, elements);
  }

  @Override
  public <V> BpfQueue<V> queue(Class<V> valueClass) {
    return types.queue(this, valueClass);
  }

  @Override
  public <V> BloomFilter<V> bloomFilter(Class<V> valueClass) {
    return types.bloomFilter(this, valueClass, elements);
  }

  @Override
  public <K> InnerMaps<K> innerMaps(Class<K> keyClass) {
    return types.innerMaps(
        this, keyClass, new InnerMapCalls(owner, elements, name(), types.object(), inner, object));
  }

  @Override
  public ProgramArray programs() {
    return KernelPrograms.of(this);
  }

  @Override
  public <V> LpmTrie<V> lpm(Class<V> valueClass) {
    return types.lpm(this, valueClass, elements);
  }

  @Override
  public ByteBuffer mmap() {
    long size = (shape.valueSize() + 7L & ~7L) * shape.maxEntries();
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "map '" + name() + "' of " + size + " bytes has no buffer: 1 to " + Integer.MAX_VALUE);
    }
    owner.enter();
    try {
      return mappings.values(fd, (int) size, name());
    } finally {
      owner.exit();
    }
  }

  @Override
  public TypedValue element(int index) {
    if (shape.type() != MapType.ARRAY) {
      throw new IllegalArgumentException(
          this + " has no elements in memory, only an array has: " + MapUse.of(shape.type()));
    }
    if (index < 0 || index >= shape.maxEntries()) {
      throw new IndexOutOfBoundsException(
          "map '" + name() + "' has " + shape.maxEntries() + " elements, and none at " + index);
    }
    return types.element(this, mmap(), index, owner);
  }

  @Override
  public Optional<TypedValue> findValue(Object key) {
    return types.value(this, key);
  }

  @Override
  public MapEntry<Object, Object> entry(Object key) {
    return types.entry(this, key).orElseThrow(() -> absent(key));
  }

  @Override
  public TypedValue value(Object key) {
    return types.value(this, key).orElseThrow(() -> absent(key));
  }

  private NoSuchElementException absent(Object key) {
    Object shown = key instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : key;
    return new NoSuchElementException("map '" + name() + "' has no key " + shown);
  }

  @Override
  public void freeze() {
    owner.enter();
    try {
      shape.check(lbj_map_freeze(fd), "freeze map");
    } finally {
      owner.exit();
    }
  }

  @Override
  public void pin(Path path) {
    pins.pin(Objects.requireNonNull(path, "path"));
  }

  @Override
  public void unpin() {
    pins.unpin();
  }

  @Override
  public Optional<Path> pinPath() {
    return pins.path();
  }

  @Override
  public <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    owner.enter();
    try {
      return use.apply(fd);
    } finally {
      owner.exit();
    }
  }

  @Override
  public String toString() {
    return "map " + name() + " (" + type() + ")";
  }
}
