package org.libbpfjava.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.libbpfjava.internal.memory.MappedNumber;

/** By its address, which was checked when the handle was made. */
final class SegmentIntHandle extends IntHandle {
  private static final MemorySegment ALL = SegmentHandles.ALL;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  // Holding it keeps the mapping alive until the fence after each access.
  private final ByteBuffer memory;
  private final int offset;
  private final long address;

  SegmentIntHandle(MappedNumber number) {
    super(number.variable(), number.section(), number.memory().isReadOnly());
    this.memory = number.memory();
    this.offset = number.offset();
    this.address = SegmentHandles.whole(memory).address() + offset;
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
    checkWritable();
    try {
      INT.setOpaque(ALL, address, value);
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
    checkWritable();
    try {
      INT.set(ALL, address, value);
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
    checkWritable();
    try {
      INT.setRelease(ALL, address, value);
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
    checkWritable();
    try {
      INT.setVolatile(ALL, address, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndAdd(int delta) {
    checkWritable();
    try {
      return (int) INT.getAndAdd(ALL, address, delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndSet(int value) {
    checkWritable();
    try {
      return (int) INT.getAndSet(ALL, address, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseOr(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseOr(ALL, address, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseAnd(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseAnd(ALL, address, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseXor(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseXor(ALL, address, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean compareAndSet(int expected, int value) {
    checkWritable();
    try {
      return INT.compareAndSet(ALL, address, expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public VarHandle varHandle() {
    return SegmentHandles.bind(INT, memory, offset);
  }
}
