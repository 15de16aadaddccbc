package org.libbpfjava.map;

/**
 * A map that an object declares and that load will make.
 *
 * <p>After load or close its name still answers, and every other method throws {@link
 * IllegalStateException}. Safe on any thread.
 *
 * @libbpf struct bpf_map
 */
public interface OpenBpfMap {
  /** {@return the C variable's name} */
  String name();

  /**
   * {@return how many elements it can hold; for a ring buffer, how many bytes}
   *
   * @libbpf bpf_map__max_entries
   */
  long maxEntries();

  /**
   * Says how many elements the map can hold. For a ring buffer or user ring buffer these are bytes.
   * libbpf rounds them up to what this machine can have, a power of two that is a multiple of its
   * page; it does the same to the number in the object, at open.
   *
   * @param entries 1 … 2³²−1; for a ring buffer up to 2³¹
   * @return this map
   * @throws IllegalArgumentException if it is outside that range
   * @libbpf bpf_map__set_max_entries
   */
  OpenBpfMap setMaxEntries(long entries);

  /**
   * {@return whether load makes the map}
   *
   * @libbpf bpf_map__autocreate
   */
  boolean isAutocreate();

  /**
   * Says whether load makes the map. One that is not made is missing in the loaded object. Code
   * that uses it is refused, unless the verifier finds that it never runs.
   *
   * @param autocreate whether the map is made
   * @return this map
   * @libbpf bpf_map__set_autocreate
   */
  OpenBpfMap setAutocreate(boolean autocreate);
}
