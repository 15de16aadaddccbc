package org.libbpfjava.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** By the accessors of a direct buffer, which check the bounds each time. */
final class BufferLongHandle extends LongHandle {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  // Holding it keeps the mapping alive. A VarHandle reads the address and then needs it no more;
  // hence the fence after each access, which costs nothing: it only tells the collector.
  private final ByteBuffer memory;
  private final int offset; // bytes from the buffer's start, a multiple of 8

  BufferLongHandle(String variable, String section, ByteBuffer memory, int offset) {
    super(variable, section, memory.isReadOnly());
    this.memory = memory;
    this.offset = offset;
  }

  @Override
  public long get() {
    try {
      return (long) LONG.getOpaque(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void set(long value) {
    checkWritable();
    try {
      LONG.setOpaque(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getPlain() {
    try {
      return (long) LONG.get(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setPlain(long value) {
    checkWritable();
    try {
      LONG.set(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAcquire() {
    try {
      return (long) LONG.getAcquire(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setRelease(long value) {
    checkWritable();
    try {
      LONG.setRelease(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getVolatile() {
    try {
      return (long) LONG.getVolatile(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setVolatile(long value) {
    checkWritable();
    try {
      LONG.setVolatile(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndAdd(long delta) {
    checkWritable();
    try {
      return (long) LONG.getAndAdd(memory, offset, delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndSet(long value) {
    checkWritable();
    try {
      return (long) LONG.getAndSet(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseOr(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseOr(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseAnd(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseAnd(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public long getAndBitwiseXor(long mask) {
    checkWritable();
    try {
      return (long) LONG.getAndBitwiseXor(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean compareAndSet(long expected, long value) {
    checkWritable();
    try {
      return LONG.compareAndSet(memory, offset, expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
