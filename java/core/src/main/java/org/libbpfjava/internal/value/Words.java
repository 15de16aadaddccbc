package org.libbpfjava.internal.value;

import java.math.BigInteger;
import org.libbpfjava.internal.memory.SectionMemory;

/** Integers of 1, 2, 4 and 8 bytes in section memory, in the machine's byte order. */
final class Words {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private Words() {}

  static boolean isWidth(int bytes) {
    return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  }

  static long readSigned(SectionMemory memory, int offset, int width) {
    return switch (width) {
      case 1 -> memory.getByte(offset);
      case 2 -> memory.getShort(offset);
      case 4 -> memory.getInt(offset);
      case 8 -> memory.getLong(offset);
      default -> throw new IllegalArgumentException("no word of " + width + " bytes");
    };
  }

  static long readUnsigned(SectionMemory memory, int offset, int width) {
    return width == 8
        ? memory.getLong(offset)
        : readSigned(memory, offset, width) & (-1L >>> (64 - width * 8));
  }

  static void write(SectionMemory memory, int offset, int width, long value) {
    switch (width) {
      case 1 -> memory.putByte(offset, (byte) value);
      case 2 -> memory.putShort(offset, (short) value);
      case 4 -> memory.putInt(offset, (int) value);
      case 8 -> memory.putLong(offset, value);
      default -> throw new IllegalArgumentException("no word of " + width + " bytes");
    }
  }

  /** {@return the 64 bits as an unsigned number} */
  static BigInteger unsigned(long bits) {
    BigInteger value = BigInteger.valueOf(bits);
    return bits < 0 ? value.add(TWO_64) : value;
  }
}
