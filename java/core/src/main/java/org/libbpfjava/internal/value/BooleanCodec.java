package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/** C's bool: any byte but 0 is true; only 0 and 1 are written, or C would compare them unequal. */
public final class BooleanCodec extends IntegerCodec {

  /**
   * A whole bool.
   *
   * @param type spells the C type and its size
   * @param width 1, 2, 4 or 8 bytes
   */
  public BooleanCodec(Supplier<String> type, int width) {
    super(type, width, false);
  }

  BooleanCodec(Supplier<String> type, Bitfield bitfield) {
    super(type, bitfield, false);
  }

  @Override
  public boolean isInteger() {
    return false; // a handle could write any bits
  }

  @Override
  public boolean getBoolean(SectionMemory memory, int offset) {
    return read(memory, offset) != 0;
  }

  @Override
  public void setBoolean(SectionMemory memory, int offset, boolean value) {
    write(memory, offset, value ? 1 : 0);
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    return getBoolean(memory, offset);
  }

  @Override
  BigInteger highest() {
    return BigInteger.ONE;
  }

  @Override
  boolean holds(long value, JavaInteger from) {
    return value >>> 1 == 0;
  }

  @Override
  boolean canReadBoolean() {
    return true;
  }
}
