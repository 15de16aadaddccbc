package org.libbpfjava.internal.value;

import org.libbpfjava.internal.memory.SectionMemory;

/**
 * Up to 64 neighbouring bits of a section, in the little-endian numbering of both platforms: bit 0
 * is the lowest bit of the first byte.
 *
 * <p>Read as one aligned word where one word holds them all, so that they do not tear. Written
 * through {@link SectionMemory#updateInt} on each aligned 4-byte word, which keeps the bits beside
 * them; where the section ends before such a word does, byte by byte.
 *
 * @param start bits from the place that the offset of each call names
 * @param size bits, 1 to 64
 */
record Bitfield(int start, int size) {

  private long mask() {
    return -1L >>> (64 - size);
  }

  /** {@return the bits, zero-extended} */
  long read(SectionMemory memory, int offset) {
    long first = offset * 8L + start;
    long last = first + size - 1;
    int word = (int) (first >> 6) * 8;
    if (last >> 6 == first >> 6 && word + 8 <= memory.size()) {
      return (memory.getLong(word) >>> (first & 63)) & mask();
    }
    word = (int) (first >> 5) * 4;
    if (last >> 5 == first >> 5 && word + 4 <= memory.size()) {
      return (Integer.toUnsignedLong(memory.getInt(word)) >>> (first & 31)) & mask();
    }
    long value = 0;
    for (int at = (int) (first >> 3); at <= last >> 3; at++) {
      value |= shift(Byte.toUnsignedLong(memory.getByte(at)), at * 8L - first);
    }
    return value & mask();
  }

  /** Writes the lowest {@link #size} bits of {@code value}. */
  void write(SectionMemory memory, int offset, long value) {
    long first = offset * 8L + start;
    long last = first + size - 1;
    for (int word = (int) (first >> 5) * 4; word <= last >> 3; word += 4) {
      long distance = first - word * 8L;
      int mask = (int) shift(mask(), distance);
      int bits = (int) shift(value & mask(), distance);
      if (word + 4 <= memory.size()) {
        memory.updateInt(word, mask, bits);
      } else {
        writeBytes(memory, word, mask, bits);
      }
    }
  }

  private static void writeBytes(SectionMemory memory, int word, int mask, int bits) {
    for (int i = 0; i < 4; i++) {
      int byteMask = (mask >>> (i * 8)) & 0xff;
      if (byteMask != 0) {
        memory.updateByte(word + i, byteMask, bits >>> (i * 8));
      }
    }
  }

  /** Shifts left by {@code distance}, which may be negative and may be as far as 64. */
  private static long shift(long value, long distance) {
    if (distance >= 64 || distance <= -64) {
      return 0;
    }
    return distance >= 0 ? value << distance : value >>> -distance;
  }
}
