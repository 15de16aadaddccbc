package org.libbpfjava.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.libbpfjava.internal.message.MappedNumber;

/** By its address, which was checked when the handle was made. */
final class SegmentLongHandle extends LongHandle {
  private static final MemorySegment ALL = SegmentHandles.ALL;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  // Holding it keeps the mapping alive until the fence after each access.
  private final ByteBuffer memory;
  private final int offset;
  private final long address;
  private final long writable; // the same; 0 where nobody may write, so that one read tells both

  SegmentLongHandle(MappedNumber number) {
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
  public long get() {
    try {
      return (long) LONG.getOpaque(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void set(long value) {
    try {
      LONG.setOpaque(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getPlain() {
    try {
      return (long) LONG.get(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setPlain(long value) {
    try {
      LONG.set(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAcquire() {
    try {
      return (long) LONG.getAcquire(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setRelease(long value) {
    try {
      LONG.setRelease(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getVolatile() {
    try {
      return (long) LONG.getVolatile(ALL, address);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setVolatile(long value) {
    try {
      LONG.setVolatile(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndAdd(long delta) {
    try {
      return (long) LONG.getAndAdd(ALL, writable(), delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndSet(long value) {
    try {
      return (long) LONG.getAndSet(ALL, writable(), value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseOr(long mask) {
    try {
      return (long) LONG.getAndBitwiseOr(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseAnd(long mask) {
    try {
      return (long) LONG.getAndBitwiseAnd(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseXor(long mask) {
    try {
      return (long) LONG.getAndBitwiseXor(ALL, writable(), mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean compareAndSet(long expected, long value) {
    try {
      return LONG.compareAndSet(ALL, writable(), expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public VarHandle varHandle() {
    return SegmentHandles.bind(LONG, memory, offset);
  }
}
