package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.layout.JavaLayout;
import org.libbpfjava.internal.layout.MapTypes;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.memory.MappedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.map.BloomFilter;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.BpfQueue;
import org.libbpfjava.map.InnerMaps;
import org.libbpfjava.map.LpmTrie;
import org.libbpfjava.map.MapDump;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.PerCpuMap;
import org.libbpfjava.map.TypedMap;
import org.libbpfjava.value.TypedValue;

/**
 * The C types of a map's keys and values.
 *
 * @param object the types of the map's object, and how Java maps them
 * @param key the number of the key's type in them, 0 where the declaration gave only a size
 * @param value the same of the value
 */
public record TypedMaps(Optional<ObjectTypes> object, int key, int value) {

  private static final String KEY = "key of map";
  private static final String VALUE = "value of map";
  private static final String ELEMENT = "element of map";

  /** Of a map that has no BTF. */
  public static final TypedMaps NONE = new TypedMaps(Optional.empty(), 0, 0);

  /** Of a map whose classes say its types. */
  public static TypedMaps of(MapTypes types) {
    return new TypedMaps(
        Optional.of(new ObjectTypes(types.btf(), new ValueCodecs())), types.key(), types.value());
  }

  /**
   * Maps keys and values to Java classes.
   *
   * @throws IllegalArgumentException with the first disagreement of a class and its C type
   */
  public <K, V> TypedMap<K, V> typed(BpfMap map, Class<K> keyClass, Class<V> valueClass) {
    Objects.requireNonNull(keyClass, "keyClass");
    Objects.requireNonNull(valueClass, "valueClass");
    if (map.keySize() == 0 || map.valueSize() == 0 || map.type().isPerCpu()) {
      throw new IllegalArgumentException(map + " cannot be typed: " + MapUse.of(map.type()));
    }
    return new MapView<>(map, key(map, keyClass), value(map, valueClass));
  }

  /**
   * Copies the value of a key, to be read by paths.
   *
   * @return the value, empty if the key is not there
   */
  public Optional<TypedValue> value(BpfMap map, Object key) {
    return copy(map, keyBytes(map, key));
  }

  /** {@return a key and its value as trees, which print as in C; empty if the key is not there} */
  public Optional<MapEntry<Object, Object>> entry(BpfMap map, Object key) {
    byte[] bytes = keyBytes(map, key);
    return copy(map, bytes)
        .map(
            value ->
                new MapEntry<>(ElementBytes.readKey(map, keyElement(map), bytes), value.get()));
  }

  private Optional<TypedValue> copy(BpfMap map, byte[] key) {
    return map.lookup(key)
        .map(bytes -> place(map, VALUE, map.name(), new ValueCopy(map.name(), bytes), 0, () -> {}));
  }

  /**
   * Gives one element of a mapped array.
   *
   * @param elements all of them, one after the other, each beginning at a multiple of 8 bytes
   * @param liveness asked before each access
   */
  public TypedValue element(BpfMap map, ByteBuffer elements, int index, Liveness liveness) {
    SectionMemory memory =
        new MappedSectionMemory(map.name(), elements, elements.isReadOnly(), liveness);
    int offset = index * CpuParts.stride(map);
    return place(map, ELEMENT, map.name() + "[" + index + "]", memory, offset, liveness);
  }

  private TypedValue place(
      BpfMap map, String kind, String name, SectionMemory memory, int offset, Liveness liveness) {
    return new MapValue(
        ValuePlace.of(
            kind,
            name,
            memory,
            offset,
            map.valueSize(),
            declared(value, map.valueSize()).orElse(null),
            liveness,
            codecs()));
  }

  @SuppressWarnings("unchecked") // the class of the key itself
  private byte[] keyBytes(BpfMap map, Object key) {
    Objects.requireNonNull(key, "key");
    if (map.keySize() == 0 || map.type().isPerCpu()) {
      throw new IllegalArgumentException(
          map + " has no single value of a key: " + MapUse.of(map.type()));
    }
    Class<?> java = declared(this.key, map.keySize()).isPresent() ? Object.class : key.getClass();
    return ElementBytes.ofKey(map, (Element<Object>) key(map, java), key);
  }

  /** Reads all elements, as trees; what BTF does not describe, as bytes. */
  public MapDump dump(BpfMap map) {
    boolean isTyped =
        declared(value, map.valueSize()).isPresent(); // the kernel takes both, or none
    Element<?> keys = isTyped ? keyElement(map) : key(map, byte[].class);
    Element<?> values = isTyped ? value(map, Object.class) : value(map, byte[].class);
    boolean isPerCpu = map.type().isPerCpu();
    List<MapEntry<Object, Object>> entries = new ArrayList<>();
    new EntryWalk<Object, Object>(
            map,
            map.lookupBatch(),
            keys::read,
            isPerCpu ? (memory, at) -> byCpu(map, values, memory, at) : values::read)
        .forEachRemaining(entries::add);
    return new Dump(List.copyOf(entries), isTyped, isPerCpu);
  }

  private static List<Object> byCpu(BpfMap map, Element<?> values, BufferMemory memory, int start) {
    List<Object> all = new ArrayList<>();
    for (int at = 0; at < map.elementSize(); at += CpuParts.stride(map)) {
      all.add(values.read(memory, start + at));
    }
    return List.copyOf(all);
  }

  /**
   * Maps keys and the values of single CPUs to Java classes.
   *
   * @throws IllegalArgumentException with the first disagreement of a class and its C type
   */
  public <K, V> PerCpuMap<K, V> typedPerCpu(
      BpfMap map, Class<K> keyClass, Class<V> valueClass, SpecialCalls calls) {
    Objects.requireNonNull(keyClass, "keyClass");
    Objects.requireNonNull(valueClass, "valueClass");
    if (!map.type().isPerCpu()) {
      throw new IllegalArgumentException(
          map + " has no values of single CPUs: " + MapUse.of(map.type()));
    }
    return new PerCpuView<>(
        map,
        key(map, keyClass),
        value(map, valueClass),
        type(valueClass, VALUE, map.name(), value, map.valueSize()),
        calls);
  }

  /**
   * Maps the values of a queue or stack to a Java class.
   *
   * @throws IllegalArgumentException if it is another map, or the class does not fit
   */
  public <V> BpfQueue<V> queue(BpfMap map, Class<V> valueClass) {
    Objects.requireNonNull(valueClass, "valueClass");
    if (map.type() != MapType.QUEUE && map.type() != MapType.STACK) {
      throw new IllegalArgumentException(map + " is no queue or stack: " + MapUse.of(map.type()));
    }
    return new QueueView<>(map, value(map, valueClass));
  }

  /**
   * Maps the values of a bloom filter to a Java class.
   *
   * @throws IllegalArgumentException if it is another map, or the class does not fit
   */
  public <V> BloomFilter<V> bloomFilter(BpfMap map, Class<V> valueClass, SpecialCalls calls) {
    Objects.requireNonNull(valueClass, "valueClass");
    if (map.type() != MapType.BLOOM_FILTER) {
      throw new IllegalArgumentException(map + " is no bloom filter: " + MapUse.of(map.type()));
    }
    return new BloomView<>(map, value(map, valueClass), calls);
  }

  private Element<?> keyElement(BpfMap map) {
    Class<?> java = declared(key, map.keySize()).isPresent() ? Object.class : byte[].class;
    return key(map, java);
  }

  /**
   * Maps the keys of a map of maps to a Java class.
   *
   * @throws IllegalArgumentException if it is another map, or the class does not fit
   */
  public <K> InnerMaps<K> innerMaps(BpfMap map, Class<K> keyClass, InnerCalls calls) {
    Objects.requireNonNull(keyClass, "keyClass");
    if (map.type() != MapType.ARRAY_OF_MAPS && map.type() != MapType.HASH_OF_MAPS) {
      throw new IllegalArgumentException(map + " has no inner maps: " + MapUse.of(map.type()));
    }
    return new InnerMapsView<>(map, key(map, keyClass), calls);
  }

  /**
   * Maps the values of a trie to a Java class.
   *
   * @throws IllegalArgumentException if it is another map, its keys have more than an address, or
   *     the class does not fit
   */
  public <V> LpmTrie<V> lpm(BpfMap map, Class<V> valueClass, SpecialCalls calls) {
    Objects.requireNonNull(valueClass, "valueClass");
    if (map.type() != MapType.LPM_TRIE) {
      throw new IllegalArgumentException(map + " is no LPM trie: " + MapUse.of(map.type()));
    }
    PrefixElement keys = PrefixElement.of(map, declared(key, map.keySize()));
    return new LpmView<>(map, keys, value(map, valueClass), calls);
  }

  private <K> Element<K> key(BpfMap map, Class<K> java) {
    return codec(java, KEY, map.name(), key, map.keySize());
  }

  private <V> Element<V> value(BpfMap map, Class<V> java) {
    return codec(java, VALUE, map.name(), value, map.valueSize());
  }

  private <T> Element<T> codec(Class<T> java, String kind, String map, int id, int size) {
    return ElementCodec.of(java, kind, map, type(java, kind, map, id, size), codecs());
  }

  private ValueCodecs codecs() {
    return object.map(ObjectTypes::codecs).orElseGet(ValueCodecs::new);
  }

  private BtfType type(Class<?> java, String kind, String map, int id, int size) {
    return declared(id, size).orElseGet(() -> JavaLayout.of(java, size, kind + " '" + map + "'"));
  }

  /**
   * {@return a type of the object, if it is that of the kernel's map: reuse may have changed it}
   */
  private Optional<BtfType> declared(int id, int size) {
    return object
        .filter(types -> id > 0 && id <= types.btf().typeCount())
        .map(types -> types.btf().type(id))
        .filter(type -> type.hasSize() && type.size() == size);
  }
}
