package org.libbpfjava.map;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Length;
import org.libbpfjava.internal.message.KernelName;

/**
 * A map that comes from no ELF file.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @libbpf bpf_map_create
 */
public final class MapOptions {
  private static final long MOST_ENTRIES = 0xffff_ffffL;

  private static final Set<MapType> MAPS_OF_MAPS =
      EnumSet.of(MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS);

  /** What every map has. */
  private record Shape(
      MapType type, String name, int keySize, int valueSize, long maxEntries, boolean roundsUp) {
    Shape withSizes(int key, int value) {
      return new Shape(type, name, key, value, maxEntries, roundsUp);
    }
  }

  private final Shape shape;
  private final MapExtras extras;

  private MapOptions(Shape shape, MapExtras extras) {
    this.shape = shape;
    this.extras = extras;
  }

  /**
   * A map of any type.
   *
   * @param type its type
   * @param name the name that the kernel and messages call it: up to 15 letters, digits, dots and
   *     underscores
   * @param keySize bytes of a key; 4 for arrays, 0 for maps without keys
   * @param valueSize bytes of a value
   * @param maxEntries how many elements it can hold, 0 … 2³²−1; for a ring buffer, how many bytes
   * @return the options
   * @throws IllegalArgumentException if the kernel takes no such name, a size is negative, {@code
   *     maxEntries} is outside its range, or the type is {@link MapType#UNKNOWN}
   */
  public static MapOptions of(
      MapType type, String name, int keySize, int valueSize, long maxEntries) {
    Objects.requireNonNull(type, "type");
    KernelName.check("map", Objects.requireNonNull(name, "name"));
    if (type == MapType.UNKNOWN) {
      throw new IllegalArgumentException("map '" + name + "' cannot be of an unknown type");
    }
    if (keySize < 0 || valueSize < 0) {
      throw new IllegalArgumentException(
          "map '"
              + name
              + "' cannot have keys of "
              + keySize
              + " and values of "
              + valueSize
              + " bytes");
    }
    if (maxEntries < 0 || maxEntries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "map '" + name + "' cannot have " + maxEntries + " entries: 0 to " + MOST_ENTRIES);
    }
    return new MapOptions(
        new Shape(type, name, keySize, valueSize, maxEntries, false), MapExtras.NONE);
  }

  /**
   * A map of any type, with keys and values of two classes.
   *
   * @param type its type
   * @param name its name
   * @param keyClass the class of keys, as in {@link #withKeyClass}
   * @param valueClass the class of values, as in {@link #withValueClass}
   * @param maxEntries how many elements it can hold
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if a class
   *     has no size in C
   */
  public static MapOptions of(
      MapType type, String name, Class<?> keyClass, Class<?> valueClass, long maxEntries) {
    Objects.requireNonNull(valueClass, "valueClass");
    return of(type, name, 0, 0, maxEntries).withKeyClass(keyClass).withValueClass(valueClass);
  }

  /**
   * An array. All its elements exist from the start and are zero.
   *
   * @param name its name
   * @param valueSize bytes of a value
   * @param maxEntries how many elements it has
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}
   */
  public static MapOptions array(String name, int valueSize, long maxEntries) {
    return of(MapType.ARRAY, name, Integer.BYTES, valueSize, maxEntries);
  }

  /**
   * A hash map, which is empty at first.
   *
   * @param name its name
   * @param keySize bytes of a key
   * @param valueSize bytes of a value
   * @param maxEntries how many elements it can hold
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}
   */
  public static MapOptions hash(String name, int keySize, int valueSize, long maxEntries) {
    return of(MapType.HASH, name, keySize, valueSize, maxEntries);
  }

  /**
   * An array with values of a class.
   *
   * @param name its name
   * @param valueClass the class of values, as in {@link #withValueClass}
   * @param maxEntries how many elements it has
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if the
   *     class has no size in C
   */
  public static MapOptions array(String name, Class<?> valueClass, long maxEntries) {
    return array(name, 0, maxEntries).withValueClass(valueClass);
  }

  /**
   * A hash map with keys and values of two classes.
   *
   * <pre>{@code
   * record FlowKey(int address, short port) {}
   * record Flow(long packets, long bytes, @Length(16) String comm) {}
   * MapOptions flows = MapOptions.hash("flows", FlowKey.class, Flow.class, 1024);
   * }</pre>
   *
   * @param name its name
   * @param keyClass the class of keys, as in {@link #withKeyClass}
   * @param valueClass the class of values, as in {@link #withValueClass}
   * @param maxEntries how many elements it can hold
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if a class
   *     has no size in C
   */
  public static MapOptions hash(
      String name, Class<?> keyClass, Class<?> valueClass, long maxEntries) {
    return of(MapType.HASH, name, keyClass, valueClass, maxEntries);
  }

  /**
   * An LPM trie, for {@link BpfMap#lpm}, with the flag that the kernel wants of tries.
   *
   * @param name its name
   * @param addressBytes bytes of an address: 4 for IPv4, 16 for IPv6, 6 for MAC, or others
   * @param valueClass the class of values, as in {@link #withValueClass}
   * @param maxEntries how many prefixes it can hold
   * @return the options
   * @throws IllegalArgumentException as {@link #array(String, Class, long)}
   */
  public static MapOptions lpmTrie(
      String name, int addressBytes, Class<?> valueClass, long maxEntries) {
    return of(MapType.LPM_TRIE, name, Integer.BYTES + addressBytes, 0, maxEntries)
        .withFlags(MapFlag.NO_PREALLOC)
        .withValueClass(valueClass);
  }

  /**
   * A ring buffer, in which programs write and user space reads.
   *
   * @param name its name
   * @param bytes how many it holds: a power of two and a multiple of this machine's page, which has
   *     4, 16 or 64 KiB. Where the map is made, another number is an {@link
   *     IllegalArgumentException} that names the next one that works
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if there
   *     are no bytes
   */
  public static MapOptions ringBuffer(String name, long bytes) {
    return ring(MapType.RINGBUF, name, bytes, false);
  }

  /**
   * A ring buffer, in which programs write and user space reads, of any size. Where the map is
   * made, the size is rounded up to the next one that this machine can have. libbpf does the same
   * for the ring buffers of an object.
   *
   * @param name its name
   * @param bytes how many it holds at least, up to 2³¹
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if there
   *     are no bytes
   */
  public static MapOptions ringBufferOfAtLeast(String name, long bytes) {
    return ring(MapType.RINGBUF, name, bytes, true);
  }

  /**
   * A user ring buffer, in which user space writes and programs read.
   *
   * @param name its name
   * @param bytes how many it holds, as in {@link #ringBuffer}
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if there
   *     are no bytes
   * @kernel 6.1, 583c1f420173 ("bpf: Define new BPF_MAP_TYPE_USER_RINGBUF map type")
   */
  public static MapOptions userRingBuffer(String name, long bytes) {
    return ring(MapType.USER_RINGBUF, name, bytes, false);
  }

  /**
   * A user ring buffer, in which user space writes and programs read, of any size.
   *
   * @param name its name
   * @param bytes how many it holds at least, as in {@link #ringBufferOfAtLeast}
   * @return the options
   * @throws IllegalArgumentException as {@link #of(MapType, String, int, int, long)}, or if there
   *     are no bytes
   * @kernel 6.1, 583c1f420173 ("bpf: Define new BPF_MAP_TYPE_USER_RINGBUF map type")
   */
  public static MapOptions userRingBufferOfAtLeast(String name, long bytes) {
    return ring(MapType.USER_RINGBUF, name, bytes, true);
  }

  private static MapOptions ring(MapType type, String name, long bytes, boolean roundsUp) {
    MapOptions options = of(type, name, 0, 0, bytes);
    if (bytes == 0) {
      throw new IllegalArgumentException("ring buffer '" + name + "' cannot have 0 bytes");
    }
    return roundsUp
        ? new MapOptions(new Shape(type, name, 0, 0, bytes, true), MapExtras.NONE)
        : options;
  }

  /**
   * Adds flags to those that are set.
   *
   * @param more the flags
   * @return the changed options
   */
  public MapOptions withFlags(MapFlag... more) {
    Objects.requireNonNull(more, "more");
    int all = extras.flags();
    for (MapFlag flag : more) {
      all |= flag.bit();
    }
    return withRawFlags(all);
  }

  /**
   * Sets all flags as the kernel's bits. This reaches flags that are newer than this library.
   *
   * @param bits the flags; they replace those that were set before
   * @return the changed options
   */
  public MapOptions withRawFlags(int bits) {
    return with(extras.withFlags(bits));
  }

  private MapOptions with(MapExtras changed) {
    return new MapOptions(shape, changed);
  }

  /**
   * Says on which NUMA node the map's memory lies. Sets {@link MapFlag#NUMA_NODE} too, without
   * which the kernel takes no node.
   *
   * @param node the node's number
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public MapOptions withNumaNode(int node) {
    if (node < 0) {
      throw new IllegalArgumentException("map '" + name() + "' cannot lie on NUMA node " + node);
    }
    return with(extras.withNumaNode(node));
  }

  /**
   * Sets what the map's type alone understands: for a bloom filter how many hash functions it has,
   * 0 to 15; for an arena its address.
   *
   * @param extra the kernel's 64 bits
   * @return the changed options
   * @kernel 5.16, 9330986c0300 ("bpf: Add bloom filter map implementation")
   */
  public MapOptions withMapExtra(long extra) {
    return with(extras.withMapExtra(extra));
  }

  /**
   * Says what the inner maps of a map of maps are like. A map of maps cannot be made without.
   *
   * @param inner what they are like: type, sizes, flags; their number of entries may differ for
   *     hashes, and for arrays with {@link MapFlag#INNER_MAP}
   * @return the changed options
   * @throws IllegalArgumentException if this is no map of maps
   * @kernel 4.12, 56f668dfe00d ("bpf: Add array of maps support")
   */
  public MapOptions withInnerMap(MapOptions inner) {
    Objects.requireNonNull(inner, "inner");
    if (!MAPS_OF_MAPS.contains(type())) {
      throw new IllegalArgumentException(
          "map '" + name() + "' cannot have inner maps: it is of type " + type());
    }
    return with(extras.withInnerMap(inner));
  }

  /**
   * Says of which class keys are. {@code BpfMap.typed} takes them by this class's layout in C, and
   * the kernel keeps it as BTF, so that bpftool prints them; {@link Length} tells the rules of the
   * layout. A kernel that takes no BTF, or none for maps of this type, makes the map without. Where
   * the kernel is to keep types, values need a class too. A key of an array is always its index.
   *
   * @param keyClass a number's class, an enum or a record of these; String and byte[] have the size
   *     that was said before
   * @return the changed options, whose key size is the class's
   * @throws IllegalArgumentException if the class has no size in C, or another one than was said
   *     before
   */
  public MapOptions withKeyClass(Class<?> keyClass) {
    Objects.requireNonNull(keyClass, "keyClass");
    int size = MapExtras.size(keyClass, "key of map '" + name() + "':", shape.keySize);
    return new MapOptions(shape.withSizes(size, shape.valueSize), extras.withKeyClass(keyClass));
  }

  /**
   * Says of which class values are, as {@link #withKeyClass} does of keys. In a per-CPU map it is
   * the class of one CPU's value.
   *
   * @param valueClass a number's class, an enum or a record of these; String and byte[] have the
   *     size that was said before
   * @return the changed options, whose value size is the class's
   * @throws IllegalArgumentException if the class has no size in C, or another one than was said
   *     before
   */
  public MapOptions withValueClass(Class<?> valueClass) {
    Objects.requireNonNull(valueClass, "valueClass");
    int size = MapExtras.size(valueClass, "value of map '" + name() + "':", shape.valueSize);
    return new MapOptions(shape.withSizes(shape.keySize, size), extras.withValueClass(valueClass));
  }

  /** {@return its type} */
  public MapType type() {
    return shape.type;
  }

  /** {@return the name that the kernel and messages call it} */
  public String name() {
    return shape.name;
  }

  /** {@return bytes of a key} */
  public int keySize() {
    return shape.keySize;
  }

  /** {@return bytes of a value} */
  public int valueSize() {
    return shape.valueSize;
  }

  /** {@return how many elements it can hold; for a ring buffer, how many bytes} */
  public long maxEntries() {
    return shape.maxEntries;
  }

  /** {@return whether a size that no ring buffer can have is rounded up where the map is made} */
  public boolean roundsUp() {
    return shape.roundsUp;
  }

  /** {@return the flags that this library knows; {@link #rawFlags} also has the others} */
  public Set<MapFlag> flags() {
    return MapFlag.of(extras.flags());
  }

  /** {@return all flags, as the kernel's bits} */
  public int rawFlags() {
    return extras.flags();
  }

  /** {@return the NUMA node of its memory; it counts if {@link MapFlag#NUMA_NODE} is set} */
  public int numaNode() {
    return extras.numaNode();
  }

  /** {@return what the map's type alone understands, 0 for nothing} */
  public long mapExtra() {
    return extras.mapExtra();
  }

  /** {@return what the inner maps of a map of maps are like; empty if that was not said} */
  public Optional<MapOptions> innerMap() {
    return Optional.ofNullable(extras.innerMap());
  }

  /** {@return the class of keys; empty if that was not said} */
  public Optional<Class<?>> keyClass() {
    return Optional.ofNullable(extras.keyClass());
  }

  /** {@return the class of values; empty if that was not said} */
  public Optional<Class<?>> valueClass() {
    return Optional.ofNullable(extras.valueClass());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MapOptions that
        && shape.equals(that.shape)
        && extras.equals(that.extras);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, extras);
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("map ").append(name()).append(" (").append(type()).append(", key ");
    describe(text, keySize(), extras.keyClass());
    describe(text.append(", value "), valueSize(), extras.valueClass());
    text.append(roundsUp() ? ", at least " : ", ").append(maxEntries()).append(" entries");
    extras.describe(text);
    return text.append(")").toString();
  }

  private static void describe(StringBuilder text, int size, @Nullable Class<?> java) {
    text.append(size).append(" bytes");
    if (java != null) {
      text.append(" of ").append(java.getSimpleName());
    }
  }
}
