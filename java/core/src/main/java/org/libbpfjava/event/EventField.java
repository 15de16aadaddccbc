package org.libbpfjava.event;

import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfPtr;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.value.CTypeText;
import org.libbpfjava.internal.value.CharArray;
import org.libbpfjava.internal.value.JavaInteger;
import org.libbpfjava.internal.value.Refusal;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.ScalarCodecs;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.value.VariableType;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * A member of the C struct that events are, found once by its BTF path and then read from each
 * event.
 *
 * <p>Getters follow the rules of global variables: a read may widen, an {@code unsigned int} is
 * zero-extended by {@link #getLong}, and a getter with too few bits refuses. Every refusal is an
 * {@link IllegalArgumentException} that names the field, its C type and size.
 *
 * <p>Immutable. Each getter throws {@link IndexOutOfBoundsException} for an event that ends before
 * the field does, and {@link IllegalStateException} for an event that is over.
 */
public final class EventField {
  /** Plain integers, by width and sign. The others go by a codec. */
  private enum Plain {
    NO,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64
  }

  private final String struct;
  private final String path;
  private final TypeLocation location;
  private final int offset;
  private final Plain plain;
  private final ScalarCodec scalar;
  private final @Nullable CharArray text;
  private final ValueCodecs codecs;

  EventField(String struct, String path, TypeLocation location, ValueCodecs codecs) {
    this.struct = struct;
    this.path = path;
    this.location = location;
    this.offset = location.offset();
    this.plain = location.isBitfield() ? Plain.NO : plain(location.type().resolved());
    String name = struct + "." + path;
    this.scalar =
        ScalarCodecs.of(location, new VariableType("field", name, CTypeText.of(location)));
    this.text =
        location.isBitfield()
            ? null
            : CharArray.of(
                location.type(),
                location.size(),
                new VariableType("field", name, CTypeText.of(location.type())));
    this.codecs = codecs;
  }

  private static Plain plain(BtfType type) {
    if (type instanceof BtfPtr) {
      return type.size() == Long.BYTES ? Plain.S64 : Plain.NO;
    }
    if (!(type instanceof BtfInt number) || number.isBool() || number.bits() != type.size() * 8) {
      return Plain.NO;
    }
    return switch (type.size()) {
      case 1 -> number.isSigned() ? Plain.S8 : Plain.U8;
      case 2 -> number.isSigned() ? Plain.S16 : Plain.U16;
      case 4 -> number.isSigned() ? Plain.S32 : Plain.U32;
      case 8 -> Plain.S64; // getLong gives the bits
      default -> Plain.NO;
    };
  }

  /** {@return the path that it was found by} */
  public String path() {
    return path;
  }

  /** {@return bytes from the event's start; of a bitfield, to the byte with its lowest bit} */
  public int offset() {
    return offset;
  }

  /** {@return its size in bytes; of a bitfield, the bytes that its bits touch} */
  public int size() {
    return location.size();
  }

  /** {@return its C type} */
  public BtfType type() {
    return location.type();
  }

  /**
   * Reads an integer, bool or enum of up to 32 bits.
   *
   * @param event the event
   * @return the value
   * @throws IllegalArgumentException if it is wider, no integer, or holds more than an int can
   */
  public int getInt(EventView event) {
    Objects.requireNonNull(event, "event");
    return switch (plain) {
      case S8 -> event.getByte(offset);
      case U8 -> event.getByte(offset) & 0xff;
      case S16 -> event.getShort(offset);
      case U16 -> event.getShort(offset) & 0xffff;
      case S32 -> event.getInt(offset);
      case U32 -> {
        int value = event.getInt(offset);
        yield value >= 0 ? value : (int) integer(event, JavaInteger.INT); // which refuses
      }
      case S64, NO -> (int) integer(event, JavaInteger.INT);
    };
  }

  /**
   * Reads an integer, bool, enum or pointer of up to 64 bits.
   *
   * @param event the event
   * @return the value; for an unsigned 64-bit type its bits, which Java may show as negative
   * @throws IllegalArgumentException if it is wider or no integer
   */
  public long getLong(EventView event) {
    Objects.requireNonNull(event, "event");
    return switch (plain) {
      case S8 -> event.getByte(offset);
      case U8 -> event.getByte(offset) & 0xff;
      case S16 -> event.getShort(offset);
      case U16 -> event.getShort(offset) & 0xffff;
      case S32 -> event.getInt(offset);
      case U32 -> event.getInt(offset) & 0xffff_ffffL;
      case S64 -> event.getLong(offset);
      case NO -> integer(event, JavaInteger.LONG);
    };
  }

  private long integer(EventView event, JavaInteger as) {
    return scalar.getInteger(event.memory(), offset, as);
  }

  /**
   * Reads C's {@code bool}. Every value but 0 is true.
   *
   * @param event the event
   * @return the value
   * @throws IllegalArgumentException if it is no bool
   */
  public boolean getBoolean(EventView event) {
    Objects.requireNonNull(event, "event");
    return scalar.getBoolean(event.memory(), offset);
  }

  /**
   * Reads a double, a float, or an integer that a double holds exactly.
   *
   * @param event the event
   * @return the value
   * @throws IllegalArgumentException if a double cannot hold every value of the C type
   */
  public double getDouble(EventView event) {
    Objects.requireNonNull(event, "event");
    return scalar.getDouble(event.memory(), offset);
  }

  /**
   * Reads the bits of an integer, also of {@code __int128}, as an unsigned number.
   *
   * @param event the event
   * @return the number, 0 or more
   * @throws IllegalArgumentException if it is no integer
   */
  public BigInteger getUnsigned(EventView event) {
    Objects.requireNonNull(event, "event");
    return scalar.getUnsigned(event.memory(), offset);
  }

  /**
   * Reads an array of {@code char} up to its first NUL, or the name of an enum's constant.
   *
   * @param event the event
   * @return the string; malformed bytes come back as U+FFFD, a value without a name as its digits
   * @throws IllegalArgumentException if it is neither
   */
  public String getString(EventView event) {
    Objects.requireNonNull(event, "event");
    return text != null
        ? text.read(event.memory(), offset)
        : scalar.getConstant(event.memory(), offset);
  }

  /**
   * Reads its bytes as they are, whatever its type.
   *
   * @param event the event
   * @return a copy of {@link #size} bytes
   * @throws IllegalArgumentException if it is a bitfield
   */
  public byte[] getBytes(EventView event) {
    Objects.requireNonNull(event, "event");
    if (location.isBitfield()) {
      throw new IllegalArgumentException(
          "field '"
              + struct
              + "."
              + path
              + "' is a bitfield: its bytes hold other members' bits too");
    }
    byte[] bytes = new byte[location.size()];
    event.getBytes(offset, bytes, 0, bytes.length);
    return bytes;
  }

  /**
   * Reads it as a Java object, by the mapping that global variables have.
   *
   * @param event the event
   * @param type a class that {@code GlobalVariable.get(Class)} takes for such a type
   * @param <T> that class
   * @return the value, copied
   * @throws IllegalArgumentException if the two types do not fit together
   */
  public <T> T get(EventView event, Class<T> type) {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(type, "type");
    try {
      Object value =
          codecs.codec(type, location).read(event.memory(), offset, offset + location.size());
      return ValueCodec.cast(type, value);
    } catch (Refusal refusal) {
      throw refusal.at("field", struct + "." + path);
    }
  }

  @Override
  public String toString() {
    return "field " + struct + "." + path;
  }
}
