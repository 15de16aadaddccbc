package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/** __int128, read and written as two words: the pair may tear. */
public final class Int128Codec extends ScalarCodec {
  private static final int BITS = 128;

  private final boolean signed;

  /**
   * Creates it.
   *
   * @param type spells the C type and its size
   * @param signed whether the highest bit is a sign
   */
  public Int128Codec(Supplier<String> type, boolean signed) {
    super(type);
    this.signed = signed;
  }

  @Override
  public BigInteger getUnsigned(SectionMemory memory, int offset) {
    return Words.unsigned(memory.getLong(offset + 8))
        .shiftLeft(64)
        .add(Words.unsigned(memory.getLong(offset)));
  }

  @Override
  public BigInteger getBigInteger(SectionMemory memory, int offset) {
    BigInteger value = getUnsigned(memory, offset);
    return signed && value.testBit(BITS - 1)
        ? value.subtract(BigInteger.ONE.shiftLeft(BITS))
        : value;
  }

  @Override
  public void setUnsigned(SectionMemory memory, int offset, BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > BITS) {
      throw refuse("cannot take the unsigned number " + value + ": it has " + BITS + " bits");
    }
    write(memory, offset, value);
  }

  @Override
  public void setBigInteger(SectionMemory memory, int offset, BigInteger value) {
    // bitLength() leaves the sign bit out.
    if (signed ? value.bitLength() >= BITS : value.signum() < 0 || value.bitLength() > BITS) {
      BigInteger low = signed ? BigInteger.ONE.shiftLeft(BITS - 1).negate() : BigInteger.ZERO;
      BigInteger high = BigInteger.ONE.shiftLeft(signed ? BITS - 1 : BITS).subtract(BigInteger.ONE);
      throw refuse("cannot take " + value + ": it holds " + low + " to " + high);
    }
    write(memory, offset, value);
  }

  @Override
  public void setInteger(SectionMemory memory, int offset, long value, JavaInteger from) {
    setBigInteger(memory, offset, BigInteger.valueOf(value));
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    return getBigInteger(memory, offset);
  }

  @Override
  boolean canReadBigInteger() {
    return true;
  }

  private static void write(SectionMemory memory, int offset, BigInteger value) {
    memory.putLong(offset, value.longValue());
    memory.putLong(offset + 8, value.shiftRight(64).longValue());
  }
}
