package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.variable.TypeLocation;

/** Spells a C type with its size for messages, {@code __u32[4], 16 bytes}. */
public final class CTypeText implements Supplier<String> {
  private static final int MAX_CHARS = 120; // an anonymous struct is spelt with all its members
  private static final int OF_TYPE = -1;

  private final TypeLocation location;
  private final int size; // bytes

  private CTypeText(TypeLocation location, int size) {
    this.location = location;
    this.size = size;
  }

  @Override
  public String get() {
    return location.isBitfield()
        ? text(location.type()) + ", " + count(location.bitSize(), "bit")
        : withSize(location.type(), size == OF_TYPE ? location.size() : size);
  }

  public static Supplier<String> of(TypeLocation location) {
    return new CTypeText(location, OF_TYPE);
  }

  /** {@return how a whole value of a type is spelt, when asked} */
  public static Supplier<String> of(BtfType type) {
    return of(TypeLocation.of(type));
  }

  /**
   * Spells a type and the bytes that a variable of it has, which may be more than the type's.
   *
   * @param type the type
   * @param size bytes
   * @return both, when asked
   */
  public static Supplier<String> of(BtfType type, int size) {
    return new CTypeText(TypeLocation.of(type), size);
  }

  /**
   * Spells a type and the bytes that a variable of it has.
   *
   * @param type the type
   * @param size bytes
   * @return both
   */
  static String withSize(BtfType type, int size) {
    return text(type) + ", " + bytes(size);
  }

  /** {@return the type alone, cut where it is too long for a message} */
  static String text(BtfType type) {
    String text = type.toC("");
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
  }

  /** {@return "1 byte" or "4 bytes"} */
  public static String bytes(int count) {
    return count(count, "byte");
  }

  private static String count(int count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
