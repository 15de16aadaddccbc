package org.libbpfjava.internal.memory;

import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.memory.AccessMode;

/** A section that nobody looked at before its object was closed: it has a size and no bytes. */
public final class ClosedSectionMemory implements SectionMemory {
  private final String name;
  private final int size;
  private final boolean readOnly;
  private final Liveness liveness; // which has ended

  public ClosedSectionMemory(String name, int size, boolean readOnly, Liveness liveness) {
    this.name = name;
    this.size = size;
    this.readOnly = readOnly;
    this.liveness = liveness;
  }

  private IllegalStateException closed() {
    liveness.check();
    return new IllegalStateException("section '" + name + "' is closed");
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  /** How it was reached nobody knows any more. */
  @Override
  public AccessMode accessMode() {
    throw closed();
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public RuntimeException noHandle(String subject) {
    return closed();
  }

  @Override
  public byte getByte(int offset) {
    throw closed();
  }

  @Override
  public short getShort(int offset) {
    throw closed();
  }

  @Override
  public int getInt(int offset) {
    throw closed();
  }

  @Override
  public long getLong(int offset) {
    throw closed();
  }

  @Override
  public void putByte(int offset, byte value) {
    throw closed();
  }

  @Override
  public void putShort(int offset, short value) {
    throw closed();
  }

  @Override
  public void putInt(int offset, int value) {
    throw closed();
  }

  @Override
  public void putLong(int offset, long value) {
    throw closed();
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    throw closed();
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    throw closed();
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    throw closed();
  }
}
