package org.libbpfjava.internal.typed;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.InnerMap;

/** What the kernel does with the values of a map of maps. */
public interface InnerCalls {

  /** In the place of a number of entries: the one that the outer map says. */
  long AS_DECLARED = -1;

  /**
   * Makes an inner map.
   *
   * @param maxEntries its number of entries, or {@link #AS_DECLARED}
   * @param example gives the id of a map that is in the outer one, if there is any; asked where
   *     nobody said what inner maps are like
   */
  InnerMap create(String name, long maxEntries, Supplier<OptionalInt> example);

  /** Puts an inner map under a key. */
  void put(byte[] key, BpfMap inner);

  /** {@return the map with a kernel's number, null if it has gone} */
  @Nullable InnerMap open(int id);
}
