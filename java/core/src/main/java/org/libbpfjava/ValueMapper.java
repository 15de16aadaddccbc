package org.libbpfjava;

import java.util.Objects;
import java.util.function.Function;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValueMapping;

/**
 * Maps a Java class of the user's to C types, by way of a class that the library maps itself: a
 * {@code Duration} by the {@code long} of its nanoseconds, an {@code InetAddress} by its bytes.
 *
 * <pre>{@code
 * ValueMapper.of(Duration.class, long.class, Duration::ofNanos, Duration::toNanos)
 * }</pre>
 *
 * <p>A mapper holds wherever a value of its class is read or written: for a variable, a component
 * of a record, an element of a list. The library checks the class in between against the C type.
 *
 * <p>Immutable. Its functions run on the thread that reads or writes. What they throw reaches the
 * caller as it is.
 *
 * @param <T> the Java class that users see
 * @see OpenOptions#withMapper
 */
public final class ValueMapper<T> {
  private final Class<T> type;
  private final ValueMapping mapping;

  private ValueMapper(Class<T> type, ValueMapping mapping) {
    this.type = type;
    this.mapping = mapping;
  }

  /**
   * Makes a mapper.
   *
   * @param type the Java class that users see
   * @param via the class in between; one that {@link GlobalVariable#get(Class)} takes for these C
   *     types without a mapper
   * @param read makes what users see from what was read; it must not return null
   * @param write makes what is written from what users gave; it must not return null
   * @param <T> the Java class that users see
   * @param <V> the class in between
   * @return the mapper
   * @throws IllegalArgumentException if both classes are the same
   */
  public static <T, V> ValueMapper<T> of(
      Class<T> type,
      Class<V> via,
      Function<? super V, ? extends T> read,
      Function<? super T, ? extends V> write) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(via, "via");
    Objects.requireNonNull(read, "read");
    Objects.requireNonNull(write, "write");
    if (via.equals(type)) {
      throw new IllegalArgumentException(
          "mapper for " + type.getTypeName() + " goes by way of itself");
    }
    return new ValueMapper<>(
        type,
        new ValueMapping(
            type,
            via,
            value -> read.apply(ValueCodec.cast(via, value)),
            value -> write.apply(type.cast(value))));
  }

  /** {@return the Java class that users see} */
  public Class<T> type() {
    return type;
  }

  /** {@return the class in between} */
  public Class<?> via() {
    return mapping.via();
  }

  ValueMapping mapping() {
    return mapping;
  }
}
