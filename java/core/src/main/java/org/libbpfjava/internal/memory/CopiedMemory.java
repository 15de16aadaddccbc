package org.libbpfjava.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes that were copied out at once. Offsets may begin above 0: those of a section stay. */
public abstract class CopiedMemory extends ReadOnlyMemory {
  private final int start;
  private final ByteBuffer bytes;

  /**
   * Memory over a copy.
   *
   * @param start the offset of the first byte
   * @param copy the bytes
   */
  protected CopiedMemory(int start, byte[] copy) {
    this.start = start;
    this.bytes = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
  }

  private int at(int offset, int length) {
    SectionBounds.check(sectionName(), bytes.capacity(), offset - start, length);
    return offset - start;
  }

  @Override
  public final int size() {
    return start + bytes.capacity();
  }

  @Override
  public final byte getByte(int offset) {
    return bytes.get(at(offset, Byte.BYTES));
  }

  @Override
  public final short getShort(int offset) {
    return bytes.getShort(at(offset, Short.BYTES));
  }

  @Override
  public final int getInt(int offset) {
    return bytes.getInt(at(offset, Integer.BYTES));
  }

  @Override
  public final long getLong(int offset) {
    return bytes.getLong(at(offset, Long.BYTES));
  }

  @Override
  public final void getBytes(int offset, byte[] target, int targetStart, int length) {
    bytes.get(at(offset, length), target, targetStart, length);
  }
}
