package org.libbpfjava.map;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;

/**
 * A map whose keys and values are Java objects. {@link BpfMap#typed} checks their classes against
 * the C types in BTF.
 *
 * <p>A key or value that does not fit its C type is an {@link IllegalArgumentException} that names
 * the member; nothing is changed then. Members of a struct for which a record has no component are
 * zero in what is written. Padding is zero too, so that keys that are equal in Java are equal in
 * the kernel; a BPF program must clear the padding of its keys as well.
 *
 * <p>Each operation is one system call, as those of {@link BpfMap}, whose refusals come as they
 * are: {@link BpfException}. All methods may be called on any thread, and throw {@link
 * IllegalStateException} after the map's owner is closed.
 *
 * @param <K> the class of keys
 * @param <V> the class of values
 */
public interface TypedMap<K, V> {
  /** {@return the map itself} */
  BpfMap map();

  /**
   * Looks a key up.
   *
   * @param key the key
   * @return the value, null if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  @Nullable V get(K key);

  /**
   * Looks a key up.
   *
   * @param key the key
   * @return the value, empty if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<V> find(K key);

  /**
   * Whether a key is there. Its value is not looked at.
   *
   * @param key the key
   * @return whether it is there
   * @libbpf bpf_map_lookup_elem_flags
   */
  boolean containsKey(K key);

  /**
   * Sets the value of a key, whether the key is there or not.
   *
   * @param key the key
   * @param value the value
   * @throws BpfException if the kernel refuses: E2BIG if the map is full or an array's index is too
   *     large, EPERM if the map is frozen
   * @libbpf bpf_map_update_elem
   */
  void put(K key, V value);

  /**
   * Sets the value of a key that is not there.
   *
   * @param key the key
   * @param value the value
   * @return whether the value was set; false if the key is there
   * @libbpf bpf_map_update_elem
   */
  boolean putIfAbsent(K key, V value);

  /**
   * Sets the value of a key that is there.
   *
   * @param key the key
   * @param value the value
   * @return whether the value was set; false if the key is not there
   * @libbpf bpf_map_update_elem
   */
  boolean replace(K key, V value);

  /**
   * Removes a key.
   *
   * @param key the key
   * @return whether it was there
   * @throws BpfException EINVAL for arrays, whose elements always exist
   * @libbpf bpf_map_delete_elem
   */
  boolean remove(K key);

  /**
   * Removes a key and gives its last value, in one step.
   *
   * @param key the key
   * @return the value, empty if the key was not there
   * @throws BpfException ENOTSUPP or EOPNOTSUPP if maps of this type, or of this kernel, cannot do
   *     it
   * @kernel 5.14 for hash maps
   * @libbpf bpf_map_lookup_and_delete_elem_flags
   */
  Optional<V> getAndRemove(K key);

  /**
   * Hands over each element. The promises are those of {@link BpfMap#lookupBatch}. The action may
   * remove keys.
   *
   * @param action what gets the key and the value
   */
  void forEach(BiConsumer<? super K, ? super V> action);

  /**
   * Removes each element and hands it over, as {@link BpfMap#lookupAndDeleteBatch} does. What the
   * action throws ends the call; elements of the same batch are removed by then.
   *
   * @param action what gets the key and the value
   * @return how many there were
   */
  long drain(BiConsumer<? super K, ? super V> action);

  /**
   * The elements, in the kernel's order. The promises are those of {@link BpfMap#lookupBatch}. The
   * key of the entry just seen may be removed.
   *
   * @return the elements; each iterator begins anew, and is for one thread
   */
  Iterable<MapEntry<K, V>> entries();

  /** {@return the elements as {@link #entries} gives them} The stream need not be closed. */
  Stream<MapEntry<K, V>> stream();

  /**
   * The same map as a {@link Map}, for code that takes one. Each call reaches the kernel. It
   * promises less than maps in Java do:
   *
   * <ul>
   *   <li>{@code put}, {@code remove} and {@code putIfAbsent} give the value before; another writer
   *       may come between the look-up and the change. {@code replace}, {@code compute} and {@code
   *       merge} are not atomic either
   *   <li>{@code size} counts all elements; the map may have changed when it returns
   *   <li>iterators and what is made of them promise what {@link #entries} does; they never throw
   *       {@code ConcurrentModificationException}
   *   <li>entries do not change with the map, and cannot be set
   *   <li>null is refused, and a key of another class is a {@code ClassCastException}
   * </ul>
   *
   * @return a view of this map
   */
  Map<K, V> asMap();
}
