package org.libbpfjava.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.AccessMode;
import org.libbpfjava.BpfException;

/**
 * A section before load: reads come from the initial image until the first write takes one working
 * copy of it, so a section that nobody writes costs nothing.
 *
 * <p>Every access holds the lock that the owner handed in. The owner holds it too while it hands
 * {@link #workingCopy} to libbpf and ends the phase, so that no write is lost in between.
 */
public final class CopySectionMemory implements SectionMemory {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final String name;
  private int size; // guarded by lock
  private final SectionImage image;
  private final Object lock;
  private final Liveness liveness;
  private byte @Nullable [] copy; // guarded by lock; null until the first write
  private @Nullable String frozen; // guarded by lock: why nobody may write

  /**
   * A section that has not been written yet.
   *
   * @param name the section's ELF name
   * @param size bytes in the section
   * @param image its initial bytes
   * @param lock held during every access
   * @param liveness asked before every access, under the lock
   */
  public CopySectionMemory(
      String name, int size, SectionImage image, Object lock, Liveness liveness) {
    this.name = name;
    this.size = size;
    this.image = image;
    this.lock = lock;
    this.liveness = liveness;
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    synchronized (lock) {
      return size;
    }
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.COPY;
  }

  @Override
  public boolean isReadOnly() {
    return isFrozen();
  }

  /** {@return whether {@link #freeze} was called} */
  public boolean isFrozen() {
    synchronized (lock) {
      return frozen != null;
    }
  }

  @Override
  public String readOnlyReason() {
    synchronized (lock) {
      return frozen != null ? frozen : SectionMemory.super.readOnlyReason();
    }
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public byte getByte(int offset) {
    synchronized (lock) {
      check(offset, 1);
      return copy != null ? copy[offset] : fromImage(offset, 1)[0];
    }
  }

  @Override
  public short getShort(int offset) {
    synchronized (lock) {
      check(offset, 2);
      return copy != null
          ? (short) SHORT.get(copy, offset)
          : (short) SHORT.get(fromImage(offset, 2), 0);
    }
  }

  @Override
  public int getInt(int offset) {
    synchronized (lock) {
      check(offset, 4);
      return copy != null ? (int) INT.get(copy, offset) : (int) INT.get(fromImage(offset, 4), 0);
    }
  }

  @Override
  public long getLong(int offset) {
    synchronized (lock) {
      check(offset, 8);
      return copy != null
          ? (long) LONG.get(copy, offset)
          : (long) LONG.get(fromImage(offset, 8), 0);
    }
  }

  @Override
  public void putByte(int offset, byte value) {
    synchronized (lock) {
      check(offset, 1);
      writable()[offset] = value;
    }
  }

  @Override
  public void putShort(int offset, short value) {
    synchronized (lock) {
      check(offset, 2);
      SHORT.set(writable(), offset, value);
    }
  }

  @Override
  public void putInt(int offset, int value) {
    synchronized (lock) {
      check(offset, 4);
      INT.set(writable(), offset, value);
    }
  }

  @Override
  public void putLong(int offset, long value) {
    synchronized (lock) {
      check(offset, 8);
      LONG.set(writable(), offset, value);
    }
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    synchronized (lock) {
      check(offset, length);
      if (copy != null) {
        System.arraycopy(copy, offset, target, targetStart, length);
      } else {
        image.read(offset, target, targetStart, length);
      }
    }
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    synchronized (lock) {
      check(offset, length);
      System.arraycopy(source, sourceStart, writable(), offset, length);
    }
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    synchronized (lock) {
      check(offset, 4);
      byte[] bytes = writable();
      INT.set(bytes, offset, ((int) INT.get(bytes, offset) & ~mask) | (bits & mask));
    }
  }

  @Override
  public void updateBytes(int offset, byte[] mask, byte[] bits) {
    synchronized (lock) { // so that no other thread sees half of it
      SectionMemory.super.updateBytes(offset, mask, bits);
    }
  }

  /**
   * Whether the bytes differ from the initial image. Writing the value that was there already is no
   * change.
   *
   * @param offset bytes from the section's start
   * @param length how many
   * @return whether any of them differs
   */
  public boolean isChanged(int offset, int length) {
    synchronized (lock) {
      check(offset, length);
      return copy != null
          && !Arrays.equals(copy, offset, offset + length, fromImage(offset, length), 0, length);
    }
  }

  /**
   * Puts the initial bytes back.
   *
   * @param offset bytes from the section's start
   * @param length how many
   */
  public void reset(int offset, int length) {
    synchronized (lock) {
      check(offset, length);
      if (copy != null) {
        image.read(offset, copy, offset, length);
      }
    }
  }

  /**
   * Sets all bytes of a range.
   *
   * @param offset bytes from the section's start
   * @param length how many
   * @param value what each becomes
   */
  public void fill(int offset, int length, byte value) {
    synchronized (lock) {
      check(offset, length);
      Arrays.fill(writable(), offset, offset + length, value);
    }
  }

  /**
   * Follows a change of the image's size; a working copy keeps what it has and ends with zeros.
   *
   * @param newSize bytes, not fewer than now
   */
  public void resize(int newSize) {
    synchronized (lock) {
      if (copy != null) {
        copy = Arrays.copyOf(copy, newSize);
      }
      size = newSize;
    }
  }

  /**
   * Refuses every write from now on.
   *
   * @param reason why, as the end of a sentence
   */
  public void freeze(String reason) {
    synchronized (lock) {
      frozen = reason;
      copy = null;
    }
  }

  /**
   * The working copy itself, to be handed to libbpf at load; empty where nothing was ever written.
   * Not checked against the phase: the owner calls it while it ends the phase, holding the lock.
   *
   * @return the bytes, not a copy of them
   */
  public Optional<byte[]> workingCopy() {
    synchronized (lock) {
      return Optional.ofNullable(copy);
    }
  }

  private void check(int offset, int length) {
    liveness.check();
    SectionBounds.check(name, size, offset, length);
  }

  private byte[] fromImage(int offset, int length) {
    byte[] bytes = new byte[length];
    image.read(offset, bytes, 0, length);
    return bytes;
  }

  private byte[] writable() {
    if (frozen != null) {
      throw new BpfException("section '" + name + "' cannot be set: " + frozen);
    }
    byte[] bytes = copy;
    if (bytes == null) {
      bytes = fromImage(0, size);
      copy = bytes;
    }
    return bytes;
  }
}
