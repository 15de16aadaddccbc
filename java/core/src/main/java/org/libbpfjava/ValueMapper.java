package org.libbpfjava;

import java.util.Objects;
import java.util.function.Function;
import org.libbpfjava.internal.value.ValueMapping;

/**
 * Lets a Java class stand for a C type that the library would not map to it, by way of one that it
 * does: a {@code Duration} by the long of its nanoseconds, an {@code InetAddress} by its bytes.
 *
 * <pre>{@code
 * ValueMapper.of(Duration.class, long.class, Duration::ofNanos, Duration::toNanos)
 * }</pre>
 *
 * <p>A mapper counts wherever a value of its class is read or written: for a variable, a record's
 * component, a list's element. The class in between is checked against the C type as if it stood
 * there itself.
 *
 * <p>Immutable. Its functions are called on whatever thread reads or writes, and what they throw
 * reaches the caller as it is.
 *
 * @param <T> the Java class that users see
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
   * @param via the class in between: any that {@link GlobalVariable#get(Class)} takes for the C
   *     types in question, and no mapper's own
   * @param read makes what users see from what was read; not null
   * @param write makes what is written from what users gave; not null
   * @param <T> the Java class that users see
   * @param <V> the class in between
   * @return the mapper
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
            value -> read.apply(GlobalVariable.cast(via, value)),
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
