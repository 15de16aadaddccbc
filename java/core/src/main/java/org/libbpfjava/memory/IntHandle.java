package org.libbpfjava.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.libbpfjava.exception.ReadOnlyVariableException;
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
public final class IntHandle {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final String variable;
  private final String section;
  private final boolean readOnly;
  // Holding it keeps the mapping alive. A VarHandle reads the address and then needs it no more;
  // hence the fence after each access, which costs nothing: it only tells the collector.
  private final ByteBuffer memory;
  private final int offset; // bytes from the section's start, a multiple of 4

  private IntHandle(String variable, String section, ByteBuffer memory, int offset) {
    this.variable = variable;
    this.section = section;
    this.readOnly = memory.isReadOnly();
    this.memory = memory;
    this.offset = offset;
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
    Objects.checkFromIndexSize(offset, Integer.BYTES, memory.limit());
    if (!memory.isDirect() || memory.alignmentOffset(offset, Integer.BYTES) != 0) {
      throw new IllegalArgumentException(
          "variable '" + variable + "' has no handle: it needs direct memory, aligned to 4 bytes");
    }
    return new IntHandle(variable, section, memory, offset);
  }

  /** {@return the present value, by an opaque read} */
  public int get() {
    try {
      return (int) INT.getOpaque(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Writes by an opaque write.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public void set(int value) {
    checkWritable();
    try {
      INT.setOpaque(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** {@return the value by a plain read, which the compiler may merge with others} */
  public int getPlain() {
    try {
      return (int) INT.get(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Writes by a plain write, which the compiler may merge with others.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public void setPlain(int value) {
    checkWritable();
    try {
      INT.set(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** {@return the value, by an acquire read: no later access moves before it} */
  public int getAcquire() {
    try {
      return (int) INT.getAcquire(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Writes by a release write: no earlier access moves after it.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public void setRelease(int value) {
    checkWritable();
    try {
      INT.setRelease(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * {@return the value, by a volatile read: all volatile accesses of all threads have one order}
   */
  public int getVolatile() {
    try {
      return (int) INT.getVolatile(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Writes by a volatile write: all volatile accesses of all threads have one order.
   *
   * @param value the new value
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public void setVolatile(int value) {
    checkWritable();
    try {
      INT.setVolatile(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Adds in one atomic step. An overflow wraps around, as C's {@code __u32} does.
   *
   * @param delta the amount to add, which may be negative
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public int getAndAdd(int delta) {
    checkWritable();
    try {
      return (int) INT.getAndAdd(memory, offset, delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Replaces the value in one atomic step.
   *
   * @param value the new value
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public int getAndSet(int value) {
    checkWritable();
    try {
      return (int) INT.getAndSet(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Sets bits in one atomic step.
   *
   * @param mask the bits to set
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public int getAndBitwiseOr(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseOr(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Clears the bits that are not in {@code mask}, in one atomic step.
   *
   * @param mask the bits to keep
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public int getAndBitwiseAnd(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseAnd(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Flips bits in one atomic step.
   *
   * @param mask the bits to flip
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public int getAndBitwiseXor(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseXor(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Replaces the value in one atomic step if it is the expected one.
   *
   * @param expected the value that must be there
   * @param value the new value
   * @return whether it was there and has been replaced
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public boolean compareAndSet(int expected, int value) {
    checkWritable();
    try {
      return INT.compareAndSet(memory, offset, expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** {@return name and value, {@code hits = 42}} */
  @Override
  public String toString() {
    return variable + " = " + get();
  }

  private void checkWritable() {
    if (readOnly) {
      throw new ReadOnlyVariableException(
          Message.of("variable '" + variable + "' is read-only: it lies in " + section));
    }
  }
}
