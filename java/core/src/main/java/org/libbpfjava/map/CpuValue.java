package org.libbpfjava.map;

import java.util.Objects;

/**
 * One CPU's value in a per-CPU map.
 *
 * @param cpu the CPU's number
 * @param online whether the CPU ran when the value was read; one that is offline keeps its value
 * @param value the value
 * @param <V> the class of values
 */
public record CpuValue<V>(int cpu, boolean online, V value) {

  /** Refuses null. */
  public CpuValue {
    Objects.requireNonNull(value, "value");
  }
}
