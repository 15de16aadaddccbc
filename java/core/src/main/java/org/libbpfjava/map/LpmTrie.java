package org.libbpfjava.map;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.libbpfjava.exception.BpfException;

/**
 * A map from prefixes to values, which finds the most specific prefix of an address.
 *
 * <pre>{@code
 * LpmTrie<Route> routes = object.map("routes").lpm(Route.class);
 * routes.put(LpmPrefix.parse("10.0.0.0/8"), slow);
 * routes.put(LpmPrefix.parse("10.1.0.0/16"), fast);
 * Optional<Route> route = routes.match(InetAddress.getByName("10.1.2.3")); // fast
 * }</pre>
 *
 * <p>Its keys in C are a struct of a {@code __u32}, the length in bits in the machine's byte order,
 * and the bytes of an address in network byte order. All prefixes of a trie have the same number of
 * bytes; one with another number is an {@link IllegalArgumentException}. Where keys have more
 * members than that, {@link BpfMap#typed} takes them, with a record for the struct.
 *
 * <p>What {@link TypedMap} says of values, refusals and threads holds here too.
 *
 * @param <V> the class of values
 * @see BpfMap#lpm
 * @kernel 4.11, b95a5c4db09b ("bpf: add a longest prefix match trie map implementation")
 */
public interface LpmTrie<V> {
  /** {@return the map itself} */
  BpfMap map();

  /**
   * Finds the value of the most specific prefix that an address has.
   *
   * @param address an IPv4 or IPv6 address, as the prefixes
   * @return the value, empty if no prefix matches
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<V> match(InetAddress address);

  /**
   * Finds the value of the most specific prefix that contains all of another one, or is it.
   *
   * @param prefix the other prefix; one of full length stands for an address
   * @return the value, empty if no prefix contains it
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<V> match(LpmPrefix prefix);

  /**
   * Looks up a prefix itself, and none that contains it. The kernel has no such call, so this is
   * several of them: the answer may be wrong if others add and remove prefixes meanwhile. Where a
   * kernel lacks a cure of Linux 6.13, all prefixes are read.
   *
   * @param prefix the prefix
   * @return its value, empty if it is not in the map
   * @kernel 4.16 for the list of keys; 6.13, 27abc7b3fa2e ("bpf: Fix exact match conditions in
   *     trie_get_next_key()"), for a cost that does not grow with the map
   * @libbpf bpf_map_lookup_elem_flags, bpf_map_get_next_key
   */
  Optional<V> find(LpmPrefix prefix);

  /**
   * Sets the value of a prefix, whether it is in the map or not.
   *
   * @param prefix the prefix
   * @param value the value
   * @throws BpfException if the kernel refuses: ENOSPC if the map is full, EPERM if it is frozen
   * @libbpf bpf_map_update_elem
   */
  void put(LpmPrefix prefix, V value);

  /**
   * Removes a prefix. Those that it contains stay.
   *
   * @param prefix the prefix
   * @return whether it was there
   * @throws BpfException if the kernel refuses: EPERM if the map is frozen
   * @libbpf bpf_map_delete_elem
   */
  boolean remove(LpmPrefix prefix);

  /**
   * Hands over each prefix and its value, with the promises of {@link #entries}.
   *
   * @param action what gets the prefix and the value
   * @kernel 4.16
   * @libbpf bpf_map_lookup_batch
   */
  void forEach(BiConsumer<? super LpmPrefix, ? super V> action);

  /**
   * The elements. A prefix comes after those that it contains. The prefix of the entry just seen
   * may be removed. If others add or remove prefixes meanwhile, the kernel may begin again: some
   * come twice then, and some not at all.
   *
   * <p>If a program or another process has set bits after the first ones of a key, they are cleared
   * here. The kernel does not look at them either.
   *
   * @return the elements; each iterator begins anew, and is for one thread
   * @kernel 4.16; in batches from 5.13
   * @libbpf bpf_map_lookup_batch
   */
  Iterable<MapEntry<LpmPrefix, V>> entries();

  /**
   * {@return the elements as {@link #entries} gives them} The stream need not be closed.
   *
   * @kernel 4.16
   * @libbpf bpf_map_lookup_batch
   */
  Stream<MapEntry<LpmPrefix, V>> stream();
}
