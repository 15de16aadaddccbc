package org.libbpfjava.internal.typed;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.memory.BufferMemory;

/**
 * The short way for what most keys are: an int or long over a C integer of 4 or 8 bytes. It says
 * nothing where a number does not fit; the codec then does.
 */
final class PlainNumber {
  private final boolean isInt; // else a long
  private final int size;
  private final boolean isSigned;

  private PlainNumber(boolean isInt, int size, boolean isSigned) {
    this.isInt = isInt;
    this.size = size;
    this.isSigned = isSigned;
  }

  /** {@return the short way, null where there is none} */
  static @Nullable PlainNumber of(Class<?> java, BtfType declared) {
    boolean isInt = java == int.class || java == Integer.class;
    boolean isLong = java == long.class || java == Long.class;
    if (!(declared.resolved() instanceof BtfInt type)
        || type.isBool()
        || type.bits() != type.size() * 8) {
      return null;
    }
    int size = type.size();
    return (isInt && size == Integer.BYTES)
            || (isLong && (size == Integer.BYTES || size == Long.BYTES))
        ? new PlainNumber(isInt, size, type.isSigned())
        : null;
  }

  /** {@return the number, null where an int cannot hold it} */
  @Nullable Object read(BufferMemory memory, int offset) {
    if (size == Long.BYTES) {
      return memory.getLong(offset);
    }
    int value = memory.getInt(offset);
    if (isInt) {
      return value >= 0 || isSigned ? (Object) value : null;
    }
    return isSigned ? (long) value : value & 0xffff_ffffL;
  }

  /** {@return whether it was written} */
  boolean write(BufferMemory memory, int offset, Object value) {
    if (value instanceof Integer number && size == Integer.BYTES && (number >= 0 || isSigned)) {
      memory.putInt(offset, number);
      return true;
    }
    if (value instanceof Long number && size == Long.BYTES) {
      memory.putLong(offset, number);
      return true;
    }
    return false;
  }
}
