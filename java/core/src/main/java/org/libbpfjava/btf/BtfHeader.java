package org.libbpfjava.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of BTF: where types, strings and layout lie. All of them are proved to be within the
 * bytes.
 *
 * @param data the bytes, in their own order
 * @param typeStart where the types begin, in bytes from the start
 * @param typeEnd where they end
 * @param stringStart where the strings begin
 * @param stringSize how many bytes they have
 * @param layout the sizes of the kinds that the writer knew
 */
record BtfHeader(
    ByteBuffer data,
    int typeStart,
    int typeEnd,
    int stringStart,
    int stringSize,
    BtfLayout layout) {
  static final int MAGIC = 0xeb9f;
  static final int SIZE = 24;
  static final int SIZE_WITH_LAYOUT = 32;

  /**
   * Reads it.
   *
   * @param source the name of the bytes in messages
   * @param isSplit whether the bytes go on where those of a base end: then strings need not begin
   *     with the empty one, and there may be none
   */
  static BtfHeader read(String source, byte[] raw, boolean isSplit) {
    if (raw.length < SIZE) {
      throw BtfData.invalid(
          source, "BTF of " + raw.length + " bytes has no room for its header", 0);
    }
    ByteBuffer data = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    int magic = Short.toUnsignedInt(data.getShort(0));
    if (magic != MAGIC) {
      if (Short.toUnsignedInt(Short.reverseBytes((short) magic)) != MAGIC) {
        throw BtfData.invalid(source, "no BTF: magic is 0x" + Integer.toHexString(magic), 0);
      }
      data.order(ByteOrder.BIG_ENDIAN);
    }
    if (raw[2] != 1) {
      throw BtfData.invalid(source, "BTF version " + raw[2] + " is not known, only 1", 2);
    }
    long header = Integer.toUnsignedLong(data.getInt(4));
    if (header < SIZE || header > raw.length) {
      throw BtfData.invalid(
          source, "BTF header of " + header + " bytes in " + raw.length + " bytes of BTF", 4);
    }
    long typeStart = header + Integer.toUnsignedLong(data.getInt(8));
    long typeSize = Integer.toUnsignedLong(data.getInt(12));
    long stringStart = header + Integer.toUnsignedLong(data.getInt(16));
    long stringSize = Integer.toUnsignedLong(data.getInt(20));
    checkPart(source, "types", typeStart, typeSize, raw.length, 8);
    checkPart(source, "strings", stringStart, stringSize, raw.length, 16);
    checkStrings(source, raw, stringStart, stringSize, isSplit);
    return new BtfHeader(
        data,
        (int) typeStart,
        (int) (typeStart + typeSize),
        (int) stringStart,
        (int) stringSize,
        readLayout(source, data, header));
  }

  private static void checkStrings(
      String source, byte[] raw, long start, long size, boolean isSplit) {
    if (isSplit && size == 0) {
      return;
    }
    if (size == 0 || raw[(int) (start + size - 1)] != 0 || (!isSplit && raw[(int) start] != 0)) {
      throw BtfData.invalid(
          source,
          isSplit
              ? "BTF strings do not end with a NUL"
              : "BTF strings do not start and end with a NUL",
          start);
    }
  }

  private static BtfLayout readLayout(String source, ByteBuffer data, long header) {
    if (header < SIZE_WITH_LAYOUT) {
      return BtfLayout.NONE;
    }
    long start = header + Integer.toUnsignedLong(data.getInt(24));
    long size = Integer.toUnsignedLong(data.getInt(28));
    checkPart(source, "layout", start, size, data.capacity(), 24);
    return new BtfLayout(data, (int) start, (int) size);
  }

  private static void checkPart(
      String source, String part, long start, long size, int total, int where) {
    if (start + size > total) {
      throw BtfData.invalid(
          source,
          "BTF "
              + part
              + (part.endsWith("s") ? " end at " : " ends at ")
              + (start + size)
              + " of "
              + total
              + " bytes of BTF",
          where);
    }
  }
}
