package org.libbpfjava.value;

import java.math.BigInteger;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.value.CTypeText;
import org.libbpfjava.internal.value.CharArray;
import org.libbpfjava.internal.value.JavaInteger;
import org.libbpfjava.internal.value.NoScalar;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.ScalarCodecs;
import org.libbpfjava.internal.value.UntypedCodec;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.internal.value.VariableType;
import org.libbpfjava.internal.variable.TypeLocation;

/** What a value holds as one number, one string, or bytes. */
abstract class ScalarValue {
  final ValuePlace place;
  // The parts of the place that each access needs, in fields of their own.
  final SectionMemory memory;
  final int offset;
  final int size;
  final ScalarCodec scalar;
  private final @Nullable CharArray text;

  ScalarValue(ValuePlace place) {
    this.place = place;
    this.memory = place.memory();
    this.offset = place.offset();
    this.size = place.size();
    TypeLocation location = place.location();
    if (location == null) {
      this.scalar = new UntypedCodec(type(() -> CTypeText.bytes(place.size()) + ", no BTF"), size);
      this.text = null;
    } else {
      // A flexible array makes the value larger than its type; messages name the real size.
      VariableType real = type(CTypeText.of(location.type(), size));
      ScalarCodec codec = ScalarCodecs.of(location, type(CTypeText.of(location)));
      this.scalar =
          codec instanceof NoScalar && !location.isBitfield() ? new NoScalar(real) : codec;
      this.text = CharArray.of(location.type(), size, real);
    }
  }

  private VariableType type(Supplier<String> words) {
    return new VariableType(place.kind(), place.name(), words);
  }

  /**
   * Reads C's {@code bool}. Every value but 0 is true.
   *
   * @return the value
   * @throws IllegalArgumentException if it is no bool
   */
  public boolean getBoolean() {
    return scalar.getBoolean(memory, offset);
  }

  /**
   * Reads an integer, char, bool, enum or pointer of up to 8 bits.
   *
   * @return the value
   * @throws IllegalArgumentException if it is wider, no integer, or holds more than a byte can
   */
  public byte getByte() {
    return (byte) getInteger(JavaInteger.BYTE);
  }

  /**
   * Reads an integer, bool or enum of up to 16 bits.
   *
   * @return the value
   * @throws IllegalArgumentException if it is wider, no integer, or holds more than a short can
   */
  public short getShort() {
    return (short) getInteger(JavaInteger.SHORT);
  }

  /**
   * Reads an integer, bool or enum of up to 32 bits.
   *
   * @return the value
   * @throws IllegalArgumentException if it is wider, no integer, or holds more than an int can
   */
  public int getInt() {
    return (int) getInteger(JavaInteger.INT);
  }

  /**
   * Reads an integer, bool, enum or pointer of up to 64 bits.
   *
   * @return the value; for an unsigned 64-bit type its bits, which Java may show as negative
   * @throws IllegalArgumentException if it is wider or no integer
   */
  public long getLong() {
    return getInteger(JavaInteger.LONG);
  }

  private long getInteger(JavaInteger as) {
    return scalar.getInteger(memory, offset, as);
  }

  /**
   * Reads a float, or an integer with so few bits that a float holds it exactly.
   *
   * @return the value
   * @throws IllegalArgumentException if a float cannot hold every value of the C type
   */
  public float getFloat() {
    return scalar.getFloat(memory, offset);
  }

  /**
   * Reads a double or float, or an integer with so few bits that a double holds it exactly.
   *
   * @return the value
   * @throws IllegalArgumentException if a double cannot hold every value of the C type
   */
  public double getDouble() {
    return scalar.getDouble(memory, offset);
  }

  /**
   * Reads an array of single bytes as UTF-8 up to the first NUL, or an enum as the name of its
   * constant.
   *
   * @return the text; malformed bytes become U+FFFD, and an enum's number without a name its digits
   * @throws IllegalArgumentException if it is neither
   */
  public String getString() {
    return text != null ? text.read(memory, offset) : scalar.getConstant(memory, offset);
  }

  /**
   * Reads its bytes as they are, whatever its type.
   *
   * @return a copy of {@link TypedValue#size} bytes; programs may change some of them during the
   *     copy
   * @throws IllegalArgumentException if it is a bitfield
   */
  public byte[] getBytes() {
    checkWholeBytes("be read as bytes");
    byte[] bytes = new byte[size];
    memory.getBytes(offset, bytes, 0, size);
    return bytes;
  }

  /**
   * Reads the bits of an integer, also of {@code __int128}, as an unsigned number.
   *
   * @return the number, 0 or more; for a negative {@code int} it is the value plus 2³²
   * @throws IllegalArgumentException if it is no integer
   */
  public BigInteger getUnsigned() {
    return scalar.getUnsigned(memory, offset);
  }

  /**
   * Writes C's {@code bool}.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is no bool
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setBoolean(boolean value) {
    checkWritable();
    scalar.setBoolean(memory, offset, value);
  }

  /**
   * Writes a number that the C type can hold.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold the value
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setByte(byte value) {
    setInteger(value, JavaInteger.BYTE);
  }

  /**
   * Writes a number that the C type can hold.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold the value
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setShort(short value) {
    setInteger(value, JavaInteger.SHORT);
  }

  /**
   * Writes a number that the C type can hold. A {@code __u32} takes 0 to 2³¹-1 from here, and all
   * its numbers from {@link #setLong}.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold the value
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setInt(int value) {
    setInteger(value, JavaInteger.INT);
  }

  /**
   * Writes a number that the C type can hold. An unsigned 64-bit type takes any bits, as Java's
   * unsigned longs.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold the value
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setLong(long value) {
    setInteger(value, JavaInteger.LONG);
  }

  private void setInteger(long value, JavaInteger from) {
    checkWritable();
    scalar.setInteger(memory, offset, value, from);
  }

  /**
   * Writes a float or double.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is neither
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setFloat(float value) {
    checkWritable();
    scalar.setFloat(memory, offset, value);
  }

  /**
   * Writes a double, or a float that holds the value exactly.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is neither, or the float would round
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setDouble(double value) {
    checkWritable();
    scalar.setDouble(memory, offset, value);
  }

  /**
   * Writes an array of single bytes as UTF-8, and fills its rest with NULs. An enum is set to the
   * constant of that name.
   *
   * @param value the text, which must leave room for one NUL, or the constant's name
   * @throws IllegalArgumentException if the text is too long, holds a NUL or half a surrogate pair;
   *     if there is no such constant; or if the C type is neither an array of bytes nor an enum
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setString(String value) {
    Objects.requireNonNull(value, "value");
    checkWritable();
    if (text != null) {
      text.write(memory, offset, value);
    } else {
      scalar.setConstant(memory, offset, value);
    }
  }

  /**
   * Writes all of its bytes, whatever its type.
   *
   * @param value exactly {@link TypedValue#size} bytes
   * @throws IllegalArgumentException if they are fewer or more, or if it is a bitfield
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setBytes(byte[] value) {
    Objects.requireNonNull(value, "value");
    checkWritable();
    if (value.length != size) {
      throw scalar.refuse("cannot take " + CTypeText.bytes(value.length));
    }
    checkWholeBytes("take bytes");
    memory.putBytes(offset, value, 0, size);
  }

  /**
   * Writes the bits of an integer, also of {@code __int128}, from an unsigned number.
   *
   * @param value the number, from 0 to what the type's bits can hold
   * @throws IllegalArgumentException if it is negative, if it needs more bits, or if the C type is
   *     no integer
   * @throws ReadOnlyVariableException if {@link TypedValue#isReadOnly}
   */
  public void setUnsigned(BigInteger value) {
    Objects.requireNonNull(value, "value");
    checkWritable();
    scalar.setUnsigned(memory, offset, value);
  }

  /** Refuses what is read-only, with the reason. */
  final void checkWritable() {
    if (memory.isReadOnly()) {
      place.liveness().check();
      throw new ReadOnlyVariableException(
          Message.of(place.subject() + " is read-only: " + memory.readOnlyReason()));
    }
  }

  /** Refuses a bitfield, whose bytes are others' too. */
  protected final void checkWholeBytes(String what) {
    TypeLocation location = place.location();
    if (location != null && location.isBitfield()) {
      throw scalar.refuse("cannot " + what + ": it is a bitfield");
    }
  }
}
