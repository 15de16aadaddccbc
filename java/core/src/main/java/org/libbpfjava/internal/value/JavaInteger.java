package org.libbpfjava.internal.value;

import org.jspecify.annotations.Nullable;

/** Java's integer types, as far as they limit what may be read into or written from them. */
public enum JavaInteger {
  BYTE("byte", 8),
  SHORT("short", 16),
  INT("int", 32),
  LONG("long", 64);

  private final String javaName;
  private final int bits;

  JavaInteger(String javaName, int bits) {
    this.javaName = javaName;
    this.bits = bits;
  }

  /** {@return that of a primitive type, null if it is no integer} */
  static @Nullable JavaInteger of(Class<?> primitive) {
    for (JavaInteger one : values()) {
      if (one.javaName.equals(primitive.getName())) {
        return one;
      }
    }
    return null;
  }

  int bits() {
    return bits;
  }

  String javaName() {
    return javaName;
  }

  boolean holds(long value) {
    int unused = 64 - bits;
    return value << unused >> unused == value;
  }

  /** {@return name and size as messages show them, {@code int (4 bytes)}} */
  @Override
  public String toString() {
    return bits == 8 ? javaName + " (1 byte)" : javaName + " (" + bits / 8 + " bytes)";
  }
}
