package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_map__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__key_size;
import static org.libbpfjava.raw.global.libbpf.bpf_map__max_entries;
import static org.libbpfjava.raw.global.libbpf.bpf_map__type;
import static org.libbpfjava.raw.global.libbpf.bpf_map__value_size;
import static org.libbpfjava.raw.global.libbpf.lbj_map_delete;
import static org.libbpfjava.raw.global.libbpf.lbj_map_freeze;
import static org.libbpfjava.raw.global.libbpf.lbj_map_lookup;
import static org.libbpfjava.raw.global.libbpf.lbj_map_next_key;
import static org.libbpfjava.raw.global.libbpf.lbj_map_update;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_map_type_str;
import static org.libbpfjava.raw.global.libbpf.libbpf_num_possible_cpus;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.MapFailure;
import org.libbpfjava.internal.MapMappings;
import org.libbpfjava.internal.Native;
import org.libbpfjava.internal.NativeResource;
import org.libbpfjava.presets.MapElements;
import org.libbpfjava.raw.bpf_map;

/**
 * A map in the kernel, its keys and values as bytes in native byte order.
 *
 * <p>Each operation is one system call. With direct buffers nothing is copied or allocated on the
 * way; arrays are copied once, and so are views of an {@code Arena}'s memory (JDK 22), which may be
 * closed meanwhile: of a closed one it is an IllegalStateException. Safe on any thread; after its
 * object is closed every method but {@link #name} and {@link #toString} throws {@link
 * IllegalStateException}.
 *
 * @libbpf struct bpf_map
 */
public final class BpfMap {
  private final NativeResource owner;
  private final MapMappings mappings;
  private final String name;
  private final int fd;
  private final String type;
  private final int keySize;
  private final int valueSize;
  private final long maxEntries;
  private final int elementSize;
  private final @Nullable Keyless keyless; // null for a map with keys

  BpfMap(NativeResource owner, MapMappings mappings, bpf_map handle, String name) {
    this(
        owner,
        mappings,
        bpf_map__fd(handle),
        name,
        Native.string(libbpf_bpf_map_type_str(bpf_map__type(handle))),
        bpf_map__key_size(handle),
        bpf_map__value_size(handle),
        bpf_map__max_entries(handle));
  }

  BpfMap(
      NativeResource owner,
      MapMappings mappings,
      int fd,
      String name,
      String type,
      int keySize,
      int valueSize,
      int maxEntries) {
    this.owner = owner;
    this.mappings = mappings;
    this.name = name;
    this.fd = fd;
    this.type = type;
    this.keySize = keySize;
    this.valueSize = valueSize;
    this.maxEntries = Integer.toUnsignedLong(maxEntries);
    this.keyless = Keyless.of(type);
    // The kernel moves a value of every possible CPU, each rounded up: kernel/bpf/syscall.c,
    // bpf_map_value_size().
    this.elementSize =
        type.contains("percpu")
            ? Math.multiplyExact(
                Math.addExact(valueSize, 7) & ~7,
                Native.check(libbpf_num_possible_cpus(), "count the CPUs for map", name))
            : valueSize;
  }

  /** {@return the C variable's name} */
  public String name() {
    return name;
  }

  /** {@return its type as bpftool names it, such as {@code hash} or {@code percpu_array}} */
  public String type() {
    owner.check();
    return type;
  }

  /** {@return bytes of a key; 0 for queues, stacks and the like} */
  public int keySize() {
    owner.check();
    return keySize;
  }

  /** {@return bytes of a value, of one CPU's where it has a value for each} */
  public int valueSize() {
    owner.check();
    return valueSize;
  }

  /**
   * {@return bytes that lookup and update move: {@link #valueSize}, but in per-CPU maps that
   * rounded up to 8, times the possible CPUs}
   */
  public int elementSize() {
    owner.check();
    return elementSize;
  }

  /** {@return how many elements it can hold; bytes for a ring buffer} */
  public long maxEntries() {
    owner.check();
    return maxEntries;
  }

  /** A bloom filter's answer to a look-up is about the bytes in the value, which are zero here. */
  private void checkLookup() {
    if (keyless == Keyless.BLOOM_FILTER) {
      throw keyless.refuse("look up in map", name, type);
    }
  }

  private void checkKeys(String action) {
    if (keyless != null) {
      throw keyless.refuse(action, name, type);
    }
  }

  /**
   * Looks a key up.
   *
   * @param key {@link #keySize} bytes
   * @return the value, {@link #elementSize} bytes; empty where the key is not there. Of a queue or
   *     stack, whose key has no bytes, the next value, which stays there
   * @throws IllegalArgumentException if the key has another size
   * @throws BpfException if the kernel refuses, or the map is a bloom filter, which has no values
   * @libbpf bpf_map_lookup_elem_flags
   */
  public Optional<byte[]> lookup(byte[] key) {
    checkLookup();
    checkSize("key", key.length, keySize);
    byte[] value = new byte[elementSize];
    owner.enter();
    try {
      // Safe: both sizes are the kernel's own for this map.
      int result = lbj_map_lookup(fd, keyOrNull(key), value, 0);
      return isThere(result, "look up in map") ? Optional.of(value) : Optional.empty();
    } finally {
      owner.exit();
    }
  }

  /**
   * Looks a key up, into the caller's buffer. Neither position moves.
   *
   * @param key {@link #keySize} bytes from its position
   * @param value room for {@link #elementSize} bytes from its position
   * @return whether the key is there; otherwise the value is unchanged
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses
   * @libbpf bpf_map_lookup_elem_flags
   */
  public boolean lookup(ByteBuffer key, ByteBuffer value) {
    checkLookup();
    int keyAt = position("key", key, keySize);
    int valueAt = position("value", value, elementSize);
    if (value.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (areDirect(key, value)) {
      owner.enter();
      try {
        // Safe: both are direct and hold the kernel's own sizes from these offsets on.
        int result = MapElements.lookup(fd, key, keyAt, value, valueAt, 0);
        if (result != MapElements.COPY_FIRST) {
          return isThere(result, "look up in map");
        }
      } finally {
        owner.exit();
      }
    }
    Optional<byte[]> found = lookup(copy(key, keyAt, keySize));
    found.ifPresent(bytes -> value.put(valueAt, bytes));
    return found.isPresent();
  }

  /**
   * Sets the value of a key, whether it is there or not.
   *
   * @param key {@link #keySize} bytes
   * @param value {@link #elementSize} bytes
   * @throws IllegalArgumentException if one has another size
   * @throws BpfException if the kernel refuses: E2BIG where the map is full, or an array's index
   *     too large; EPERM where it is frozen
   * @libbpf bpf_map_update_elem
   */
  public void update(byte[] key, byte[] value) {
    update(key, value, UpdateMode.ANY);
  }

  /**
   * Sets the value of a key.
   *
   * @param key {@link #keySize} bytes
   * @param value {@link #elementSize} bytes
   * @param mode where the key is, or is not, there
   * @return whether it was set: false where {@code mode} forbids it
   * @throws IllegalArgumentException if one has another size
   * @throws BpfException if the kernel refuses: E2BIG where the map is full, or an array's index
   *     too large; EPERM where it is frozen
   * @libbpf bpf_map_update_elem
   */
  public boolean update(byte[] key, byte[] value, UpdateMode mode) {
    checkSize("key", key.length, keySize);
    checkSize("value", value.length, elementSize);
    owner.enter();
    try {
      return wasSet(lbj_map_update(fd, keyOrNull(key), value, mode.flag()), mode);
    } finally {
      owner.exit();
    }
  }

  /**
   * Sets the value of a key from the caller's buffers. Neither position moves.
   *
   * @param key {@link #keySize} bytes from its position
   * @param value {@link #elementSize} bytes from its position
   * @param mode where the key is, or is not, there
   * @return whether it was set: false where {@code mode} forbids it
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses: E2BIG where the map is full, or an array's index
   *     too large; EPERM where it is frozen
   * @libbpf bpf_map_update_elem
   */
  public boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode) {
    int keyAt = position("key", key, keySize);
    int valueAt = position("value", value, elementSize);
    if (areDirect(key, value)) {
      owner.enter();
      try {
        // Safe: both are direct and hold the kernel's own sizes from these offsets on.
        int result = MapElements.update(fd, key, keyAt, value, valueAt, mode.flag());
        if (result != MapElements.COPY_FIRST) {
          return wasSet(result, mode);
        }
      } finally {
        owner.exit();
      }
    }
    return update(copy(key, keyAt, keySize), copy(value, valueAt, elementSize), mode);
  }

  /**
   * Removes a key.
   *
   * @param key {@link #keySize} bytes
   * @return whether it was there
   * @throws IllegalArgumentException if it has another size
   * @throws BpfException if the kernel refuses: EINVAL for arrays, whose elements always exist; or
   *     if the map has no keys
   * @libbpf bpf_map_delete_elem
   */
  public boolean delete(byte[] key) {
    checkKeys("delete from map");
    checkSize("key", key.length, keySize);
    owner.enter();
    try {
      return isThere(lbj_map_delete(fd, keyOrNull(key)), "delete from map");
    } finally {
      owner.exit();
    }
  }

  /**
   * Removes a key.
   *
   * @param key {@link #keySize} bytes from its position, which does not move
   * @return whether it was there
   * @throws IllegalArgumentException if the buffer has fewer bytes
   * @throws BpfException if the kernel refuses: EINVAL for arrays, whose elements always exist
   * @libbpf bpf_map_delete_elem
   */
  public boolean delete(ByteBuffer key) {
    checkKeys("delete from map");
    int keyAt = position("key", key, keySize);
    if (areDirect(key, key)) {
      owner.enter();
      try {
        // Safe: it is direct and holds the kernel's own size from this offset on.
        int result = MapElements.delete(fd, key, keyAt);
        if (result != MapElements.COPY_FIRST) {
          return isThere(result, "delete from map");
        }
      } finally {
        owner.exit();
      }
    }
    return delete(copy(key, keyAt, keySize));
  }

  /**
   * The key that follows another in the kernel's own order.
   *
   * @param key the key before it, or null for the first; one that is no longer there starts over
   * @return the key, empty after the last
   * @throws IllegalArgumentException if the key has another size
   * @libbpf bpf_map_get_next_key
   */
  public Optional<byte[]> nextKey(byte @Nullable [] key) {
    checkKeys("list the keys of map");
    byte[] from = key == null ? new byte[keySize] : key;
    checkSize("key", from.length, keySize);
    byte[] next = new byte[keySize];
    owner.enter();
    try {
      int result = lbj_map_next_key(fd, from, key == null ? 0 : 1, next);
      return isThere(result, "list the keys of map") ? Optional.of(next) : Optional.empty();
    } finally {
      owner.exit();
    }
  }

  /**
   * Maps all values into this process, where programs and Java share them: reading and writing the
   * buffer is no system call. Element {@code i} begins at {@code i} times the value's size rounded
   * up to 8 bytes.
   *
   * <p>A map is mapped once: buffers of further calls are views of the same memory, each with its
   * own position. When the owner closes, the buffers go on holding the last bytes, in ordinary
   * memory, as long as they are reachable.
   *
   * @return the values in native byte order; read-only where the map is frozen, or was made {@link
   *     MapFlag#RDONLY_PROG}
   * @throws BpfNotSupportedException if this kernel cannot map arrays
   * @throws BpfException EINVAL if the map was not made {@link MapFlag#MMAPABLE}, or is no array
   * @kernel 5.5
   */
  public ByteBuffer mmap() {
    long size = (valueSize + 7L & ~7L) * maxEntries;
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "map '" + name + "' of " + size + " bytes has no buffer: 1 to " + Integer.MAX_VALUE);
    }
    owner.enter();
    try {
      return mappings.values(fd, (int) size, name);
    } finally {
      owner.exit();
    }
  }

  /**
   * Freezes it: from now on user space cannot change it, and where programs cannot either ({@link
   * MapFlag#RDONLY_PROG}) the verifier knows its values. For good.
   *
   * @throws BpfException EPERM or, by kernel, EBUSY if it is frozen already; EBUSY if it is mapped
   *     writable or being written
   * @kernel 5.2
   * @libbpf bpf_map_freeze
   */
  public void freeze() {
    owner.enter();
    try {
      check(lbj_map_freeze(fd), "freeze map");
    } finally {
      owner.exit();
    }
  }

  /**
   * {@return the kernel's descriptor of the map, for use with other libraries}
   *
   * <p>Outside every promise of this class: it dangles once the object is closed.
   *
   * @libbpf bpf_map__fd
   */
  public int unsafeFd() {
    owner.check();
    return fd;
  }

  /** Maps without keys want no key at all: kernel/bpf/syscall.c, ___bpf_copy_key(). */
  private byte @Nullable [] keyOrNull(byte[] key) {
    return keySize == 0 ? null : key;
  }

  private boolean isThere(int result, String action) {
    if (result == -Errno.ENOENT) {
      return false;
    }
    check(result, action);
    return true;
  }

  private boolean wasSet(int result, UpdateMode mode) {
    if ((mode == UpdateMode.NO_EXIST && result == -Errno.EEXIST)
        || (mode == UpdateMode.EXIST && result == -Errno.ENOENT)) {
      return false;
    }
    check(result, "update map");
    return true;
  }

  private void check(int result, String action) {
    if (result < 0) {
      throw MapFailure.explain(action, new MapFailure.Subject(name, type, maxEntries), -result);
    }
  }

  private void checkSize(String what, int offered, int wanted) {
    if (offered != wanted) {
      throw new IllegalArgumentException(
          what + " of map '" + name + "' has " + wanted + " bytes, not " + offered);
    }
  }

  /** A buffer's position, read once: what is checked is what the kernel gets. */
  private int position(String what, ByteBuffer buffer, int wanted) {
    int position = buffer.position();
    int room = Math.min(buffer.limit(), buffer.capacity()) - position;
    if (room < wanted) {
      throw new IllegalArgumentException(
          what + " of map '" + name + "' has " + wanted + " bytes, the buffer " + room);
    }
    return position;
  }

  /** Maps without keys want a null pointer, which the arrays' way gives them. */
  private boolean areDirect(ByteBuffer key, ByteBuffer value) {
    return keySize > 0 && key.isDirect() && value.isDirect();
  }

  private static byte[] copy(ByteBuffer buffer, int position, int size) {
    byte[] bytes = new byte[size];
    buffer.get(position, bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return "map " + name + " (" + type + ")";
  }
}
