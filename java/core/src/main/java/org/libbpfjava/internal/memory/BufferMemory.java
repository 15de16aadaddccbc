package org.libbpfjava.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.memory.AccessMode;

/** Bytes of one thread's own, in which keys and values of maps are put together or taken apart. */
public final class BufferMemory implements SectionMemory {
  private static final byte[] ZEROS = new byte[64];

  private final String name;
  private final ByteBuffer bytes;

  /**
   * Memory over a buffer.
   *
   * @param name what lies in it, for messages
   * @param bytes the buffer, from 0 to its capacity
   */
  public BufferMemory(String name, ByteBuffer bytes) {
    this.name = name;
    this.bytes = bytes.duplicate().clear().order(ByteOrder.nativeOrder());
  }

  /** Makes bytes zero. */
  public void clear(int offset, int length) {
    for (int done = 0; done < length; done += ZEROS.length) {
      bytes.put(offset + done, ZEROS, 0, Math.min(ZEROS.length, length - done));
    }
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    return bytes.capacity();
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.COPY;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public byte getByte(int offset) {
    return bytes.get(offset);
  }

  @Override
  public short getShort(int offset) {
    return bytes.getShort(offset);
  }

  @Override
  public int getInt(int offset) {
    return bytes.getInt(offset);
  }

  @Override
  public long getLong(int offset) {
    return bytes.getLong(offset);
  }

  @Override
  public void putByte(int offset, byte value) {
    bytes.put(offset, value);
  }

  @Override
  public void putShort(int offset, short value) {
    bytes.putShort(offset, value);
  }

  @Override
  public void putInt(int offset, int value) {
    bytes.putInt(offset, value);
  }

  @Override
  public void putLong(int offset, long value) {
    bytes.putLong(offset, value);
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    bytes.get(offset, target, targetStart, length);
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    bytes.put(offset, source, sourceStart, length);
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    bytes.putInt(offset, (bytes.getInt(offset) & ~mask) | (bits & mask));
  }
}
