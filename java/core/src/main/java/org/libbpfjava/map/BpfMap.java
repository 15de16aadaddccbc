package org.libbpfjava.map;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.MapReference;

/**
 * A map in the kernel. Its keys and values are bytes in the machine's byte order.
 *
 * <p>Each operation is one system call. Arrays are copied once on the way. Direct buffers are not
 * copied, and nothing is allocated for them. A view of an {@code Arena} (JDK 22) is copied, because
 * somebody may close the arena during the call; a view of a closed arena is an
 * IllegalStateException.
 *
 * <p>Safe on any thread. After the map's object or scope is closed, its name, type and sizes still
 * answer. What reaches the kernel throws {@link IllegalStateException}.
 *
 * @libbpf struct bpf_map
 */
public interface BpfMap extends MapReference, MapViews {
  /** {@return the C variable's name} */
  @Override
  String name();

  /** {@return its type, {@link MapType#UNKNOWN} for one that is newer than this library} */
  MapType type();

  /** {@return bytes of a key; 0 for maps without keys, such as queues and stacks} */
  int keySize();

  /** {@return bytes of a value; in a per-CPU map, of one CPU's value} */
  int valueSize();

  /**
   * {@return bytes that lookup and update move} They are {@link #valueSize}. In a per-CPU map they
   * are that number, rounded up to 8, times the possible CPUs.
   */
  int elementSize();

  /** {@return how many elements it can hold; for a ring buffer, how many bytes} */
  long maxEntries();

  /**
   * Looks a key up. The key of a queue or stack has no bytes; the result is the next value, which
   * stays in the map.
   *
   * @param key {@link #keySize} bytes
   * @return the value, {@link #elementSize} bytes; empty if the key is not there
   * @throws IllegalArgumentException if the key has another size
   * @throws BpfException if the kernel refuses, or if the map is a bloom filter, which has no
   *     values
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<byte[]> lookup(byte[] key);

  /**
   * Looks a key up and puts the value into the caller's buffer. Neither position moves.
   *
   * @param key {@link #keySize} bytes from its position
   * @param value room for {@link #elementSize} bytes from its position
   * @return whether the key is there; if not, the value is unchanged
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses
   * @libbpf bpf_map_lookup_elem_flags
   */
  boolean lookup(ByteBuffer key, ByteBuffer value);

  /**
   * Looks a key up and deletes it, in one step. The key of a queue or stack has no bytes; the value
   * is the next one, which leaves the map.
   *
   * @param key {@link #keySize} bytes
   * @return the value, {@link #elementSize} bytes; empty if the key is not there
   * @throws IllegalArgumentException if the key has another size
   * @throws BpfException if the kernel refuses: EOPNOTSUPP or ENOTSUPP if maps of this type, or of
   *     this kernel, cannot do it
   * @kernel 4.20 for queues and stacks, 5.14 for hash maps, 3e87f192b405 ("bpf: Add
   *     lookup_and_delete_elem support to hashtab")
   * @libbpf bpf_map_lookup_and_delete_elem_flags
   */
  Optional<byte[]> lookupAndDelete(byte[] key);

  /**
   * Looks a key up, deletes it and puts its value into the caller's buffer. Neither position moves.
   *
   * @param key {@link #keySize} bytes from its position
   * @param value room for {@link #elementSize} bytes from its position
   * @return whether the key was there; if not, the value is unchanged
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses, as in {@link #lookupAndDelete(byte[])}
   * @libbpf bpf_map_lookup_and_delete_elem_flags
   */
  boolean lookupAndDelete(ByteBuffer key, ByteBuffer value);

  /**
   * Reads the whole map, many elements a call. A hash has no order; each element that stays in the
   * map comes once. One that is added, changed or deleted meanwhile may come or not. Where the
   * kernel has no batches for such maps, elements are read one by one, with what {@link #keys} says
   * of that.
   *
   * @return a cursor before the first element, for one thread at a time
   * @throws BpfException if the map has no keys
   * @kernel 5.6 for hash maps and arrays, cb4d03ab499d ("bpf: Add generic support for lookup batch
   *     op"); older ones are read one by one
   * @libbpf bpf_map_lookup_batch
   */
  BatchCursor lookupBatch();

  /**
   * Empties the map, many elements a call. The promises are those of {@link #lookupBatch}. Where
   * the kernel has no batches, an element that programs change between its look-up and its delete
   * may lose that change.
   *
   * @return a cursor before the first element, for one thread at a time
   * @throws BpfException if the map has no keys
   * @kernel 5.6 for hash maps; the elements of arrays cannot be deleted
   * @libbpf bpf_map_lookup_and_delete_batch
   */
  BatchCursor lookupAndDeleteBatch();

  /**
   * Sets many elements, in one call where the kernel can.
   *
   * @param keys {@code count} keys, one after the other from its position, which does not move
   * @param values as many values of {@link #elementSize} bytes
   * @param count how many
   * @param mode whether each key must be there, must not be there, or may be either
   * @return how many were set. The first that {@code mode} forbids ends the call
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses an element; the message says how many were set
   *     before
   * @kernel 5.6, aa2e93b8e58e ("bpf: Add generic support for update and delete batch ops"); older
   *     ones take them one by one
   * @libbpf bpf_map_update_batch
   */
  int updateBatch(ByteBuffer keys, ByteBuffer values, int count, UpdateMode mode);

  /**
   * Deletes many elements, in one call where the kernel can. Keys that are not there are passed
   * over.
   *
   * @param keys {@code count} keys, one after the other from its position, which does not move
   * @param count how many
   * @return how many were there
   * @throws IllegalArgumentException if the buffer has fewer bytes
   * @throws BpfException if the kernel refuses; the message says how many keys were done before
   * @kernel 5.6, as in {@link #updateBatch}
   * @libbpf bpf_map_delete_batch
   */
  int deleteBatch(ByteBuffer keys, int count);

  /**
   * Sets the value of a key, whether the key is there or not.
   *
   * @param key {@link #keySize} bytes
   * @param value {@link #elementSize} bytes
   * @throws IllegalArgumentException if one has another size
   * @throws BpfException if the kernel refuses: E2BIG if the map is full or an array's index is too
   *     large, EPERM if the map is frozen
   * @libbpf bpf_map_update_elem
   */
  void update(byte[] key, byte[] value);

  /**
   * Sets the value of a key.
   *
   * @param key {@link #keySize} bytes
   * @param value {@link #elementSize} bytes
   * @param mode whether the key must be there, must not be there, or may be either
   * @return whether the value was set; false if {@code mode} forbids it
   * @throws IllegalArgumentException if one has another size
   * @throws BpfException if the kernel refuses, as in {@link #update(byte[], byte[])}
   * @libbpf bpf_map_update_elem
   */
  boolean update(byte[] key, byte[] value, UpdateMode mode);

  /**
   * Sets the value of a key from the caller's buffers. Neither position moves.
   *
   * @param key {@link #keySize} bytes from its position
   * @param value {@link #elementSize} bytes from its position
   * @param mode whether the key must be there, must not be there, or may be either
   * @return whether the value was set; false if {@code mode} forbids it
   * @throws IllegalArgumentException if a buffer has fewer bytes
   * @throws BpfException if the kernel refuses, as in {@link #update(byte[], byte[])}
   * @libbpf bpf_map_update_elem
   */
  boolean update(ByteBuffer key, ByteBuffer value, UpdateMode mode);

  /**
   * Removes a key.
   *
   * @param key {@link #keySize} bytes
   * @return whether the key was there
   * @throws IllegalArgumentException if it has another size
   * @throws BpfException if the kernel refuses: EINVAL for arrays, whose elements always exist; or
   *     if the map has no keys
   * @libbpf bpf_map_delete_elem
   */
  boolean delete(byte[] key);

  /**
   * Removes a key that lies in the caller's buffer.
   *
   * @param key {@link #keySize} bytes from its position, which does not move
   * @return whether the key was there
   * @throws IllegalArgumentException if the buffer has fewer bytes
   * @throws BpfException if the kernel refuses, as in {@link #delete(byte[])}
   * @libbpf bpf_map_delete_elem
   */
  boolean delete(ByteBuffer key);

  /**
   * The keys, in the kernel's order. Each step is one system call.
   *
   * <p>A key that is added or removed during the iteration may come or not. If somebody removes the
   * key that came last, the kernel begins again, and keys may come twice. The iteration ends after
   * {@link #maxEntries} keys at the latest.
   *
   * @return the keys, each {@link #keySize} bytes; each iterator begins anew
   * @throws BpfException if the map has no keys; during the iteration, if the kernel refuses
   * @libbpf bpf_map_get_next_key
   */
  Iterable<byte[]> keys();

  /**
   * Maps all values into this process. Programs and Java share them, and an access to the buffer is
   * no system call. Element {@code i} begins at {@code i} times the value's size, which is rounded
   * up to 8 bytes.
   *
   * <p>A map is mapped once. The buffers of further calls are views of the same memory, each with
   * its own position. After the map's object or scope is closed, the buffers keep the last bytes,
   * in ordinary memory, as long as they are reachable.
   *
   * @return the values in the machine's byte order; read-only if the map is frozen or was made with
   *     {@link MapFlag#RDONLY_PROG}
   * @throws IllegalArgumentException if the values have no byte, or more than a buffer can hold
   * @throws BpfNotSupportedException if this kernel cannot map arrays
   * @throws BpfException EINVAL without {@link MapFlag#MMAPABLE}; ENOTSUPP for types without mmap
   * @kernel 5.5
   */
  ByteBuffer mmap();

  /**
   * Freezes the map for good: user space cannot change it any more. If programs cannot change it
   * either ({@link MapFlag#RDONLY_PROG}), the verifier knows its values.
   *
   * @throws BpfException EPERM or, on some kernels, EBUSY if the map is frozen already; EBUSY if it
   *     is mapped writable or is being written
   * @kernel 5.2
   * @libbpf bpf_map_freeze
   */
  void freeze();

  /**
   * {@return the kernel's number of the map, which is the same for all that have it}
   *
   * @throws IllegalStateException if the map's owner is closed
   * @libbpf bpf_map_get_info_by_fd
   */
  int id();

  /**
   * Asks the kernel about the map. It is one system call.
   *
   * @return its number, type, sizes, flags and the numbers of its types
   * @throws IllegalStateException if the map's owner is closed
   * @throws BpfException if the kernel refuses
   * @kernel 4.13
   * @libbpf bpf_map_get_info_by_fd
   */
  MapInfo info();

  /**
   * Keeps the map in a BPF file system. It outlives its owner and the process there, until the file
   * is deleted. Other processes open it by its path. A map has one path here; a second call with
   * that path does nothing. If the last folder of the path does not exist, it is made.
   *
   * @param path a new file in a BPF file system
   * @throws BpfException if the kernel refuses: EEXIST if there is such a file, EPERM if it lies in
   *     no BPF file system or a name in it has a full stop, which these file systems do not take
   * @throws IllegalStateException if it is pinned at another path, or the map's owner is closed
   * @kernel 4.4
   * @libbpf bpf_obj_pin
   */
  void pin(Path path);

  /**
   * Deletes the file in which the map was pinned. The map lives on as long as somebody has it. A
   * file that is gone already is no failure.
   *
   * @throws BpfException if the file cannot be deleted
   * @throws IllegalStateException if the map is not pinned, or its owner is closed
   * @libbpf bpf_map__unpin
   */
  void unpin();

  /**
   * {@return where the map was pinned by its object or by this process, or where it was opened;
   * empty for nowhere}
   */
  Optional<Path> pinPath();

  /**
   * Lends the kernel's descriptor of the map to other libraries or the raw binding. Nothing can
   * close it while {@code use} runs.
   *
   * @param use what to do with the descriptor; it must neither close it nor keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the map's owner is closed
   * @libbpf bpf_map__fd
   */
  @Override
  <T> T withFd(IntFunction<T> use);
}
