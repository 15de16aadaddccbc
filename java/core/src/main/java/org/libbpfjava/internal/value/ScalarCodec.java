package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * One C type that is a single number, or none at all, and what Java may read from it and write into
 * it.
 *
 * <p>Offsets are bytes from the section's start. What a kind does not override it refuses, so that
 * each accessor of a variable is one call that either does it or says why not.
 */
public abstract sealed class ScalarCodec
    permits IntegerCodec, Int128Codec, FloatCodec, UntypedCodec, NoScalar {
  private final Supplier<String> type;

  ScalarCodec(Supplier<String> type) {
    this.type = type;
  }

  /** {@return the C type and its size, {@code "__u32, 4 bytes"}} */
  public final String describeType() {
    return type.get();
  }

  final Supplier<String> type() {
    return type;
  }

  /** {@return bytes in one access that does not tear where it is aligned; 0 where there is none} */
  public int atomicWidth() {
    return 0;
  }

  /** {@return whether a handle may treat it as an integer of {@link #atomicWidth} bytes} */
  public boolean isInteger() {
    return false;
  }

  public boolean getBoolean(SectionMemory memory, int offset) {
    throw unreadable("boolean");
  }

  public long getInteger(SectionMemory memory, int offset, JavaInteger as) {
    throw unreadable(as.toString());
  }

  public float getFloat(SectionMemory memory, int offset) {
    throw unreadable("float (4 bytes)");
  }

  public double getDouble(SectionMemory memory, int offset) {
    throw unreadable("double (8 bytes)");
  }

  /** {@return the bits as an unsigned number} */
  public BigInteger getUnsigned(SectionMemory memory, int offset) {
    throw unreadable("an unsigned number");
  }

  /** {@return the value with its sign} */
  public BigInteger getBigInteger(SectionMemory memory, int offset) {
    throw unreadable("BigInteger");
  }

  /** {@return the name of the enum constant, or its number's digits where it has no name} */
  public String getConstant(SectionMemory memory, int offset) {
    throw unreadable("String");
  }

  public void setBoolean(SectionMemory memory, int offset, boolean value) {
    throw refuse("cannot take the boolean " + value);
  }

  public void setInteger(SectionMemory memory, int offset, long value, JavaInteger from) {
    throw refuse("cannot take the number " + value);
  }

  public void setFloat(SectionMemory memory, int offset, float value) {
    throw refuse("cannot take the float " + value);
  }

  public void setDouble(SectionMemory memory, int offset, double value) {
    throw refuse("cannot take the double " + value);
  }

  public void setUnsigned(SectionMemory memory, int offset, BigInteger value) {
    throw refuse("cannot take the number " + value);
  }

  public void setBigInteger(SectionMemory memory, int offset, BigInteger value) {
    throw refuse("cannot take the number " + value);
  }

  public void setConstant(SectionMemory memory, int offset, String name) {
    throw refuse("cannot take the string \"" + name + "\"");
  }

  /** {@return the value in the Java type that holds every value of the C type} */
  public Object get(SectionMemory memory, int offset) {
    throw unreadable("one value");
  }

  /**
   * Whether a Java integer of that size can in principle be read from it: the part of the check
   * that needs no value.
   */
  boolean canRead(JavaInteger as) {
    return false;
  }

  boolean canReadFloat() {
    return false;
  }

  boolean canReadDouble() {
    return false;
  }

  boolean canReadBoolean() {
    return false;
  }

  boolean canReadBigInteger() {
    return false;
  }

  boolean isEnum() {
    return false;
  }

  final RuntimeException unreadable(String as) {
    return refuse("cannot be read as " + as);
  }

  /**
   * A refusal of this type.
   *
   * @param what the rest of the sentence, after the C type and its size
   * @return what is to be thrown
   */
  public final RuntimeException refuse(String what) {
    return Refusal.of(type, what);
  }
}
