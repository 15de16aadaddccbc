package org.libbpfjava.map;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;

/**
 * A queue or stack whose values are Java objects. A queue gives the oldest value first, a stack the
 * newest. Programs push and pop at the same time; each value goes to one taker.
 *
 * <p>Each operation is one system call. All methods may be called on any thread, and throw {@link
 * IllegalStateException} after the map's owner is closed.
 *
 * @param <V> the class of values
 * @see BpfMap#queue
 * @kernel 4.20
 */
public interface BpfQueue<V> {
  /** {@return the map itself} */
  BpfMap map();

  /**
   * Adds a value.
   *
   * @param value the value
   * @return whether there was room; if not, nothing has changed
   * @throws IllegalArgumentException if the value does not fit its C type
   * @throws BpfException if the kernel refuses: EPERM if the map is frozen
   * @libbpf bpf_map_update_elem
   */
  boolean push(V value);

  /**
   * Adds a value. If the map is full, the oldest value is dropped, of a stack too.
   *
   * @param value the value
   * @throws IllegalArgumentException if the value does not fit its C type
   * @throws BpfException if the kernel refuses: EPERM if the map is frozen
   * @libbpf bpf_map_update_elem
   */
  void pushDroppingOldest(V value);

  /**
   * Takes the next value.
   *
   * @return the value, empty if there is none
   * @throws BpfException if the kernel refuses: EPERM if the map is frozen
   * @libbpf bpf_map_lookup_and_delete_elem_flags
   */
  Optional<V> pop();

  /**
   * Looks at the next value, which stays.
   *
   * @return the value, empty if there is none
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<V> peek();
}
