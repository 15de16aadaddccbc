package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * A variable without BTF. Its size is all that is known, so an integer of exactly that size is read
 * and written as its bits; a wider one would need to know the sign.
 */
public final class UntypedCodec extends ScalarCodec {
  private final int size;

  /**
   * Creates it.
   *
   * @param type spells size and lack of BTF
   * @param size bytes
   */
  public UntypedCodec(Supplier<String> type, int size) {
    super(type);
    this.size = size;
  }

  @Override
  public int atomicWidth() {
    return Words.isWidth(size) ? size : 0;
  }

  @Override
  public boolean isInteger() {
    return Words.isWidth(size);
  }

  @Override
  public long getInteger(SectionMemory memory, int offset, JavaInteger as) {
    if (as.bits() != size * 8) {
      throw unreadable(as.toString());
    }
    return Words.readSigned(memory, offset, size);
  }

  @Override
  public void setInteger(SectionMemory memory, int offset, long value, JavaInteger from) {
    if (from.bits() != size * 8) {
      throw refuse("cannot take the " + from + " " + value);
    }
    Words.write(memory, offset, size, value);
  }

  @Override
  public BigInteger getUnsigned(SectionMemory memory, int offset) {
    if (!Words.isWidth(size)) {
      throw unreadable("an unsigned number");
    }
    return Words.unsigned(Words.readUnsigned(memory, offset, size));
  }

  @Override
  public void setUnsigned(SectionMemory memory, int offset, BigInteger value) {
    if (!Words.isWidth(size) || value.signum() < 0 || value.bitLength() > size * 8) {
      throw refuse("cannot take the number " + value);
    }
    Words.write(memory, offset, size, value.longValue());
  }

  @Override
  boolean canRead(JavaInteger as) {
    return as.bits() == size * 8;
  }
}
