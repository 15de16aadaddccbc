package org.libbpfjava.internal.memory;

/** Bytes that a codec reads, and nobody writes. */
public abstract class ReadOnlyMemory implements SectionMemory {

  @Override
  public final boolean isReadOnly() {
    return true;
  }

  @Override
  public final boolean isAtomic() {
    return false;
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("no codec writes while it reads");
  }

  @Override
  public final void putByte(int offset, byte value) {
    throw readOnly();
  }

  @Override
  public final void putShort(int offset, short value) {
    throw readOnly();
  }

  @Override
  public final void putInt(int offset, int value) {
    throw readOnly();
  }

  @Override
  public final void putLong(int offset, long value) {
    throw readOnly();
  }

  @Override
  public final void putBytes(int offset, byte[] source, int sourceStart, int length) {
    throw readOnly();
  }

  @Override
  public final void updateInt(int offset, int mask, int bits) {
    throw readOnly();
  }
}
