package org.libbpfjava.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** By the accessors of a direct buffer, which check the bounds each time. */
final class BufferIntHandle extends IntHandle {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  // Holding it keeps the mapping alive. A VarHandle reads the address and then needs it no more;
  // hence the fence after each access, which costs nothing: it only tells the collector.
  private final ByteBuffer memory;
  private final int offset; // bytes from the buffer's start, a multiple of 4

  BufferIntHandle(String variable, String section, ByteBuffer memory, int offset) {
    super(variable, section, memory.isReadOnly());
    this.memory = memory;
    this.offset = offset;
  }

  @Override
  public int get() {
    try {
      return (int) INT.getOpaque(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void set(int value) {
    checkWritable();
    try {
      INT.setOpaque(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getPlain() {
    try {
      return (int) INT.get(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setPlain(int value) {
    checkWritable();
    try {
      INT.set(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAcquire() {
    try {
      return (int) INT.getAcquire(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setRelease(int value) {
    checkWritable();
    try {
      INT.setRelease(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getVolatile() {
    try {
      return (int) INT.getVolatile(memory, offset);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void setVolatile(int value) {
    checkWritable();
    try {
      INT.setVolatile(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndAdd(int delta) {
    checkWritable();
    try {
      return (int) INT.getAndAdd(memory, offset, delta);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndSet(int value) {
    checkWritable();
    try {
      return (int) INT.getAndSet(memory, offset, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseOr(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseOr(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseAnd(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseAnd(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public int getAndBitwiseXor(int mask) {
    checkWritable();
    try {
      return (int) INT.getAndBitwiseXor(memory, offset, mask);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean compareAndSet(int expected, int value) {
    checkWritable();
    try {
      return INT.compareAndSet(memory, offset, expected, value);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
