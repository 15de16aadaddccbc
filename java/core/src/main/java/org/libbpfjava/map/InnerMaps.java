package org.libbpfjava.map;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.libbpfjava.exception.BpfException;

/**
 * A map whose values are maps.
 *
 * <pre>{@code
 * InnerMaps<Integer> tables = object.map("tables").innerMaps(Integer.class);
 * try (InnerMap table = tables.create("blue")) { // as the C source declares inner maps
 *   table.typed(Integer.class, Long.class).put(1, 100L);
 *   tables.put(0, table); // programs see all of it at once
 * }
 * }</pre>
 *
 * <p>The kernel keeps an inner map as long as it is in the outer one, whoever closes it.
 *
 * <p>All methods may be called on any thread, and throw {@link IllegalStateException} after the
 * outer map's owner is closed. A key that does not fit its C type is an {@link
 * IllegalArgumentException}.
 *
 * @param <K> the class of keys
 * @see BpfMap#innerMaps
 */
public interface InnerMaps<K> {
  /** {@return the outer map} */
  BpfMap map();

  /**
   * Makes an inner map as the outer one takes them: of the type, sizes and flags that the C source,
   * {@code setInnerMap}, or {@link MapOptions#withInnerMap} of {@code createMap} says. It has the C
   * types of the source, or those of the classes in the options, so that {@link BpfMap#typed}
   * checks them. It is in no map yet.
   *
   * @param name the name that the kernel and messages call it: up to 15 letters, digits, dots and
   *     underscores
   * @return the map, to be closed by the caller
   * @throws IllegalArgumentException if the kernel takes no such name
   * @throws IllegalStateException if nobody said what inner maps are like, as with an outer map
   *     that was opened and is empty
   * @throws BpfException if the kernel refuses
   * @libbpf bpf_map__inner_map, bpf_map_create
   */
  InnerMap create(String name);

  /**
   * Makes an inner map with a number of entries of its own. Inner hash maps may differ in it. Inner
   * arrays may if they have {@link MapFlag#INNER_MAP}; {@link #put} fails for others.
   *
   * @param name as in {@link #create(String)}
   * @param maxEntries how many elements it can hold, 1 … 2³²−1
   * @return the map, to be closed by the caller
   * @throws IllegalArgumentException if the kernel takes no such name, or {@code maxEntries} is
   *     outside its range
   * @throws IllegalStateException as {@link #create(String)}
   * @throws BpfException if the kernel refuses
   * @kernel 5.10 for arrays with MapFlag.INNER_MAP
   * @libbpf bpf_map__inner_map, bpf_map_create
   */
  InnerMap create(String name, long maxEntries);

  /**
   * Puts an inner map under a key, in the place of one that is there. Returns when no program uses
   * the one before any more, which takes a few milliseconds.
   *
   * @param key the key
   * @param inner a map like the one that the outer map was made with
   * @throws IllegalStateException if the inner map's owner is closed
   * @throws BpfException EINVAL if the inner map is of another kind, with the first difference;
   *     E2BIG if the outer map is full or the index is too large
   * @libbpf bpf_map_update_elem
   */
  void put(K key, BpfMap inner);

  /**
   * Removes an inner map. Programs that use it at that moment finish first.
   *
   * @param key the key
   * @return whether it was there
   * @throws BpfException E2BIG if the index of an array is too large
   * @libbpf bpf_map_delete_elem
   */
  boolean remove(K key);

  /**
   * {@return the kernel's number of an inner map, empty if there is none}
   *
   * @param key the key
   * @libbpf bpf_map_lookup_elem_flags
   */
  OptionalInt id(K key);

  /**
   * Opens the inner map under a key, whoever made it. It has the C types of the outer map's source;
   * where there are none, its own.
   *
   * @param key the key
   * @return the map, to be closed by the caller; empty if there is none
   * @throws BpfException if the kernel refuses: EPERM without CAP_SYS_ADMIN
   * @kernel 4.13
   * @libbpf bpf_map_lookup_elem_flags, bpf_map_get_fd_by_id
   */
  Optional<InnerMap> open(K key);

  /**
   * The numbers of all inner maps. The promises are those of {@link BpfMap#keys}.
   *
   * @return keys, with the kernel's numbers of their maps; each iterator begins anew, and is for
   *     one thread
   * @libbpf bpf_map_get_next_key, bpf_map_lookup_elem_flags
   */
  Iterable<MapEntry<K, Integer>> ids();

  /**
   * Opens one inner map after the other. Each is closed when the action returns.
   *
   * @param action what gets the key and the map
   * @throws BpfException as {@link #open}
   * @libbpf bpf_map_get_next_key, bpf_map_get_fd_by_id
   */
  void forEach(BiConsumer<? super K, ? super BpfMap> action);
}
