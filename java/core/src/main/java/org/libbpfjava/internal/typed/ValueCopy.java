package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.internal.memory.ReadOnlyMemory;
import org.libbpfjava.memory.AccessMode;

/** The value of a map's key as it was at one moment. */
final class ValueCopy extends ReadOnlyMemory {
  private static final String INSTEAD =
      "element(index) gives live memory, in an array that is made with BPF_F_MMAPABLE";

  private final String map;
  private final ByteBuffer bytes;

  ValueCopy(String map, byte[] bytes) {
    this.map = map;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public String sectionName() {
    return map;
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
  public String readOnlyReason() {
    return "it is a copy of what the map had: put the whole value; " + INSTEAD;
  }

  @Override
  public RuntimeException noHandle(String subject) {
    return new IllegalStateException(subject + "it is a copy of what the map had; " + INSTEAD);
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
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    bytes.get(offset, target, targetStart, length);
  }
}
