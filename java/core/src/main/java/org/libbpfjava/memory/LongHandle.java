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
 * A 64-bit number in the memory that BPF programs themselves use: a global variable of a loaded
 * object, or a member of an element of a mapped array.
 *
 * <p>Each call is one access to 8 bytes in the machine's byte order: no system call, no JNI, no
 * allocation. {@link #get} and {@link #set} are opaque: they do not tear, the compiler keeps no
 * copy, and they are not ordered against other variables. An unsigned variable comes back as its
 * bits, so a large {@code __u64} is negative in Java.
 *
 * <p>Any number of threads may share it. Its memory stays as long as the handle is reachable. After
 * the object is closed, the handle still reads and writes the last bytes, which no program changes
 * any more.
 *
 * @kernel 5.5, mmap of array maps (commit fc9702273e2e)
 * @libbpf bpf_map__fd; the mapping is this library's own
 */
public final class LongHandle {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final String variable;
  private final String section;
  private final boolean readOnly;
  // Holding it keeps the mapping alive. A VarHandle reads the address and then needs it no more;
  // hence the fence after each access, which costs nothing: it only tells the collector.
  private final ByteBuffer memory;
  private final int offset; // bytes from the section's start, a multiple of 8

  private LongHandle(String variable, String section, ByteBuffer memory, int offset) {
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
   * @throws IllegalArgumentException if the buffer is not direct, or the number is not aligned to 8
   *     bytes
   * @throws IndexOutOfBoundsException if the number does not end before the buffer's limit
   */
  public static LongHandle of(String variable, String section, ByteBuffer memory, int offset) {
    Objects.requireNonNull(variable, "variable");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(memory, "memory");
    Objects.checkFromIndexSize(offset, Long.BYTES, memory.limit());
    if (!memory.isDirect() || memory.alignmentOffset(offset, Long.BYTES) != 0) {
      throw new IllegalArgumentException(
          "variable '" + variable + "' has no handle: it needs direct memory, aligned to 8 bytes");
    }
    return new LongHandle(variable, section, memory, offset);
  }

  /** {@return the present value, by an opaque read} */
  public long get() {
    try {
      return (long) LONG.getOpaque(memory, offset);
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
  public void set(long value) {
    checkWritable();
    try {
      LONG.setOpaque(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** {@return the value by a plain read, which the compiler may merge with others} */
  public long getPlain() {
    try {
      return (long) LONG.get(memory, offset);
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
  public void setPlain(long value) {
    checkWritable();
    try {
      LONG.set(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** {@return the value, by an acquire read: no later access moves before it} */
  public long getAcquire() {
    try {
      return (long) LONG.getAcquire(memory, offset);
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
  public void setRelease(long value) {
    checkWritable();
    try {
      LONG.setRelease(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * {@return the value, by a volatile read: all volatile accesses of all threads have one order}
   */
  public long getVolatile() {
    try {
      return (long) LONG.getVolatile(memory, offset);
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
  public void setVolatile(long value) {
    checkWritable();
    try {
      LONG.setVolatile(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * Adds in one atomic step. An overflow wraps around, as C's {@code __u64} does.
   *
   * @param delta the amount to add, which may be negative
   * @return the value before
   * @throws ReadOnlyVariableException if it lies in {@code .rodata} or {@code .kconfig}
   */
  public long getAndAdd(long delta) {
    checkWritable();
    try {
      return (long) LONG.getAndAdd(memory, offset, delta);
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
  public long getAndSet(long value) {
    checkWritable();
    try {
      return (long) LONG.getAndSet(memory, offset, value);
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
  public long getAndBitwiseOr(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseOr(memory, offset, mask);
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
  public long getAndBitwiseAnd(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseAnd(memory, offset, mask);
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
  public long getAndBitwiseXor(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseXor(memory, offset, mask);
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
  public boolean compareAndSet(long expected, long value) {
    checkWritable();
    try {
      return LONG.compareAndSet(memory, offset, expected, value);
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
