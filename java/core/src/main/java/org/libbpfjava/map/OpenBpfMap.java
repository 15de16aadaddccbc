package org.libbpfjava.map;

/**
 * A map that an object declares and that load will create: how large it will be.
 *
 * <p>Safe on any thread. After load or close its name still answers; every other method throws
 * {@link IllegalStateException}.
 */
public interface OpenBpfMap {
  /** {@return the C variable's name} */
  String name();

  /** {@return how many elements it can hold; bytes for a ring buffer} */
  long maxEntries();

  /**
   * Says how many elements it can hold. For a ring buffer these are bytes, which libbpf rounds up
   * to a power of two of pages.
   *
   * @param entries 1 … 2³²−1
   * @return this map
   * @throws IllegalArgumentException if it is outside that range
   * @libbpf bpf_map__set_max_entries
   */
  OpenBpfMap setMaxEntries(long entries);
}
