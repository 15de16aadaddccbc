package org.libbpfjava.map;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.MapReference;
import org.libbpfjava.value.TypedValue;

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
public interface BpfMap extends MapReference {
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
   * Gives keys and values as Java objects. The classes are checked against the C types that the
   * map's BTF names; they are those of global variables: numbers, String, enums, records, sealed
   * interfaces for unions, byte[], arrays, List, and classes with a mapper.
   *
   * <p>Where the map has no BTF, numbers, enums, records of these and byte[] are taken. The class's
   * own layout counts then: what C would make of a struct with the same members. {@link
   * org.libbpfjava.btf.Length} has the rules, and gives Strings, arrays and Lists in records their
   * length. A map that {@link MapOptions} described by classes goes by those.
   *
   * @param keyClass the class of keys
   * @param valueClass the class of values
   * @param <K> the class of keys
   * @param <V> the class of values
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if a class does not fit its C type or size, with the first
   *     disagreement; or if the map has no keys with values, or a value for each CPU
   * @libbpf bpf_map__btf_key_type_id, bpf_map__btf_value_type_id
   */
  <K, V> TypedMap<K, V> typed(Class<K> keyClass, Class<V> valueClass);

  /**
   * Reads all elements, as {@link #lookupBatch} does, into trees that print as bpftool prints the
   * map. For a look at a map: all of it is held in memory.
   *
   * @return the elements
   * @throws BpfException if the map has no keys, or the kernel refuses
   * @libbpf bpf_map_lookup_batch
   */
  MapDump dump();

  /**
   * Gives keys and the values of single CPUs as Java objects, by the rules of {@link #typed}.
   *
   * @param keyClass the class of keys
   * @param valueClass the class of one CPU's value
   * @param <K> the class of keys
   * @param <V> the class of one CPU's value
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if a class does not fit, or the map has no value for each CPU
   * @libbpf bpf_map__btf_value_type_id
   */
  <K, V> PerCpuMap<K, V> typedPerCpu(Class<K> keyClass, Class<V> valueClass);

  /**
   * Gives the values of a queue or stack as Java objects or byte[], by the rules of {@link #typed}.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other values
   * @throws IllegalArgumentException if the class does not fit, or the map is no queue or stack
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> BpfQueue<V> queue(Class<V> valueClass);

  /**
   * Gives the values of a bloom filter as Java objects, as {@link #queue} does.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other values
   * @throws IllegalArgumentException if the class does not fit, or the map is no bloom filter
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> BloomFilter<V> bloomFilter(Class<V> valueClass);

  /**
   * Copies the value of a key, to be read by paths: {@code map.value(key).field("stats.rx_packets")
   * .getLong()}. It is one system call, and the copy does not change any more. All of it is
   * read-only: a map takes whole values.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the value
   * @throws NoSuchElementException if the key is not there; {@link #findValue} gives an Optional
   * @throws IllegalArgumentException if the key does not fit its C type or size; or if the map has
   *     no keys, or a value for each CPU
   * @libbpf bpf_map_lookup_elem_flags
   */
  TypedValue value(Object key);

  /**
   * Copies the value of a key, as {@link #value} does.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the value, empty if the key is not there
   * @throws IllegalArgumentException as {@link #value}
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<TypedValue> findValue(Object key);

  /**
   * Reads a key's value into a tree. Both print as initialisers in C do, as in {@link #dump}.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the key and its value
   * @throws NoSuchElementException if the key is not there
   * @throws IllegalArgumentException as {@link #value}
   * @libbpf bpf_map_lookup_elem_flags
   */
  MapEntry<Object, Object> entry(Object key);

  /**
   * Gives one element of a mapped array, in the memory that programs use: reads and writes are no
   * system calls, a member can be written alone, and members have the handles that global variables
   * have. It maps the array as {@link #mmap} does.
   *
   * <pre>{@code
   * LongHandle hits = map.element(3).field("hits").longHandle();
   * hits.getAndAdd(1);
   * }</pre>
   *
   * @param index from 0 on
   * @return the element; after the map's owner is closed, its handles alone go on
   * @throws IndexOutOfBoundsException if there is no such element
   * @throws IllegalArgumentException if the map is no array, or has more than a buffer can hold
   * @throws BpfNotSupportedException if this kernel cannot map arrays
   * @throws BpfException EINVAL if the map was not made with {@link MapFlag#MMAPABLE}
   * @kernel 5.5
   */
  TypedValue element(int index);

  /**
   * Gives the values of a map of maps as maps, under keys by the rules of {@link #typed}.
   *
   * @param keyClass the class of keys
   * @param <K> the class of keys
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if the class does not fit, or the map is no map of maps
   * @libbpf bpf_map__btf_key_type_id, bpf_map__inner_map
   */
  <K> InnerMaps<K> innerMaps(Class<K> keyClass);

  /**
   * {@return the values of a prog array as programs}
   *
   * @throws IllegalArgumentException if the map is no prog array
   */
  ProgramArray programs();

  /**
   * Gives the keys of an LPM trie as prefixes, and values as Java objects, as {@link #typed} does.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if the class or the map does not fit, with the reason
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> LpmTrie<V> lpm(Class<V> valueClass);

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
