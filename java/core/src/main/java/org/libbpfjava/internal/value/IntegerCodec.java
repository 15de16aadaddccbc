package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * Integers of up to 64 bits: numbers, chars, pointers, bitfields; bool and enums extend it.
 *
 * <p>A read may widen. Of a Java type of the same size only the values that it can hold are read
 * and written, except that a long carries the bits of an unsigned 64-bit number.
 */
public sealed class IntegerCodec extends ScalarCodec permits BooleanCodec, EnumCodec {
  private final int width;
  private final int bits;
  private final boolean signed;
  private final @Nullable Bitfield bitfield;

  /**
   * A whole word.
   *
   * @param type spells the C type and its size
   * @param width 1, 2, 4 or 8 bytes
   * @param signed whether the highest bit is a sign
   */
  public IntegerCodec(Supplier<String> type, int width, boolean signed) {
    super(type);
    this.width = width;
    this.bits = width * 8;
    this.signed = signed;
    this.bitfield = null;
  }

  IntegerCodec(Supplier<String> type, Bitfield bitfield, boolean signed) {
    super(type);
    this.width = 0;
    this.bits = bitfield.size();
    this.signed = signed;
    this.bitfield = bitfield;
  }

  @Override
  public final int atomicWidth() {
    return width;
  }

  @Override
  public boolean isInteger() {
    return bitfield == null;
  }

  final int bits() {
    return bits;
  }

  final boolean isSigned() {
    return signed;
  }

  /**
   * {@return how {@link MemberHandles} reads this as a primitive type of Java, "" where that cannot
   * hold every value, or its bits do not stand in a word of their own}
   */
  final String word(Class<?> as) {
    JavaInteger java = JavaInteger.of(as);
    return java != null
            && bitfield == null
            && (bits < java.bits() || (bits == java.bits() && (signed || bits == 64)))
        ? MemberHandles.name(width, signed)
        : "";
  }

  /** {@return the value, extended to 64 bits by its own signedness} */
  final long read(SectionMemory memory, int offset) {
    if (bitfield != null) {
      long value = bitfield.read(memory, offset);
      return signed ? value << (64 - bits) >> (64 - bits) : value;
    }
    return signed
        ? Words.readSigned(memory, offset, width)
        : Words.readUnsigned(memory, offset, width);
  }

  final void write(SectionMemory memory, int offset, long value) {
    if (bitfield != null) {
      bitfield.write(memory, offset, value);
    } else {
      Words.write(memory, offset, width, value);
    }
  }

  @Override
  public final long getInteger(SectionMemory memory, int offset, JavaInteger as) {
    if (bits > as.bits()) {
      throw unreadable(as.toString());
    }
    long value = read(memory, offset);
    if (!as.holds(value)) {
      throw refuse("holds " + value + ", which " + as + " cannot hold");
    }
    return value;
  }

  @Override
  public final float getFloat(SectionMemory memory, int offset) {
    return canReadFloat() ? read(memory, offset) : super.getFloat(memory, offset);
  }

  @Override
  public final double getDouble(SectionMemory memory, int offset) {
    return canReadDouble() ? read(memory, offset) : super.getDouble(memory, offset);
  }

  @Override
  public final BigInteger getUnsigned(SectionMemory memory, int offset) {
    return Words.unsigned(read(memory, offset) & (-1L >>> (64 - bits)));
  }

  @Override
  public final BigInteger getBigInteger(SectionMemory memory, int offset) {
    return big(read(memory, offset));
  }

  @Override
  public final void setInteger(SectionMemory memory, int offset, long value, JavaInteger from) {
    if (!holds(value, from)) {
      throw outOfRange(value);
    }
    write(memory, offset, value);
  }

  @Override
  public final void setUnsigned(SectionMemory memory, int offset, BigInteger value) {
    BigInteger most = signed ? BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE) : highest();
    if (value.signum() < 0 || value.compareTo(most) > 0) {
      throw refuse("cannot take the unsigned number " + value + ": it holds 0 to " + most);
    }
    write(memory, offset, value.longValue());
  }

  @Override
  public final void setBigInteger(SectionMemory memory, int offset, BigInteger value) {
    if (value.compareTo(lowest()) < 0 || value.compareTo(highest()) > 0) {
      throw outOfRange(value);
    }
    write(memory, offset, value.longValue());
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    long value = read(memory, offset);
    if (bits < 32 || (bits == 32 && signed)) {
      return (int) value;
    }
    return !signed && value < 0 ? Words.unsigned(value) : (Object) value;
  }

  /** The highest value; a bool's is 1, not 255. */
  BigInteger highest() {
    return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
  }

  private BigInteger lowest() {
    return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
  }

  /** Whether the C type has that value; the fast way, without BigInteger. */
  boolean holds(long value, JavaInteger from) {
    if (signed) {
      return value << (64 - bits) >> (64 - bits) == value;
    }
    return bits == 64 ? value >= 0 || from == JavaInteger.LONG : value >>> bits == 0;
  }

  private RuntimeException outOfRange(Object value) {
    return refuse("cannot take " + value + ": it holds " + lowest() + " to " + highest());
  }

  private BigInteger big(long value) {
    return signed ? BigInteger.valueOf(value) : Words.unsigned(value);
  }

  @Override
  final boolean canRead(JavaInteger as) {
    return bits <= as.bits();
  }

  @Override
  final boolean canReadFloat() {
    return bits <= 24; // the bits of a float's significand: exact
  }

  @Override
  final boolean canReadDouble() {
    return bits <= 53; // the bits of a double's significand: exact
  }

  @Override
  final boolean canReadBigInteger() {
    return true;
  }
}
