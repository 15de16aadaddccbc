package org.libbpfjava.internal.value;

import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * One Java type over one C type, checked against each other when it was made.
 *
 * <p>{@code offset} and {@code end} count bytes from the section's start. The end matters to a
 * flexible array alone, which reaches up to it.
 */
public abstract class ValueCodec {
  private final Supplier<String> type;

  ValueCodec(Supplier<String> type) {
    this.type = type;
  }

  /**
   * Reads a value, piece by piece.
   *
   * @param memory the section
   * @param offset where the value begins
   * @param end where the variable, or the part of it that this value may fill, ends
   * @return the value
   */
  public abstract Object read(SectionMemory memory, int offset, int end);

  /**
   * Writes a value, piece by piece; a {@link Refusal} may come after some of them.
   *
   * @param memory the section
   * @param offset where the value begins
   * @param end where the variable, or the part of it that this value may fill, ends
   * @param value the value, of any class
   */
  public abstract void write(SectionMemory memory, int offset, int end, @Nullable Object value);

  /** Like Class.cast, and {@code long.class} takes a Long. */
  @SuppressWarnings("unchecked")
  public static <T> T cast(Class<T> type, Object value) {
    return type.isPrimitive()
        ? (T) MethodType.methodType(type).wrap().returnType().cast(value)
        : type.cast(value);
  }

  /** {@return how many values one read makes, no more than Long.MAX_VALUE} */
  long values() {
    return 1;
  }

  /** {@return whether it reads and writes one number itself, and no mapper stands between} */
  public boolean isScalar() {
    return false;
  }

  final Refusal refuse(String what) {
    return new Refusal(type, what);
  }

  final Refusal cannotTake(@Nullable Object value) {
    return refuse("cannot take " + describe(value));
  }

  /** {@return a value as messages show it: by its class, unless it is short} */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String text) {
      return "the string \"" + text + "\"";
    }
    if (value instanceof byte[] bytes) {
      return CTypeText.bytes(bytes.length);
    }
    return "a " + value.getClass().getTypeName();
  }
}
