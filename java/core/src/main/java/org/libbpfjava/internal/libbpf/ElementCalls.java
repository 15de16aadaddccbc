package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_delete;
import static org.libbpfjava.raw.global.plain.lbj_map_lookup;
import static org.libbpfjava.raw.global.plain.lbj_map_lookup_and_delete;
import static org.libbpfjava.raw.global.plain.lbj_map_next_key;
import static org.libbpfjava.raw.global.plain.lbj_map_update;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.typed.SpecialCalls;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.UpdateMode;
import org.libbpfjava.presets.calls.MapElements;

/**
 * The kernel's calls for one element of a map.
 *
 * <p>The owner is entered around each call, so that nobody closes the descriptor meanwhile.
 */
final class ElementCalls implements SpecialCalls {
  private static final String LOOK_UP = "look up in map";
  private static final String TAKE = "look up and delete in map";
  private static final String DELETE = "delete from map";
  private static final long BPF_F_CPU = 8; // linux/bpf.h; the CPU is in the upper half
  private static final long BPF_F_ALL_CPUS = 16;

  /** Whoever brings new buffers each time does not pay for two references each time. */
  private static final int LEARNED_ALWAYS = 16;

  private static final int LEARNED_THEN = 1024; // one of so many

  private final NativeResource owner;
  private final int fd;
  private final MapShape shape;
  // Those of the last call. Threads that share a map may forget each other's, which costs time
  // alone.
  private KnownBuffer lastKey = KnownBuffer.NONE;
  private KnownBuffer lastValue = KnownBuffer.NONE;
  private int learned;

  ElementCalls(NativeResource owner, int fd, MapShape shape) {
    this.owner = owner;
    this.fd = fd;
    this.shape = shape;
  }

  /** A bloom filter's answer to a look-up is about the bytes in the value, which are zero here. */
  private void checkLookup(String action) {
    if (shape.type() == MapType.BLOOM_FILTER) {
      throw shape.keyless(action);
    }
  }

  Optional<byte[]> lookup(byte[] key) {
    return lookup(key, shape.elementSize(), 0, false);
  }

  Optional<byte[]> lookupAndDelete(byte[] key) {
    return lookup(key, shape.elementSize(), 0, true);
  }

  private Optional<byte[]> lookup(byte[] key, int valueSize, long flags, boolean deletes) {
    Objects.requireNonNull(key, "key");
    String action = deletes ? TAKE : LOOK_UP;
    checkLookup(action);
    shape.checkSize("key", key.length, shape.keySize());
    byte[] value = new byte[valueSize];
    owner.enter();
    try {
      // Safe: both sizes are the kernel's own for this map and these flags.
      int result =
          deletes
              ? lbj_map_lookup_and_delete(fd, keyOrNull(key), value, flags)
              : lbj_map_lookup(fd, keyOrNull(key), value, flags);
      return isThere(result, action) ? Optional.of(value) : Optional.empty();
    } finally {
      owner.exit();
    }
  }

  boolean lookup(ByteBuffer key, ByteBuffer value) {
    return lookup(key, value, shape.elementSize(), 0, false);
  }

  boolean lookupAndDelete(ByteBuffer key, ByteBuffer value) {
    return lookup(key, value, shape.elementSize(), 0, true);
  }

  @Override
  public boolean lookupCpu(ByteBuffer key, ByteBuffer value, int cpu) {
    return lookup(key, value, shape.valueSize(), flags(cpu), false);
  }

  /** The kernel moves the value of that CPU alone, of the map's own size. */
  private static long flags(int cpu) {
    return BPF_F_CPU | (long) cpu << Integer.SIZE;
  }

  /** Small enough for the JVM to put it into its caller: a return costs 10 ns after the call. */
  private boolean lookup(
      ByteBuffer key, ByteBuffer value, int valueSize, long flags, boolean deletes) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    String action = deletes ? TAKE : LOOK_UP;
    checkLookup(action);
    int keyAt = shape.position("key", key, shape.keySize());
    int valueAt = shape.position("value", value, valueSize);
    MapShape.checkWritable(value);
    KnownBuffer knownKey = lastKey;
    KnownBuffer knownValue = lastValue;
    if (!knownKey.refersTo(key) || !knownValue.refersTo(value)) {
      return lookupUnknown(key, keyAt, value, valueAt, valueSize, flags, deletes);
    }
    long from = knownKey.address + keyAt;
    long to = knownValue.address + valueAt;
    owner.enter();
    try {
      // Safe: both are direct, stay reachable, and hold the kernel's own sizes from there on.
      int result =
          deletes
              ? MapElements.lookupAndDeleteAt(fd, from, to, flags)
              : MapElements.lookupAt(fd, from, to, flags);
      return isThere(result, action);
    } finally {
      Reference.reachabilityFence(key);
      Reference.reachabilityFence(value);
      owner.exit();
    }
  }

  private boolean lookupUnknown(
      ByteBuffer key,
      int keyAt,
      ByteBuffer value,
      int valueAt,
      int valueSize,
      long flags,
      boolean deletes) {
    if (areDirect(key, value)) {
      owner.enter();
      try {
        // Safe: both are direct and hold the kernel's own sizes from these offsets on.
        int result =
            deletes
                ? MapElements.lookupAndDelete(fd, key, keyAt, value, valueAt, flags)
                : MapElements.lookup(fd, key, keyAt, value, valueAt, flags);
        if (result != MapElements.COPY_FIRST) {
          learn(key, value);
          return isThere(result, deletes ? TAKE : LOOK_UP);
        }
      } finally {
        owner.exit();
      }
    }
    Optional<byte[]> found = lookup(copy(key, keyAt, shape.keySize()), valueSize, flags, deletes);
    found.ifPresent(bytes -> value.put(valueAt, bytes));
    return found.isPresent();
  }

  boolean update(byte[] key, byte[] value, UpdateMode mode) {
    return update(key, value, shape.elementSize(), mode, 0);
  }

  private boolean update(byte[] key, byte[] value, int valueSize, UpdateMode mode, long flags) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(mode, "mode");
    shape.checkSize("key", key.length, shape.keySize());
    shape.checkSize("value", value.length, valueSize);
    owner.enter();
    try {
      // Safe: both sizes are the kernel's own for this map and these flags.
      return wasSet(lbj_map_update(fd, keyOrNull(key), value, mode.flag() | flags), mode);
    } finally {
      owner.exit();
    }
  }

  boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode) {
    return update(key, value, shape.elementSize(), mode, 0);
  }

  @Override
  public void updateCpu(ByteBuffer key, ByteBuffer value, int cpu) {
    update(key, value, shape.valueSize(), UpdateMode.ANY, flags(cpu));
  }

  @Override
  public void updateAllCpus(ByteBuffer key, ByteBuffer value) {
    update(key, value, shape.valueSize(), UpdateMode.ANY, BPF_F_ALL_CPUS);
  }

  private boolean update(
      ByteBuffer key, ByteBuffer value, int valueSize, UpdateMode mode, long flags) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(mode, "mode");
    int keyAt = shape.position("key", key, shape.keySize());
    int valueAt = shape.position("value", value, valueSize);
    KnownBuffer knownKey = lastKey;
    KnownBuffer knownValue = lastValue;
    if (!knownKey.refersTo(key) || !knownValue.refersTo(value)) {
      return updateUnknown(key, keyAt, value, valueAt, valueSize, mode, flags);
    }
    long at = knownKey.address + keyAt;
    long from = knownValue.address + valueAt;
    owner.enter();
    try {
      // Safe: both are direct, stay reachable, and hold the kernel's own sizes from there on.
      return wasSet(MapElements.updateAt(fd, at, from, mode.flag() | flags), mode);
    } finally {
      Reference.reachabilityFence(key);
      Reference.reachabilityFence(value);
      owner.exit();
    }
  }

  private boolean updateUnknown(
      ByteBuffer key,
      int keyAt,
      ByteBuffer value,
      int valueAt,
      int valueSize,
      UpdateMode mode,
      long flags) {
    if (areDirect(key, value)) {
      owner.enter();
      try {
        // Safe: both are direct and hold the kernel's own sizes from these offsets on.
        int result = MapElements.update(fd, key, keyAt, value, valueAt, mode.flag() | flags);
        if (result != MapElements.COPY_FIRST) {
          learn(key, value);
          return wasSet(result, mode);
        }
      } finally {
        owner.exit();
      }
    }
    return update(
        copy(key, keyAt, shape.keySize()), copy(value, valueAt, valueSize), valueSize, mode, flags);
  }

  boolean delete(byte[] key) {
    Objects.requireNonNull(key, "key");
    shape.checkKeys(DELETE);
    shape.checkSize("key", key.length, shape.keySize());
    owner.enter();
    try {
      return isThere(lbj_map_delete(fd, keyOrNull(key)), DELETE);
    } finally {
      owner.exit();
    }
  }

  boolean delete(ByteBuffer key) {
    Objects.requireNonNull(key, "key");
    shape.checkKeys(DELETE);
    int keyAt = shape.position("key", key, shape.keySize());
    if (areDirect(key, key)) {
      KnownBuffer knownKey = lastKey;
      owner.enter();
      try {
        // Safe, both: it is direct and holds the kernel's own size from this offset on.
        int result =
            knownKey.refersTo(key)
                ? MapElements.deleteAt(fd, knownKey.address + keyAt)
                : MapElements.delete(fd, key, keyAt);
        if (result != MapElements.COPY_FIRST) {
          return isThere(result, DELETE);
        }
      } finally {
        Reference.reachabilityFence(key);
        owner.exit();
      }
    }
    return delete(copy(key, keyAt, shape.keySize()));
  }

  @Override
  public boolean contains(byte[] value) {
    shape.checkSize("value", value.length, shape.valueSize());
    owner.enter();
    try {
      // Safe: the value has the kernel's own size, and such maps have no keys.
      return isThere(lbj_map_lookup(fd, null, value, 0), LOOK_UP);
    } finally {
      owner.exit();
    }
  }

  @Override
  public boolean followsOnlyStoredPrefixes() {
    return TrieOrder.isExact();
  }

  @Override
  public boolean canAddressCpus() {
    return Feature.CPU_FLAGS.isSupported();
  }

  @Override
  public BitSet possibleCpus(int count) {
    BitSet numbered = new BitSet();
    numbered.set(0, count);
    return OnlineCpus.possible().filter(cpus -> cpus.cardinality() == count).orElse(numbered);
  }

  @Override
  public BitSet onlineCpus(BitSet possible) {
    return OnlineCpus.now().orElse(possible);
  }

  @Override
  public byte @Nullable [] following(byte @Nullable [] key) {
    byte[] next = new byte[shape.keySize()];
    owner.enter();
    try {
      // Safe: both have the kernel's own size of a key.
      int result =
          lbj_map_next_key(
              fd, key == null ? new byte[shape.keySize()] : key, key == null ? 0 : 1, next);
      return isThere(result, "list the keys of map") ? next : null;
    } finally {
      owner.exit();
    }
  }

  /** Maps without keys want no key at all: kernel/bpf/syscall.c, ___bpf_copy_key(). */
  private byte @Nullable [] keyOrNull(byte[] key) {
    return shape.keySize() == 0 ? null : key;
  }

  private boolean isThere(int result, String action) {
    if (result == -Errno.ENOENT) {
      return false;
    }
    shape.check(result, action);
    return true;
  }

  private boolean wasSet(int result, UpdateMode mode) {
    if (isRefusedBy(mode, -result)) {
      return false;
    }
    shape.check(result, "update map");
    return true;
  }

  /** {@return whether an error says that a key is there, or is not, against the mode} */
  static boolean isRefusedBy(UpdateMode mode, int errno) {
    return (mode == UpdateMode.NO_EXIST && errno == Errno.EEXIST)
        || (mode == UpdateMode.EXIST && errno == Errno.ENOENT);
  }

  private void learn(ByteBuffer key, ByteBuffer value) {
    if (learned < LEARNED_ALWAYS || learned % LEARNED_THEN == 0) {
      lastKey = KnownBuffer.of(key);
      lastValue = KnownBuffer.of(value);
    }
    learned = (learned + 1) & Integer.MAX_VALUE;
  }

  /** Maps without keys want a null pointer, which the arrays' way gives them. */
  private boolean areDirect(ByteBuffer key, ByteBuffer value) {
    return shape.keySize() > 0 && key.isDirect() && value.isDirect();
  }

  private static byte[] copy(ByteBuffer buffer, int position, int size) {
    byte[] bytes = new byte[size];
    buffer.get(position, bytes);
    return bytes;
  }
}
