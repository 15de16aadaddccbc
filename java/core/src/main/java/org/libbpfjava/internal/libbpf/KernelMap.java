package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_map_delete;
import static org.libbpfjava.raw.global.libbpf.lbj_map_freeze;
import static org.libbpfjava.raw.global.libbpf.lbj_map_id;
import static org.libbpfjava.raw.global.libbpf.lbj_map_lookup;
import static org.libbpfjava.raw.global.libbpf.lbj_map_next_key;
import static org.libbpfjava.raw.global.libbpf.lbj_map_update;
import static org.libbpfjava.raw.global.libbpf.libbpf_num_possible_cpus;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.failure.MapFailure;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.UpdateMode;
import org.libbpfjava.presets.calls.MapElements;

/**
 * A map in the kernel, by its descriptor.
 *
 * <p>The owner is entered around each call, so that nobody closes the descriptor meanwhile.
 */
public final class KernelMap implements BpfMap, NamedMap, ObjectTypes.Holder {
  private final NativeResource owner;
  private final MapMappings mappings;
  private final int fd;
  private final String name;
  private final MapType type;
  private final int keySize;
  private final int valueSize;
  private final long maxEntries;
  private final int elementSize;
  private final Optional<ObjectTypes> types;

  private KernelMap(
      NativeResource owner,
      MapMappings mappings,
      int fd,
      String name,
      MapType type,
      int keySize,
      int valueSize,
      long maxEntries,
      Optional<ObjectTypes> types) {
    this.owner = owner;
    this.mappings = mappings;
    this.fd = fd;
    this.name = name;
    this.type = type;
    this.keySize = keySize;
    this.valueSize = valueSize;
    this.maxEntries = maxEntries;
    this.types = types;
    // The kernel moves a value of every possible CPU, each rounded up: kernel/bpf/syscall.c,
    // bpf_map_value_size().
    this.elementSize =
        type.isPerCpu()
            ? Math.multiplyExact(
                Math.addExact(valueSize, 7) & ~7,
                ReturnCode.check(libbpf_num_possible_cpus(), "count the CPUs for map", name))
            : valueSize;
  }

  /** A map of a loaded object; the caller is inside that. */
  static BpfMap of(NativeObject object, NativeMap map, Optional<ObjectTypes> types) {
    return new KernelMap(
        object.resource(),
        object.mappings(),
        map.fd(),
        map.name(),
        MapType.of(map.typeNumber()),
        map.keySize(),
        map.valueSize(),
        map.maxEntries(),
        types);
  }

  /** A map that was made by itself, with so many entries. */
  public static KernelMap of(
      NativeResource owner, MapMappings mappings, int fd, MapOptions options, long maxEntries) {
    return new KernelMap(
        owner,
        mappings,
        fd,
        options.name(),
        options.type(),
        options.keySize(),
        options.valueSize(),
        maxEntries,
        Optional.empty());
  }

  @Override
  public Optional<ObjectTypes> types() {
    return types;
  }

  @Override
  public String name() {
    return name;
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
    return lbj_map_id(fd);
  }

  @Override
  public MapType type() {
    return type;
  }

  @Override
  public int keySize() {
    return keySize;
  }

  @Override
  public int valueSize() {
    return valueSize;
  }

  @Override
  public int elementSize() {
    return elementSize;
  }

  @Override
  public long maxEntries() {
    return maxEntries;
  }

  /** A bloom filter's answer to a look-up is about the bytes in the value, which are zero here. */
  private void checkLookup() {
    if (type == MapType.BLOOM_FILTER) {
      throw keyless("look up in map", "a look-up asks whether a value was added");
    }
  }

  private void checkKeys(String action) {
    if (type == MapType.BLOOM_FILTER) {
      throw keyless(action, "a look-up asks whether a value was added");
    }
    if (type.hasElements() && !type.hasKeys()) {
      throw keyless(action, "values leave it in their order");
    }
  }

  /** Of a map without keys a key's operation would do something else, or nothing. */
  private BpfException keyless(String action, String nature) {
    return new BpfException(
        Message.of(
            action
                + " '"
                + name
                + "': it is a "
                + type.libbpfName().replace('_', ' ')
                + ", which has no keys; "
                + nature
                + ", for which this library has no call yet"));
  }

  @Override
  public Optional<byte[]> lookup(byte[] key) {
    Objects.requireNonNull(key, "key");
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

  @Override
  public boolean lookup(ByteBuffer key, ByteBuffer value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
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

  @Override
  public void update(byte[] key, byte[] value) {
    update(key, value, UpdateMode.ANY);
  }

  @Override
  public boolean update(byte[] key, byte[] value, UpdateMode mode) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(mode, "mode");
    checkSize("key", key.length, keySize);
    checkSize("value", value.length, elementSize);
    owner.enter();
    try {
      return wasSet(lbj_map_update(fd, keyOrNull(key), value, mode.flag()), mode);
    } finally {
      owner.exit();
    }
  }

  @Override
  public boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(mode, "mode");
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

  @Override
  public boolean delete(byte[] key) {
    Objects.requireNonNull(key, "key");
    checkKeys("delete from map");
    checkSize("key", key.length, keySize);
    owner.enter();
    try {
      return isThere(lbj_map_delete(fd, keyOrNull(key)), "delete from map");
    } finally {
      owner.exit();
    }
  }

  @Override
  public boolean delete(ByteBuffer key) {
    Objects.requireNonNull(key, "key");
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

  @Override
  public Iterable<byte[]> keys() {
    checkKeys("list the keys of map");
    return Keys::new;
  }

  private final class Keys implements Iterator<byte[]> {
    private byte @Nullable [] next = following(null);
    private long left = maxEntries;

    @Override
    public boolean hasNext() {
      return next != null && left > 0;
    }

    @Override
    public byte[] next() {
      byte[] key = next;
      if (key == null || left <= 0) {
        throw new NoSuchElementException("map '" + name + "' has no further key");
      }
      left--;
      next = following(key);
      return key;
    }
  }

  private byte @Nullable [] following(byte @Nullable [] key) {
    byte[] next = new byte[keySize];
    owner.enter();
    try {
      // Safe: both have the kernel's own size of a key.
      int result =
          lbj_map_next_key(fd, key == null ? new byte[keySize] : key, key == null ? 0 : 1, next);
      return isThere(result, "list the keys of map") ? next : null;
    } finally {
      owner.exit();
    }
  }

  @Override
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

  @Override
  public void freeze() {
    owner.enter();
    try {
      check(lbj_map_freeze(fd), "freeze map");
    } finally {
      owner.exit();
    }
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
      throw MapFailure.explain(
          action, new MapFailure.Subject(name, type.libbpfName(), maxEntries), -result);
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
