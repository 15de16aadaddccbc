package org.libbpfjava.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.memory.AccessMode;

/**
 * One variable's bytes, copied out at once where each access would cost a system call or a lock.
 * Offsets stay those of the section.
 */
public final class Snapshot extends ReadOnlyMemory {
  private final SectionMemory source;
  private final int start; // bitfields are read by aligned words, which may begin before a variable
  private final ByteBuffer bytes;

  private Snapshot(SectionMemory source, int offset, int size) {
    this.source = source;
    this.start = offset & -Long.BYTES;
    long end = Math.min(source.size(), (offset + (long) size + 7) & -Long.BYTES);
    byte[] copy = new byte[(int) (end - start)];
    source.getBytes(start, copy, 0, copy.length);
    this.bytes = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
  }

  /**
   * What to read a struct or array from.
   *
   * @param memory the section
   * @param offset the variable's offset
   * @param size its bytes
   * @return the section itself where it is mapped, so that no piece tears, and a copy elsewhere
   */
  public static SectionMemory of(SectionMemory memory, int offset, int size) {
    return memory.accessMode() == AccessMode.MAPPED ? memory : new Snapshot(memory, offset, size);
  }

  private int at(int offset, int length) {
    SectionBounds.check(sectionName(), bytes.capacity(), offset - start, length);
    return offset - start;
  }

  @Override
  public String sectionName() {
    return source.sectionName();
  }

  @Override
  public int size() {
    return start + bytes.capacity();
  }

  @Override
  public AccessMode accessMode() {
    return source.accessMode();
  }

  @Override
  public byte getByte(int offset) {
    return bytes.get(at(offset, Byte.BYTES));
  }

  @Override
  public short getShort(int offset) {
    return bytes.getShort(at(offset, Short.BYTES));
  }

  @Override
  public int getInt(int offset) {
    return bytes.getInt(at(offset, Integer.BYTES));
  }

  @Override
  public long getLong(int offset) {
    return bytes.getLong(at(offset, Long.BYTES));
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    bytes.get(at(offset, length), target, targetStart, length);
  }
}
