package org.libbpfjava.map;

import org.libbpfjava.exception.BpfException;

/**
 * A set that tells whether a value was added. It may say yes of a value that was not. Values can
 * neither be listed nor removed.
 *
 * <p>Each operation is one system call. All methods may be called on any thread, and throw {@link
 * IllegalStateException} after the map's owner is closed.
 *
 * @param <V> the class of values
 * @see BpfMap#bloomFilter
 * @kernel 5.16
 */
public interface BloomFilter<V> {
  /** {@return the map itself} */
  BpfMap map();

  /**
   * Adds a value.
   *
   * @param value the value
   * @throws IllegalArgumentException if the value does not fit its C type
   * @throws BpfException if the kernel refuses: EPERM if the map is frozen
   * @libbpf bpf_map_update_elem
   */
  void add(V value);

  /**
   * Asks for a value.
   *
   * @param value the value
   * @return false if it was never added; true if it was, and at times if it was not
   * @throws IllegalArgumentException if the value does not fit its C type
   * @libbpf bpf_map_lookup_elem_flags
   */
  boolean mightContain(V value);
}
