package org.libbpfjava.value;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.internal.variable.TypeLocation;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;

/**
 * A value that BPF programs and Java share, typed by BTF: a global variable, the value of a map's
 * key, or a place inside one.
 *
 * <p><b>Numbers.</b> A getter may give a wider number than the C type: {@link #getLong}
 * zero-extends an {@code unsigned int} and sign-extends an {@code int}. A getter with fewer bits
 * than the C type always refuses. A getter with as many bits gives the values that its Java type
 * can hold. A setter takes what the C type can hold. There is one exception: {@link #getLong} and
 * {@link #setLong} pass on the bits of an unsigned 64-bit number, which Java may show as negative;
 * {@link #getUnsigned} shows its value. Every refusal is an {@link IllegalArgumentException} that
 * names it, its C type and size, and the offered value; it changes nothing. Nothing is ever written
 * past its end.
 *
 * <p><b>Memory.</b> {@link #accessMode} tells how the bytes are reached. Numbers are in the
 * machine's byte order. If {@link #isAtomic} is true, a read or write is one opaque access: it does
 * not tear, and it is not ordered against other variables. {@link #intHandle} and {@link
 * #longHandle} have memory orders and atomic operations. Strings, bytes, structs and arrays are
 * read and written piece by piece, while the program may change them. A bitfield is written by
 * compare-and-set on its word. That loses no atomic change of others, but it can undo a plain store
 * of the BPF program to the same word.
 *
 * <p>Safe on any thread.
 */
public abstract class TypedValue extends ScalarValue {
  private final VariableHandles handles;
  private final VariableValues values;

  /**
   * For the library alone.
   *
   * @param place where it lies
   */
  protected TypedValue(ValuePlace place) {
    super(place);
    this.handles = new VariableHandles(place, scalar);
    this.values = new VariableValues(place, scalar);
  }

  /** {@return where it lies, for the library alone} */
  protected final ValuePlace place() {
    return place;
  }

  /**
   * {@return the name; of a place inside a value, the path to it, such as {@code
   * cfg.limits[3].max}}
   */
  public String name() {
    return place.name();
  }

  /** {@return its size in bytes; of a bitfield, the bytes that its bits touch} */
  public int size() {
    return size;
  }

  /** {@return its C type, empty without BTF} */
  public Optional<BtfType> type() {
    return Optional.ofNullable(place.location()).map(TypeLocation::type);
  }

  /**
   * {@return whether setters throw: always in {@code .kconfig}, after load in {@code .rodata}, and
   * in a copy of a map's value}
   */
  public boolean isReadOnly() {
    return memory.isReadOnly();
  }

  /** {@return how its bytes are reached} */
  public AccessMode accessMode() {
    return memory.accessMode();
  }

  /**
   * Whether a read or write of the whole value is one access that does not tear. That is so for an
   * aligned number of 1, 2, 4 or 8 bytes in live memory, if it is no bitfield.
   *
   * @return whether it is one access
   */
  public boolean isAtomic() {
    return memory.isAtomic() && handles.isAligned(scalar.atomicWidth());
  }

  /**
   * Reads the value in the Java type that holds every value of the C type.
   *
   * <table>
   * <caption>What comes back</caption>
   * <tr><th>C</th><th>Java</th></tr>
   * <tr><td>integer of fewer than 32 bits, {@code int}</td><td>Integer</td></tr>
   * <tr><td>other integer or pointer up to 64 bits</td>
   *     <td>Long; BigInteger if an unsigned one is above 2⁶³-1</td></tr>
   * <tr><td>{@code __int128}</td><td>BigInteger</td></tr>
   * <tr><td>bool, float, double</td><td>Boolean, Float, Double</td></tr>
   * <tr><td>enum</td><td>String, the constant's name; a number if it has no name</td></tr>
   * <tr><td>array of char</td><td>String</td></tr>
   * <tr><td>other array</td><td>unmodifiable List</td></tr>
   * <tr><td>struct, union</td>
   *     <td>unmodifiable Map by member names; of a union all members</td></tr>
   * <tr><td>anything else, no BTF</td><td>byte[]</td></tr>
   * </table>
   *
   * <p>Lists and maps print as C initialisers do: {@code {.min = 1, .max = 2}}. Read numbers as
   * {@link Number}. A struct or array is read piece by piece.
   *
   * @return the value
   * @throws IllegalArgumentException if it is an array or struct of more than 16 million values
   */
  public Object get() {
    return read(Object.class);
  }

  /**
   * Reads the value as a Java class. The class is checked against the C type the first time.
   *
   * <p>These classes are taken:
   *
   * <ul>
   *   <li>what {@link #get()} gives
   *   <li>every integer class that a getter would give, and BigInteger, for any integer
   *   <li>byte[] for anything but a bitfield
   *   <li>an enum class for a C enum that has all its constants
   *   <li>an array class for an array
   *   <li>a record for a struct or union; a component finds its member by name, and {@code
   *       targetPid} also finds {@code target_pid}; members without a component are left out; a
   *       component may be of any class named here, and a {@code List} of such
   *   <li>a sealed interface of records for a struct of one enum and one union; record {@code
   *       TcpPort} goes with the union's member {@code tcp_port} and with the enum's constant that
   *       is {@code TCP_PORT} or ends in {@code _TCP_PORT}; a record without components needs no
   *       member
   *   <li>every class that has a {@code ValueMapper}
   * </ul>
   *
   * <p>A struct or array is read piece by piece.
   *
   * @param type the class, which may be a primitive one
   * @param <T> the class
   * @return the value
   * @throws IllegalArgumentException if the Java class does not fit the C type, with the first
   *     difference; or if the present value does not fit
   */
  public <T> T get(Class<T> type) {
    Objects.requireNonNull(type, "type");
    return ValueCodec.cast(type, read(type));
  }

  private Object read(Class<?> type) {
    return values.read(type);
  }

  /**
   * Writes a value by its own class: what {@link #get()} and {@link #get(Class)} give, any number
   * that the C type can hold, the name of an enum's constant, or a char for a single byte. An array
   * takes a list or Java array of exactly as many elements. A struct takes a record or a map;
   * members that a map does not have keep their values.
   *
   * <p>All of the value is checked before the first byte is written. A struct or array is then
   * written piece by piece.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it does not fit, with the place of the first part that does
   *     not
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void set(Object value) {
    Objects.requireNonNull(value, "value");
    checkWritable();
    values.write(value);
  }

  /**
   * Sets each of its bytes.
   *
   * @param value what each byte becomes
   * @throws IllegalArgumentException if it is a bitfield
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void fill(byte value) {
    checkWritable();
    checkWholeBytes("be filled");
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, value);
    memory.putBytes(offset, bytes, 0, size);
  }

  /**
   * A place inside.
   *
   * @param path members and indices, such as {@code limits[3].max} or {@code [2].x}; an index may
   *     be an enum's constant, as in {@code counters[DROPPED]}
   * @return the place; its name is this one's name and the path
   * @throws NoSuchMemberException if a part of the path does not exist; the message lists what does
   * @throws IndexOutOfBoundsException if an index is outside its array
   * @throws IllegalArgumentException if it is not written as a path
   */
  public abstract TypedValue field(String path);

  /**
   * The fastest access to an aligned integer of 4 bytes in live memory. It has memory orders and
   * atomic operations.
   *
   * @return the handle; the same instance each time
   * @throws IllegalArgumentException if it is no aligned integer of 4 bytes
   * @throws IllegalStateException if the memory is a copy, or its owner is closed
   * @throws BpfNotSupportedException if the memory is not mapped; {@link #accessMode} tells
   * @kernel 5.5, mmap of array maps
   */
  public IntHandle intHandle() {
    place.liveness().check();
    return handles.intHandle();
  }

  /**
   * The fastest access to an aligned integer of 8 bytes in live memory. It has memory orders and
   * atomic operations.
   *
   * @return the handle; the same instance each time
   * @throws IllegalArgumentException if it is no aligned integer of 8 bytes
   * @throws IllegalStateException if the memory is a copy, or its owner is closed
   * @throws BpfNotSupportedException if the memory is not mapped; {@link #accessMode} tells
   * @kernel 5.5, mmap of array maps
   */
  public LongHandle longHandle() {
    place.liveness().check();
    return handles.longHandle();
  }

  /**
   * {@return the value as C writes it, such as {@code 4711}, {@code "all"} or {@code {.first = 0,
   * .last = 511}}} Without BTF these are the bytes, such as {@code 0x01000000}. A struct or array
   * is read piece by piece.
   *
   * @throws IllegalArgumentException if it has more than 64 KiB, or more values than can be shown
   */
  public String valueText() {
    if (!VariableText.isShown(size)) {
      throw new IllegalArgumentException(
          place.subject() + " of " + size + " bytes is too large for a text");
    }
    return VariableText.initialiser(get(), place.location());
  }

  /**
   * {@return the C declaration with the present value, such as {@code int target_pid = 4711}} Long
   * arrays are cut. More than 64 KiB show the declaration alone; so does what is closed.
   */
  @Override
  public String toString() {
    try {
      place.liveness().check();
    } catch (IllegalStateException closed) {
      return declaration();
    }
    if (!VariableText.isShown(size)) {
      return declaration();
    }
    try {
      return declaration() + " = " + VariableText.initialiser(get(), place.location()) + remark();
    } catch (IllegalArgumentException tooLarge) { // in hostile BTF alone
      return declaration();
    }
  }

  /** {@return what stands behind the value in {@link #toString}; nothing, if not overridden} */
  protected String remark() {
    return "";
  }

  /** {@return its name and value, such as {@code generation = 1}; the name alone if it is large} */
  protected final String assignment() {
    return VariableText.isShown(size)
        ? name() + " = " + VariableText.initialiser(get(), place.location())
        : name();
  }

  private String declaration() {
    return VariableText.declaration(place.name(), place.location(), scalar);
  }
}
