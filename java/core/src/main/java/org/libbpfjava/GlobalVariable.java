package org.libbpfjava;

import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.value.CTypeText;
import org.libbpfjava.internal.value.CharArray;
import org.libbpfjava.internal.value.JavaInteger;
import org.libbpfjava.internal.value.NoScalar;
import org.libbpfjava.internal.value.Refusal;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.ScalarCodecs;
import org.libbpfjava.internal.value.UntypedCodec;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.TypeLocation;
import org.libbpfjava.internal.variable.TypePath;
import org.libbpfjava.map.AccessMode;

/**
 * A global variable of a BPF object, or a place inside one.
 *
 * <p><b>Numbers.</b> A read may widen: an {@code unsigned int} read by {@link #getLong} is
 * zero-extended, an {@code int} sign-extended. A Java type with fewer bits than the C type is
 * always refused; one with as many gives the values that it can hold. A setter takes what the C
 * type can hold. The one exception is an unsigned 64-bit number, whose bits {@link #getLong} and
 * {@link #setLong} pass on as Java's unsigned longs; {@link #getUnsigned} shows them with their
 * value. Every refusal is an {@link IllegalArgumentException} that names the variable, its C type
 * and size, and what was offered, and changes nothing. Nothing is ever written past a variable's
 * end.
 *
 * <p><b>Memory.</b> {@link #accessMode} tells how the bytes are reached. Numbers are in the
 * machine's byte order. Where {@link #isAtomic} is true a read or write is one opaque access that
 * does not tear, not ordered against other variables; {@link #intHandle} and {@link #longHandle}
 * have the orderings and atomic operations. Strings, bytes, structs and arrays are read and written
 * piece by piece while the program may change them. A bitfield is written by compare-and-set on its
 * word: nothing that others change atomically is lost, but a plain store of the BPF program to the
 * same word can be.
 *
 * <p>May be used from any thread. After its object was loaded (for one that came from an {@link
 * AccessMode#COPY open} object) or closed, every method but {@link #toString} throws {@link
 * IllegalStateException}.
 */
public final class GlobalVariable {
  private static final int MAX_CACHED_FIELDS = 4096;

  private final String name;
  private final SectionMemory memory;
  private final int offset;
  private final int size;
  private final Liveness liveness;
  private final ValueCodecs codecs;
  private final @Nullable TypeLocation location; // null without BTF
  private final @Nullable GlobalVariable root; // null for a whole variable
  private final String path; // from the root, empty for the root itself
  private final UseInCode use;
  private final ScalarCodec scalar;
  private final @Nullable CharArray text;
  private final ConcurrentHashMap<String, GlobalVariable> fields = new ConcurrentHashMap<>();
  private final VariableHandles handles;
  private final VariableValues values;

  /**
   * A whole variable.
   *
   * @param name its name
   * @param memory the section that it lies in
   * @param offset bytes from the section's start
   * @param size its bytes, which may be more than its type's: a flexible array at its end
   * @param type its type, or null without BTF
   * @param liveness asked before what does not touch the memory
   * @param codecs the object's mappings between C and Java types
   * @param use what the object's code has to do with it
   */
  GlobalVariable(
      String name,
      SectionMemory memory,
      int offset,
      int size,
      @Nullable BtfType type,
      Liveness liveness,
      ValueCodecs codecs,
      UseInCode use) {
    this(
        name,
        memory,
        offset,
        size,
        type == null ? null : TypeLocation.of(type),
        liveness,
        codecs,
        use,
        null,
        "");
  }

  private GlobalVariable(
      String name,
      SectionMemory memory,
      int offset,
      int size,
      @Nullable TypeLocation location,
      Liveness liveness,
      ValueCodecs codecs,
      UseInCode use,
      @Nullable GlobalVariable root,
      String path) {
    this.name = name;
    this.memory = memory;
    this.offset = offset;
    this.size = size;
    this.location = location;
    this.liveness = liveness;
    this.codecs = codecs;
    this.use = use;
    this.root = root;
    this.path = path;
    if (location == null) {
      this.scalar = new UntypedCodec(() -> CTypeText.bytes(size) + ", no BTF", size);
      this.text = null;
    } else {
      this.scalar = codecOf(location, size);
      this.text = CharArray.of(location.type(), size);
    }
    this.handles = new VariableHandles(name, memory, offset, scalar);
    this.values = new VariableValues(memory, offset, size, location, scalar, codecs);
  }

  private static ScalarCodec codecOf(TypeLocation location, int size) {
    ScalarCodec codec = ScalarCodecs.of(location);
    // A flexible array makes the variable larger than its type; messages name the real size.
    return codec instanceof NoScalar && !location.isBitfield()
        ? new NoScalar(CTypeText.of(location.type(), size))
        : codec;
  }

  /** {@return the name, of a field with the path that led to it: {@code cfg.limits[3].max}} */
  public String name() {
    liveness.check();
    return name;
  }

  /** {@return the ELF name of the section that it lies in, such as {@code .rodata.cfg}} */
  public String section() {
    liveness.check();
    return memory.sectionName();
  }

  /** {@return bytes from the section's start; of a bitfield, to the byte with its lowest bit} */
  public int offset() {
    liveness.check();
    return offset;
  }

  /** {@return its size in bytes; of a bitfield, the bytes that its bits touch} */
  public int size() {
    liveness.check();
    return size;
  }

  /** {@return its C type, empty for an object without BTF} */
  public Optional<BtfType> type() {
    liveness.check();
    return Optional.ofNullable(location).map(TypeLocation::type);
  }

  /** {@return whether setters throw: {@code .rodata} after load, {@code .kconfig} always} */
  public boolean isReadOnly() {
    liveness.check();
    return memory.isReadOnly();
  }

  /**
   * Whether any instruction of the object's code refers to the variable as a whole. Where none
   * does, setting it has no effect: clang has put its value into the code, because it is not {@code
   * volatile} and nothing in the C file changes it; or nothing uses it.
   *
   * @return whether code refers to it, be it of a program that is not loaded
   * @see LoadOptions#refuseSetsWithoutEffect
   */
  public boolean isReferenced() {
    liveness.check();
    return use.isReferenced();
  }

  /** {@return how its bytes are reached} */
  public AccessMode accessMode() {
    liveness.check();
    return memory.accessMode();
  }

  /**
   * Whether a read or write of the whole variable is one access that does not tear: live memory,
   * and an aligned number of 1, 2, 4 or 8 bytes that is no bitfield.
   *
   * @return whether it is
   */
  public boolean isAtomic() {
    liveness.check();
    return memory.isAtomic() && handles.isAligned(scalar.atomicWidth());
  }

  /**
   * Reads C's {@code bool}; every value but 0 is true.
   *
   * @return the value
   * @throws IllegalArgumentException if it is no bool
   */
  public boolean getBoolean() {
    try {
      return scalar.getBoolean(memory, offset);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
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
   * @return the value; of an unsigned 64-bit type its bits, which Java may show as negative
   * @throws IllegalArgumentException if it is wider or no integer
   */
  public long getLong() {
    return getInteger(JavaInteger.LONG);
  }

  private long getInteger(JavaInteger as) {
    try {
      return scalar.getInteger(memory, offset, as);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Reads a float, or an integer of so few bits that a float holds each exactly.
   *
   * @return the value
   * @throws IllegalArgumentException if a float could not hold every value of the C type
   */
  public float getFloat() {
    try {
      return scalar.getFloat(memory, offset);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Reads a double or float, or an integer of so few bits that a double holds each exactly.
   *
   * @return the value
   * @throws IllegalArgumentException if a double could not hold every value of the C type
   */
  public double getDouble() {
    try {
      return scalar.getDouble(memory, offset);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Reads an array of single bytes as UTF-8 up to the first NUL, or an enum as its constant's name.
   *
   * @return the text, malformed bytes as U+FFFD; of an enum's number without a name its digits
   * @throws IllegalArgumentException if it is neither
   */
  public String getString() {
    try {
      return text != null ? text.read(memory, offset) : scalar.getConstant(memory, offset);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Reads its bytes as they are, whatever the type.
   *
   * @return a copy of {@link #size} bytes
   * @throws IllegalArgumentException if it is a bitfield
   */
  public byte[] getBytes() {
    checkWholeBytes("be read as bytes");
    byte[] bytes = new byte[size];
    memory.getBytes(offset, bytes, 0, size);
    return bytes;
  }

  /**
   * Reads the bits of any integer, {@code __int128} included, as an unsigned number.
   *
   * @return the number, from 0; that of a negative {@code int} is 2³² more than its value
   * @throws IllegalArgumentException if it is no integer
   */
  public BigInteger getUnsigned() {
    try {
      return scalar.getUnsigned(memory, offset);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes C's {@code bool}.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is no bool
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setBoolean(boolean value) {
    checkWritable();
    try {
      scalar.setBoolean(memory, offset, value);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes a number that the C type can hold.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold it
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setByte(byte value) {
    setInteger(value, JavaInteger.BYTE);
  }

  /**
   * Writes a number that the C type can hold.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold it
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setShort(short value) {
    setInteger(value, JavaInteger.SHORT);
  }

  /**
   * Writes a number that the C type can hold; a {@code __u32} takes 0 to 2³¹-1, more by {@link
   * #setLong}.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold it
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setInt(int value) {
    setInteger(value, JavaInteger.INT);
  }

  /**
   * Writes a number that the C type can hold; an unsigned 64-bit type takes any bits, as Java's
   * unsigned longs.
   *
   * @param value the new value
   * @throws IllegalArgumentException if the C type is no number or cannot hold it
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setLong(long value) {
    setInteger(value, JavaInteger.LONG);
  }

  private void setInteger(long value, JavaInteger from) {
    checkWritable();
    try {
      scalar.setInteger(memory, offset, value, from);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes a float or double.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is neither
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setFloat(float value) {
    checkWritable();
    try {
      scalar.setFloat(memory, offset, value);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes a double, or a float that holds the value exactly.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it is neither, or the float would round
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setDouble(double value) {
    checkWritable();
    try {
      scalar.setDouble(memory, offset, value);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes UTF-8 and fills the rest of the array with NULs, or sets an enum to the constant of that
   * name.
   *
   * @param value the text, which must leave room for one NUL, or the constant's name
   * @throws IllegalArgumentException if it is too long, holds a NUL or half a surrogate pair; if
   *     there is no such constant; if the C type is neither an array of bytes nor an enum
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setString(String value) {
    checkWritable();
    try {
      if (text != null) {
        text.write(memory, offset, value);
      } else {
        scalar.setConstant(memory, offset, value);
      }
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes all of its bytes, whatever the type.
   *
   * @param value exactly {@link #size} bytes
   * @throws IllegalArgumentException if they are fewer or more, or it is a bitfield
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setBytes(byte[] value) {
    checkWritable();
    if (value.length != size) {
      throw scalar.refuse("cannot take " + CTypeText.bytes(value.length)).at(name);
    }
    checkWholeBytes("take bytes");
    memory.putBytes(offset, value, 0, size);
  }

  /**
   * Writes the bits of any integer, {@code __int128} included, given as an unsigned number.
   *
   * @param value the number, from 0 to what the type's bits can hold
   * @throws IllegalArgumentException if it needs more bits, is negative, or the C type is no
   *     integer
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void setUnsigned(BigInteger value) {
    checkWritable();
    try {
      scalar.setUnsigned(memory, offset, value);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Reads whatever it is, in the Java type that holds every value of the C type.
   *
   * <table>
   * <caption>What comes back</caption>
   * <tr><th>C</th><th>Java</th></tr>
   * <tr><td>integer of fewer than 32 bits, {@code int}</td><td>Integer</td></tr>
   * <tr><td>other integer or pointer up to 64 bits</td>
   *     <td>Long; BigInteger where an unsigned one is above 2⁶³-1</td></tr>
   * <tr><td>{@code __int128}</td><td>BigInteger</td></tr>
   * <tr><td>bool, float, double</td><td>Boolean, Float, Double</td></tr>
   * <tr><td>enum</td><td>String, the constant's name; a number where it has none</td></tr>
   * <tr><td>array of char</td><td>String</td></tr>
   * <tr><td>other array</td><td>unmodifiable List</td></tr>
   * <tr><td>struct, union</td>
   *     <td>unmodifiable Map by member names; of a union all members</td></tr>
   * <tr><td>anything else, no BTF</td><td>byte[]</td></tr>
   * </table>
   *
   * <p>Lists and maps print as C initialisers do: {@code {.min = 1, .max = 2}}. Read numbers as
   * {@link Number}.
   *
   * @return the value
   * @throws IllegalArgumentException if it is an array or struct of more than 16 million values
   */
  public Object get() {
    return read(Object.class);
  }

  /**
   * Reads it as a Java class, which is checked against the C type the first time.
   *
   * <p>Besides what {@link #get()} gives: every integer class that a getter would give, BigInteger
   * for any integer, byte[] for anything but a bitfield; an enum class whose constants all exist in
   * the C enum; an array class for an array. A record for a struct or union: components find their
   * members by name ({@code targetPid} also {@code target_pid}), members without a component are
   * left out, and a component may be of any class named here, {@code List} of one included. A
   * sealed interface of records for a struct of one enum and one union: record {@code TcpPort} goes
   * with union member {@code tcp_port} and with the enum constant that is {@code TCP_PORT} or ends
   * in {@code _TCP_PORT}; a record without components needs no member. And every class that a
   * {@link ValueMapper} was registered for.
   *
   * <p>A struct is read member by member, not atomically.
   *
   * @param type the class, a primitive one included
   * @param <T> the class
   * @return the value
   * @throws IllegalArgumentException with the first disagreement between the Java class and the C
   *     type, or where the present value does not fit
   */
  public <T> T get(Class<T> type) {
    return cast(type, read(type));
  }

  /** Like Class.cast, and {@code long.class} takes a Long. */
  @SuppressWarnings("unchecked")
  static <T> T cast(Class<T> type, Object value) {
    return type.isPrimitive()
        ? (T) MethodType.methodType(type).wrap().returnType().cast(value)
        : type.cast(value);
  }

  private Object read(Class<?> type) {
    try {
      return values.read(type);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
  }

  /**
   * Writes a value by its own class: what {@link #get()} and {@link #get(Class)} give, any number
   * that the C type can hold, an enum's constant by name, a char for a single byte; for an array a
   * list or Java array of exactly as many elements; for a struct a record or a map, which need not
   * have all members: the others keep what they hold.
   *
   * <p>All of it is checked before the first byte is written; then a struct or array is written
   * piece by piece, not atomically.
   *
   * @param value the new value
   * @throws IllegalArgumentException with the place of the first part that does not fit
   * @throws ReadOnlyVariableException if {@link #isReadOnly}
   */
  public void set(Object value) {
    checkWritable();
    try {
      values.write(value);
    } catch (Refusal refusal) {
      throw refusal.at(name);
    }
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
   * Whether its bytes differ from those in the object file. Of a bitfield, whether any of the bytes
   * differ that its bits touch.
   *
   * @return whether they differ
   * @throws IllegalStateException once the object is loaded
   */
  public boolean isChanged() {
    return initial().isChanged(offset, size);
  }

  /**
   * Puts the object file's bytes back.
   *
   * @throws IllegalArgumentException if it is a bitfield
   * @throws IllegalStateException once the object is loaded
   */
  public void reset() {
    CopySectionMemory copy = initial();
    checkWholeBytes("be reset");
    copy.reset(offset, size);
  }

  private CopySectionMemory initial() {
    liveness.check();
    if (memory instanceof CopySectionMemory copy) {
      return copy;
    }
    throw new IllegalStateException(
        "variable '" + name + "' has no initial value any more: its object is loaded");
  }

  /**
   * A place inside the variable. The same path gives the same instance, so that keeping it is not
   * needed for speed.
   *
   * @param path members and indices, {@code limits[3].max} or {@code [2].x}; an index may be an
   *     enum's constant, {@code counters[DROPPED]}
   * @return the place, with this variable's name before the path
   * @throws NoSuchMemberException if a part of the path does not exist; the message lists what does
   * @throws IndexOutOfBoundsException if an index is outside its array
   * @throws IllegalArgumentException if it is not written as a path
   */
  public GlobalVariable field(String path) {
    GlobalVariable known = fields.get(path);
    if (known != null) {
      liveness.check();
      return known;
    }
    liveness.check();
    GlobalVariable found = resolve(path);
    if (fields.size() >= MAX_CACHED_FIELDS) {
      return found; // paths made by a program, one for each index, must not fill the heap
    }
    GlobalVariable raced = fields.putIfAbsent(path, found);
    return raced != null ? raced : found;
  }

  private GlobalVariable resolve(String inner) {
    GlobalVariable whole = root != null ? root : this;
    if (whole.location == null) {
      throw new NoSuchMemberException(
          Message.of("variable '" + name + "' (" + scalar.describeType() + ") has no fields"),
          NoSuchMemberException.Kind.FIELD,
          inner,
          List.of());
    }
    String full = join(path, inner);
    TypeLocation place = TypePath.resolve(whole.name, whole.location.type(), full, whole.size);
    return new GlobalVariable(
        join(whole.name, full),
        memory,
        whole.offset + place.offset(),
        place.size(),
        place,
        liveness,
        codecs,
        use,
        whole,
        full);
  }

  private static String join(String outer, String inner) {
    return outer.isEmpty() || inner.isEmpty() || inner.startsWith("[")
        ? outer + inner
        : outer + "." + inner;
  }

  /**
   * The fastest access to an aligned integer of 4 bytes in live memory, with memory orders and
   * atomic operations.
   *
   * @return the same instance on each call
   * @throws IllegalArgumentException if it is no aligned integer of 4 bytes
   * @throws IllegalStateException before load
   * @throws BpfNotSupportedException if the section is not mapped: {@link #accessMode}
   */
  public IntHandle intHandle() {
    liveness.check();
    return handles.intHandle();
  }

  /**
   * The fastest access to an aligned integer of 8 bytes in live memory, with memory orders and
   * atomic operations.
   *
   * @return the same instance on each call
   * @throws IllegalArgumentException if it is no aligned integer of 8 bytes
   * @throws IllegalStateException before load
   * @throws BpfNotSupportedException if the section is not mapped: {@link #accessMode}
   */
  public LongHandle longHandle() {
    liveness.check();
    return handles.longHandle();
  }

  private void checkWritable() {
    if (memory.isReadOnly()) {
      liveness.check();
      throw new ReadOnlyVariableException(
          Message.of("variable \'" + name + "\' is read-only: " + memory.readOnlyReason()));
    }
  }

  private void checkWholeBytes(String what) {
    if (location != null && location.isBitfield()) {
      throw scalar.refuse("cannot " + what + ": it is a bitfield").at(name);
    }
  }

  /**
   * A C declaration with its present value, {@code int target_pid = 4711}. Long arrays are cut; a
   * variable of more than 64 KiB, or of a closed object, shows its declaration alone.
   */
  @Override
  public String toString() {
    try {
      liveness.check();
    } catch (IllegalStateException closed) {
      return declaration();
    }
    if (!VariableText.isShown(size)) {
      return declaration();
    }
    try {
      return declaration()
          + " = "
          + VariableText.initialiser(get(), location)
          + (use.holdsPointer(offset, size) ? VariableText.POINTER_NOTE : "");
    } catch (IllegalArgumentException tooLarge) { // in hostile BTF alone
      return declaration();
    }
  }

  /** {@return its name and present value, {@code generation = 1}; the name alone if it is large} */
  String assignment() {
    return VariableText.isShown(size)
        ? name + " = " + VariableText.initialiser(get(), location)
        : name;
  }

  private String declaration() {
    return VariableText.declaration(name, location, scalar);
  }
}
