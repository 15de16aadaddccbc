package org.libbpfjava.internal.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.memory.AccessMode;

/**
 * A loaded section in memory that this library mapped: the bytes that the programs see.
 *
 * <p>Aligned accesses of 2, 4 and 8 bytes are opaque, so they neither tear nor vanish in the
 * optimiser; single bytes cannot tear; unaligned ones are plain and may. The mapping lives as long
 * as {@link #buffer} is reachable, which is why nothing here can fault after a concurrent close.
 */
public final class MappedSectionMemory implements SectionMemory {
  private static final VarHandle SHORT =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  // Each access is cast where it stands: behind a ?: it would come back in a box. And each is
  // followed by a fence: a VarHandle reads the buffer's address and then needs the buffer no more,
  // so a collection in between would let the Cleaner unmap the memory. The buffer's own methods
  // have such a fence inside.

  private final String name;
  private final int size;
  private final ByteBuffer buffer;
  private final boolean readOnly;
  private final Liveness liveness;

  /**
   * A section in mapped memory.
   *
   * @param name the section's ELF name
   * @param buffer exactly the section's bytes: direct, starting at a multiple of 8. Whoever unmaps
   *     the memory must wait until this very object is unreachable
   * @param readOnly whether the memory is mapped without write permission
   * @param liveness asked before every access
   */
  public MappedSectionMemory(String name, ByteBuffer buffer, boolean readOnly, Liveness liveness) {
    if (!buffer.isDirect() || buffer.alignmentOffset(0, Long.BYTES) != 0) {
      throw new IllegalArgumentException(
          "section '" + name + "' needs a direct buffer that starts at a multiple of 8 bytes");
    }
    this.name = name;
    this.size = buffer.limit();
    // A read-only view refuses a write that slipped past every check, instead of a SIGSEGV. It
    // keeps the buffer that it was made from reachable.
    this.buffer = readOnly ? buffer.asReadOnlyBuffer() : buffer;
    this.readOnly = readOnly;
    this.liveness = liveness;
  }

  /** {@return the memory itself, for handles that check neither phase nor bounds} */
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.MAPPED;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public boolean isAtomic() {
    return true;
  }

  @Override
  public byte getByte(int offset) {
    check(offset, 1);
    return buffer.get(offset);
  }

  @Override
  public short getShort(int offset) {
    check(offset, 2);
    try {
      if ((offset & 1) == 0) {
        return (short) SHORT.getOpaque(buffer, offset);
      }
      return (short) SHORT.get(buffer, offset);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public int getInt(int offset) {
    check(offset, 4);
    try {
      if ((offset & 3) == 0) {
        return (int) INT.getOpaque(buffer, offset);
      }
      return (int) INT.get(buffer, offset);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public long getLong(int offset) {
    check(offset, 8);
    try {
      if ((offset & 7) == 0) {
        return (long) LONG.getOpaque(buffer, offset);
      }
      return (long) LONG.get(buffer, offset);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public void putByte(int offset, byte value) {
    checkWrite(offset, 1);
    buffer.put(offset, value);
  }

  @Override
  public void putShort(int offset, short value) {
    checkWrite(offset, 2);
    try {
      if ((offset & 1) == 0) {
        SHORT.setOpaque(buffer, offset, value);
      } else {
        SHORT.set(buffer, offset, value);
      }
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public void putInt(int offset, int value) {
    checkWrite(offset, 4);
    try {
      if ((offset & 3) == 0) {
        INT.setOpaque(buffer, offset, value);
      } else {
        INT.set(buffer, offset, value);
      }
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public void putLong(int offset, long value) {
    checkWrite(offset, 8);
    try {
      if ((offset & 7) == 0) {
        LONG.setOpaque(buffer, offset, value);
      } else {
        LONG.set(buffer, offset, value);
      }
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    check(offset, length);
    buffer.get(offset, target, targetStart, length);
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    checkWrite(offset, length);
    buffer.put(offset, source, sourceStart, length);
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    checkWrite(offset, 4);
    try {
      int seen = (int) INT.getOpaque(buffer, offset); // refuses an unaligned word
      while (true) {
        int witness =
            (int) INT.compareAndExchange(buffer, offset, seen, (seen & ~mask) | (bits & mask));
        if (witness == seen) {
          return;
        }
        seen = witness;
      }
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  private void check(int offset, int length) {
    liveness.check();
    SectionBounds.check(name, size, offset, length);
  }

  private void checkWrite(int offset, int length) {
    check(offset, length);
    if (readOnly) {
      throw new BpfException(
          Message.of("section '" + name + "' is read-only: the kernel has frozen it"));
    }
  }
}
