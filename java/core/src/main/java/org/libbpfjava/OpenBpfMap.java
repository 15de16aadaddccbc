package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_map__max_entries;
import static org.libbpfjava.raw.global.libbpf.bpf_map__set_max_entries;

import org.libbpfjava.internal.Native;
import org.libbpfjava.raw.bpf_map;

/**
 * A map that an object declares and that load will create: how large it will be.
 *
 * <p>After load every method but {@link #name} and {@link #toString} throws {@link
 * IllegalStateException}. Safe on any thread.
 */
public final class OpenBpfMap {
  private final OpenBpfObject owner;
  private final bpf_map handle;
  private final String name;

  OpenBpfMap(OpenBpfObject owner, bpf_map handle, String name) {
    this.owner = owner;
    this.handle = handle;
    this.name = name;
  }

  /** {@return the C variable's name} */
  public String name() {
    return name;
  }

  /** {@return how many elements it can hold; bytes for a ring buffer} */
  public long maxEntries() {
    return owner.whileOpen(() -> Integer.toUnsignedLong(bpf_map__max_entries(handle)));
  }

  /**
   * Says how many elements it can hold. For a ring buffer these are bytes, which libbpf rounds up
   * to a power of two of pages.
   *
   * @param entries 1 … 2³²−1
   * @return this map
   * @throws IllegalArgumentException if it is outside that range
   * @libbpf bpf_map__set_max_entries
   */
  public OpenBpfMap setMaxEntries(long entries) {
    if (entries < 1 || entries > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "map '" + name + "' cannot have " + entries + " entries: 1 to 4294967295");
    }
    owner.whileOpen(
        () ->
            Native.check(
                bpf_map__set_max_entries(handle, (int) entries), "set max_entries of map", name));
    return this;
  }

  @Override
  public String toString() {
    return "map " + name;
  }
}
