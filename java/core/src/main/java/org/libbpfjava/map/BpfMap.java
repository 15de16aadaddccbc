package org.libbpfjava.map;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntFunction;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.MapReference;

/**
 * A map in the kernel, its keys and values as bytes in native byte order.
 *
 * <p>Each operation is one system call. With direct buffers nothing is copied or allocated on the
 * way; arrays are copied once, and so are views of an {@code Arena}'s memory (JDK 22), which may be
 * closed meanwhile: of a closed one it is an IllegalStateException. Safe on any thread. After its
 * object is closed its name, type and sizes still answer; what reaches the kernel throws {@link
 * IllegalStateException}.
 *
 * @libbpf struct bpf_map
 */
public interface BpfMap extends MapReference {
  /** {@return the C variable's name} */
  @Override
  String name();

  /** {@return its type, {@link MapType#UNKNOWN} for one that is newer than this library} */
  MapType type();

  /** {@return bytes of a key; 0 for queues, stacks and the like} */
  int keySize();

  /** {@return bytes of a value, of one CPU's where it has a value for each} */
  int valueSize();

  /**
   * {@return bytes that lookup and update move: {@link #valueSize}, but in per-CPU maps that
   * rounded up to 8, times the possible CPUs}
   */
  int elementSize();

  /** {@return how many elements it can hold; bytes for a ring buffer} */
  long maxEntries();

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
  Optional<byte[]> lookup(byte[] key);

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
  boolean lookup(ByteBuffer key, ByteBuffer value);

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
  void update(byte[] key, byte[] value);

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
  boolean update(byte[] key, byte[] value, UpdateMode mode);

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
  boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode);

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
  boolean delete(byte[] key);

  /**
   * Removes a key.
   *
   * @param key {@link #keySize} bytes from its position, which does not move
   * @return whether it was there
   * @throws IllegalArgumentException if the buffer has fewer bytes
   * @throws BpfException if the kernel refuses: EINVAL for arrays, whose elements always exist
   * @libbpf bpf_map_delete_elem
   */
  boolean delete(ByteBuffer key);

  /**
   * The keys, in the kernel's own order. Each step is one system call.
   *
   * <p>What is added or removed meanwhile may be seen or not. If the key that was seen last is
   * removed by somebody else, the kernel begins again, so that keys may come twice. It ends after
   * {@link #maxEntries} keys at the latest.
   *
   * @return the keys, each {@link #keySize} bytes; each iterator begins anew
   * @throws BpfException if the map has no keys; while iterating, if the kernel refuses
   * @libbpf bpf_map_get_next_key
   */
  Iterable<byte[]> keys();

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
  ByteBuffer mmap();

  /**
   * Freezes it: from now on user space cannot change it, and where programs cannot either ({@link
   * MapFlag#RDONLY_PROG}) the verifier knows its values. For good.
   *
   * @throws BpfException EPERM or, by kernel, EBUSY if it is frozen already; EBUSY if it is mapped
   *     writable or being written
   * @kernel 5.2
   * @libbpf bpf_map_freeze
   */
  void freeze();

  /**
   * Lends the kernel's descriptor of the map, for use with other libraries and with the raw
   * binding. Nothing can close it while {@code use} runs; it must not be kept.
   *
   * @param use what to do with it; it must not close it
   * @return what {@code use} returns
   * @throws IllegalStateException if the map's owner is closed
   * @libbpf bpf_map__fd
   */
  @Override
  <T> T withFd(IntFunction<T> use);
}
