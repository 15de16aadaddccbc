package org.libbpfjava.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.libbpfjava.internal.message.MappedNumber;

/** By its address, which was checked when the handle was made. */
final class SegmentIntHandle extends IntHandle {
  private static final MemorySegment ALL = SegmentHandles.ALL;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  // Holding it keeps the mapping alive until the fence after each access.
  private final ByteBuffer memory;
  private final int offset;
  private final long address;
  private final long writable; // the same; 0 where nobody may write, so that one read tells both

  SegmentIntHandle(MappedNumber number) {
    super(number.variable(), number.section(), number.memory().isReadOnly());
    this.memory = number.memory();
    this.offset = number.offset();
    this.address = SegmentHandles.whole(memory).address() + offset;
    this.writable = memory.isReadOnly() ? 0 : address;
  }

  private long writable() {
    long to = writable;
    if (to == 0) {
      throw refusal();
    }
    return to;
  }

  @Override
  public int get() {
    try {
      return (int) INT.getOpaque(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void set(int value) {
    try {
      INT.setOpaque(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getPlain() {
    try {
      return (int) INT.get(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setPlain(int value) {
    try {
      INT.set(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAcquire() {
    try {
      return (int) INT.getAcquire(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setRelease(int value) {
    try {
      INT.setRelease(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getVolatile() {
    try {
      return (int) INT.getVolatile(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setVolatile(int value) {
    try {
      INT.setVolatile(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndAdd(int delta) {
    try {
      return (int) INT.getAndAdd(ALL, writable(), delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndSet(int value) {
    try {
      return (int) INT.getAndSet(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseOr(int mask) {
    try {
      return (int) INT.getAndBitwiseOr(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseAnd(int mask) {
    try {
      return (int) INT.getAndBitwiseAnd(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseXor(int mask) {
    try {
      return (int) INT.getAndBitwiseXor(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean compareAndSet(int expected, int value) {
    try {
      return INT.compareAndSet(ALL, writable(), expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public VarHandle varHandle() {
    return SegmentHandles.bind(INT, memory, offset);
  }
}
