package org.libbpfjava.map;

import java.util.function.LongBinaryOperator;

/**
 * An integer in the values of a per-CPU map, found once by its BTF path, and folded over all
 * possible CPUs. Nothing is allocated for a call.
 *
 * <p>Each call is one system call, and throws what a look-up throws. A 64-bit unsigned integer
 * comes as its bits. Safe on any thread.
 *
 * @param <K> the class of keys
 * @see PerCpuMap#field
 */
public interface PerCpuField<K> {
  /** {@return the path that it was found by} */
  String path();

  /**
   * Adds up the field of all CPUs.
   *
   * @param key the key
   * @return the sum, which wraps around as Java's does; 0 if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  long sum(K key);

  /**
   * Finds the least of all CPUs. An unsigned field is compared as one.
   *
   * @param key the key
   * @param absent the answer if the key is not there
   * @return the least
   * @libbpf bpf_map_lookup_elem_flags
   */
  long min(K key, long absent);

  /**
   * Finds the greatest of all CPUs. An unsigned field is compared as one.
   *
   * @param key the key
   * @param absent the answer if the key is not there
   * @return the greatest
   * @libbpf bpf_map_lookup_elem_flags
   */
  long max(K key, long absent);

  /**
   * Combines the field of all CPUs, in the order of their numbers.
   *
   * @param key the key
   * @param initial what the first CPU's field is combined with
   * @param operator takes what there is so far, and the field of the next CPU
   * @return what the operator gave last; {@code initial} if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  long fold(K key, long initial, LongBinaryOperator operator);
}
