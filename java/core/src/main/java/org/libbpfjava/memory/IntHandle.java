package org.libbpfjava.memory;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.internal.message.MappedNumber;
import org.libbpfjava.internal.message.Message;

/**
 * A 32-bit number in the memory that BPF programs themselves use: a global variable of a loaded
 * object, or a member of an element of a mapped array.
 *
 * <p>Each call is one access to 4 bytes in the machine's byte order: no system call, no JNI, no
 * allocation. {@link #get} and {@link #set} are opaque: they do not tear, the compiler keeps no
 * copy, and they are not ordered against other variables. An unsigned variable comes back as its
 * bits, so a large {@code __u32} is negative in Java.
 *
 * <p>Any number of threads may share it. Its memory stays as long as the handle is reachable. After
 * the object is closed, the handle still reads and writes the last bytes, which no program changes
 * any more.
 *
 * @kernel 5.5, mmap of array maps (commit fc9702273e2e)
 * @libbpf bpf_map__fd; the mapping is this library's own
 */
public abstract class IntHandle {
  private final String variable;
  private final String section;
  private final boolean readOnly;

  IntHandle(String variable, String section, boolean readOnly) {
    this.variable = variable;
    this.section = section;
    this.readOnly = readOnly;
  }

  /**
   * Of any number in direct memory. Most handles come from a variable or from an element of a map;
   * this one is for a buffer whose layout the caller knows, such as that of {@code BpfMap.mmap}.
   *
   * @param variable what lies there, for messages
   * @param section what it lies in, for messages
   * @param memory a direct buffer, which the handle keeps reachable; its position does not matter
   * @param offset bytes from the buffer's start to the number
   * @return the handle
   * @throws IllegalArgumentException if the buffer is not direct, or the number is not aligned to 4
   *     bytes
   * @throws IndexOutOfBoundsException if the number does not end before the buffer's limit
   */
  public static IntHandle of(String variable, String section, ByteBuffer memory, int offset) {
    Objects.requireNonNull(variable, "variable");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(memory, "memory");
    check(variable, memory, offset);
    // It may be a view of an Arena, which somebody closes: the buffer's own accessors see that.
    return new BufferIntHandle(variable, section, memory, offset);
  }

  /**
   * Of a number in memory that this library has mapped.
   *
   * @param number where it is
   * @return the handle, the fastest that this JVM has
   */
  public static IntHandle of(MappedNumber number) {
    check(number.variable(), number.memory(), number.offset());
    return Handles.BEST.intHandle(number);
  }

  private static void check(String variable, ByteBuffer memory, int offset) {
    Objects.checkFromIndexSize(offset, Integer.BYTES, memory.limit());
    if (!memory.isDirect() || memory.alignmentOffset(offset, Integer.BYTES) != 0) {
      throw new IllegalArgumentException(
          "variable '" + variable + "' has no handle: it needs direct memory, aligned to 4 bytes");
    }
  }

  /** {@return the present value, by an opaque read} */
  public abstract int get();

  /**
   * Writes by an opaque write.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract void set(int value);

  /** {@return the value by a plain read, which the compiler may merge with others} */
  public abstract int getPlain();

  /**
   * Writes by a plain write, which the compiler may merge with others.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract void setPlain(int value);

  /** {@return the value, by an acquire read: no later access moves before it} */
  public abstract int getAcquire();

  /**
   * Writes by a release write: no earlier access moves after it.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract void setRelease(int value);

  /**
   * {@return the value, by a volatile read: all volatile accesses of all threads have one order}
   */
  public abstract int getVolatile();

  /**
   * Writes by a volatile write: all volatile accesses of all threads have one order.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract void setVolatile(int value);

  /**
   * Adds in one atomic step. An overflow wraps around, as C's {@code __u32} does.
   *
   * @param delta the amount to add, which may be negative
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract int getAndAdd(int delta);

  /**
   * Replaces the value in one atomic step.
   *
   * @param value the new value
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract int getAndSet(int value);

  /**
   * Sets bits in one atomic step.
   *
   * @param mask the bits to set
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract int getAndBitwiseOr(int mask);

  /**
   * Clears the bits that are not in {@code mask}, in one atomic step.
   *
   * @param mask the bits to keep
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract int getAndBitwiseAnd(int mask);

  /**
   * Flips bits in one atomic step.
   *
   * @param mask the bits to flip
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract int getAndBitwiseXor(int mask);

  /**
   * Replaces the value in one atomic step if it is the expected one.
   *
   * @param expected the value that must be there
   * @param value the new value
   * @return whether it was there and has been replaced
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public abstract boolean compareAndSet(int expected, int value);

  /**
   * The number as a {@link VarHandle} without coordinates, whose type is {@code int}. Held in a
   * {@code static final} field it is a constant of the compiled code, and an access is one
   * instruction, as in C: {@code (int) HITS.getOpaque()}. The first of a JVM takes tens of
   * milliseconds to make. It keeps the memory as this handle does. Of a read-only variable its
   * writing methods throw the JDK's own exception, {@link IllegalArgumentException} or {@link
   * UnsupportedOperationException}.
   *
   * @return the VarHandle
   * @throws UnsupportedOperationException on a JDK before 22, and where this library's module has
   *     no native access; the message says which
   */
  public VarHandle varHandle() {
    throw new UnsupportedOperationException(
        "variable '" + variable + "' has no VarHandle: " + Handles.WHY_BUFFERS);
  }

  /** {@return name and value, {@code hits = 42}} */
  @Override
  public final String toString() {
    return variable + " = " + get();
  }

  /** Before each write. */
  final void checkWritable() {
    if (readOnly) {
      throw refusal();
    }
  }

  /** {@return why nobody may write} */
  final ReadOnlyVariableException refusal() {
    return new ReadOnlyVariableException(
        Message.of("variable '" + variable + "' is read-only: it lies in " + section));
  }
}
