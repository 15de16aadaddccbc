package org.libbpfjava.internal.libbpf;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.message.Printable;

/** What crosses between C and Java: strings and addresses. */
public final class Native {
  private Native() {}

  /** {@return the C string, or "" for a null pointer} */
  public static String string(@Nullable BytePointer pointer) {
    return pointer == null || pointer.isNull() ? "" : Printable.line(pointer.getString());
  }

  /** {@return a typed pointer's raw value, from a number that the shim returned} */
  static Pointer pointer(long address) {
    return new Address(address);
  }

  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
