package org.libbpfjava.map;

import java.util.Objects;
import java.util.Set;
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

  private final MapType type;
  private final String name;
  private final int keySize;
  private final int valueSize;
  private final long maxEntries;
  private final int flags;
  private final boolean roundsUp;

  private MapOptions(
      MapType type,
      String name,
      int keySize,
      int valueSize,
      long maxEntries,
      int flags,
      boolean roundsUp) {
    this.type = type;
    this.name = name;
    this.keySize = keySize;
    this.valueSize = valueSize;
    this.maxEntries = maxEntries;
    this.flags = flags;
    this.roundsUp = roundsUp;
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
    return new MapOptions(type, name, keySize, valueSize, maxEntries, 0, false);
  }

  /**
   * An array. All its elements exist from the start and are zero.
   *
   * @param name its name
   * @param valueSize bytes of a value
   * @param maxEntries how many elements it has
   * @return the options
   * @throws IllegalArgumentException as {@link #of}
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
   * @throws IllegalArgumentException as {@link #of}
   */
  public static MapOptions hash(String name, int keySize, int valueSize, long maxEntries) {
    return of(MapType.HASH, name, keySize, valueSize, maxEntries);
  }

  /**
   * A ring buffer, in which programs write and user space reads.
   *
   * @param name its name
   * @param bytes how many it holds: a power of two and a multiple of this machine's page, which has
   *     4, 16 or 64 KiB. Where the map is made, another number is an {@link
   *     IllegalArgumentException} that names the next one that works
   * @return the options
   * @throws IllegalArgumentException as {@link #of}, or if there are no bytes
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
   * @throws IllegalArgumentException as {@link #of}, or if there are no bytes
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
   * @throws IllegalArgumentException as {@link #of}, or if there are no bytes
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
   * @throws IllegalArgumentException as {@link #of}, or if there are no bytes
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
    return roundsUp ? new MapOptions(type, name, 0, 0, bytes, 0, true) : options;
  }

  /**
   * Adds flags to those that are set.
   *
   * @param more the flags
   * @return the changed options
   */
  public MapOptions withFlags(MapFlag... more) {
    Objects.requireNonNull(more, "more");
    int all = flags;
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
    return new MapOptions(type, name, keySize, valueSize, maxEntries, bits, roundsUp);
  }

  /** {@return its type} */
  public MapType type() {
    return type;
  }

  /** {@return the name that the kernel and messages call it} */
  public String name() {
    return name;
  }

  /** {@return bytes of a key} */
  public int keySize() {
    return keySize;
  }

  /** {@return bytes of a value} */
  public int valueSize() {
    return valueSize;
  }

  /** {@return how many elements it can hold; for a ring buffer, how many bytes} */
  public long maxEntries() {
    return maxEntries;
  }

  /** {@return whether a size that no ring buffer can have is rounded up where the map is made} */
  public boolean roundsUp() {
    return roundsUp;
  }

  /** {@return the flags that this library knows; {@link #rawFlags} also has the others} */
  public Set<MapFlag> flags() {
    return MapFlag.of(flags);
  }

  /** {@return all flags, as the kernel's bits} */
  public int rawFlags() {
    return flags;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MapOptions that
        && type == that.type
        && name.equals(that.name)
        && keySize == that.keySize
        && valueSize == that.valueSize
        && maxEntries == that.maxEntries
        && flags == that.flags
        && roundsUp == that.roundsUp;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, name, keySize, valueSize, maxEntries, flags, roundsUp);
  }

  @Override
  public String toString() {
    return "map "
        + name
        + " ("
        + type
        + ", key "
        + keySize
        + " bytes, value "
        + valueSize
        + " bytes, "
        + (roundsUp ? "at least " : "")
        + maxEntries
        + " entries, flags 0x"
        + Integer.toHexString(flags)
        + ")";
  }
}
