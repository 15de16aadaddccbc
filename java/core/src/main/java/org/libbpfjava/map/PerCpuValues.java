package org.libbpfjava.map;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The values that a key of a per-CPU map has, one for each possible CPU, in the order of their
 * numbers. They were copied from one CPU after the other while programs went on writing.
 *
 * <p>Immutable.
 *
 * @param <V> the class of values
 */
public final class PerCpuValues<V> implements Iterable<CpuValue<V>> {
  private final List<CpuValue<V>> values;

  private PerCpuValues(List<CpuValue<V>> values) {
    this.values = values;
  }

  /**
   * {@return values by their CPUs}
   *
   * @param values one for each possible CPU
   * @param <V> the class of values
   */
  public static <V> PerCpuValues<V> of(List<CpuValue<V>> values) {
    return new PerCpuValues<>(List.copyOf(Objects.requireNonNull(values, "values")));
  }

  /**
   * {@return the value of one CPU}
   *
   * @param cpu the CPU's number
   * @throws IllegalArgumentException if it is no possible CPU
   */
  public V get(int cpu) {
    for (CpuValue<V> value : values) {
      if (value.cpu() == cpu) {
        return value.value();
      }
    }
    throw new IllegalArgumentException(
        "there is no CPU " + cpu + " among " + values.stream().map(CpuValue::cpu).toList());
  }

  /** {@return how many possible CPUs there are} */
  public int size() {
    return values.size();
  }

  /** {@return the values with their CPUs, unmodifiable} */
  public List<CpuValue<V>> list() {
    return values;
  }

  /** {@return the values without their CPUs} The stream need not be closed. */
  public Stream<V> values() {
    return values.stream().map(CpuValue::value);
  }

  @Override
  public Iterator<CpuValue<V>> iterator() {
    return values.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PerCpuValues<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (CpuValue<V> value : values) {
      text.append(text.length() == 1 ? "" : ", ")
          .append("cpu ")
          .append(value.cpu())
          .append(value.online() ? ": " : " (offline): ")
          .append(value.value());
    }
    return text.append('}').toString();
  }
}
