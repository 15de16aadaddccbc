package org.libbpfjava.internal.memory;

import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.memory.AccessMode;

/**
 * Memory that only remembers what is written to it. So a value is written as a whole or refused as
 * a whole. Each piece of mapped memory is then written by one access of its own size.
 *
 * <p>It holds one variable at most. A write beyond the variable is a bug, and an exception. Two
 * members of a union that are both given must agree on the bytes that they share.
 */
public final class WriteLog implements SectionMemory {
  private final SectionMemory target;
  private final int start;
  private final byte[] bytes;
  private final byte[] written; // a bit for each bit of bytes
  private final List<Runnable> writes = new ArrayList<>();
  private int conflict = -1;

  /**
   * An empty log.
   *
   * @param target the memory that will be written
   * @param start the variable's offset
   * @param size its bytes
   */
  public WriteLog(SectionMemory target, int start, int size) {
    this.target = target;
    this.start = start;
    this.bytes = new byte[size];
    this.written = new byte[size];
  }

  /** {@return the first byte of the variable that was given two values, -1 for none} */
  public int conflict() {
    return conflict;
  }

  /** Writes it all: to mapped memory in the order that it came, elsewhere at once. */
  public void replay() {
    if (target.accessMode() == AccessMode.MAPPED) {
      writes.forEach(Runnable::run);
    } else {
      target.updateBytes(start, written, bytes);
    }
  }

  private void note(int offset, int width, long value) {
    SectionBounds.check(sectionName(), bytes.length, offset - start, width);
    for (int i = 0; i < width; i++) {
      noteByte(offset - start + i, 0xff, (int) (value >>> (i * 8)));
    }
  }

  private void noteByte(int at, int mask, int bits) {
    if (((bytes[at] ^ bits) & written[at] & mask) != 0 && conflict < 0) {
      conflict = at;
    }
    bytes[at] = (byte) ((bytes[at] & ~mask) | (bits & mask));
    written[at] |= (byte) mask;
  }

  @Override
  public String sectionName() {
    return target.sectionName();
  }

  @Override
  public int size() {
    return target.size();
  }

  @Override
  public AccessMode accessMode() {
    return target.accessMode();
  }

  @Override
  public boolean isReadOnly() {
    return target.isReadOnly();
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public byte getByte(int offset) {
    throw writeOnly();
  }

  @Override
  public short getShort(int offset) {
    throw writeOnly();
  }

  @Override
  public int getInt(int offset) {
    throw writeOnly();
  }

  @Override
  public long getLong(int offset) {
    throw writeOnly();
  }

  @Override
  public void getBytes(int offset, byte[] into, int intoStart, int length) {
    throw writeOnly();
  }

  private static UnsupportedOperationException writeOnly() {
    return new UnsupportedOperationException("no codec reads while it writes");
  }

  @Override
  public void putByte(int offset, byte value) {
    note(offset, 1, value);
    writes.add(() -> target.putByte(offset, value));
  }

  @Override
  public void putShort(int offset, short value) {
    note(offset, 2, value);
    writes.add(() -> target.putShort(offset, value));
  }

  @Override
  public void putInt(int offset, int value) {
    note(offset, 4, value);
    writes.add(() -> target.putInt(offset, value));
  }

  @Override
  public void putLong(int offset, long value) {
    note(offset, 8, value);
    writes.add(() -> target.putLong(offset, value));
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    SectionBounds.check(sectionName(), bytes.length, offset - start, length);
    for (int i = 0; i < length; i++) {
      noteByte(offset - start + i, 0xff, source[sourceStart + i]);
    }
    writes.add(() -> target.putBytes(offset, source, sourceStart, length));
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    for (int i = 0; i < 4; i++) {
      int byteMask = (mask >>> (i * 8)) & 0xff;
      if (byteMask != 0) { // the word may begin before the variable, or end behind it
        SectionBounds.check(sectionName(), bytes.length, offset - start + i, 1);
        noteByte(offset - start + i, byteMask, bits >>> (i * 8));
      }
    }
    writes.add(() -> target.updateInt(offset, mask, bits));
  }

  @Override
  public void updateByte(int offset, int mask, int bits) {
    SectionBounds.check(sectionName(), bytes.length, offset - start, 1);
    noteByte(offset - start, mask, bits);
    writes.add(() -> target.updateByte(offset, mask, bits));
  }
}
