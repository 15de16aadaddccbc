package org.libbpfjava.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.memory.AccessMode;

/**
 * A section before load. Reads come from the initial image. The first write to a page takes a
 * working copy of that page. So a section that nobody writes costs nothing, and a variable that is
 * set in a large section costs a page.
 *
 * <p>Every access holds the lock that the owner handed in. The owner also holds it while it hands
 * the {@link #changedPages} to libbpf and ends the phase, so that no write is lost in between.
 */
public final class CopySectionMemory implements SectionMemory {
  private static final byte[][] UNTOUCHED = {};

  /** Takes bytes of a section. */
  @FunctionalInterface
  public interface Target {
    /**
     * Takes some.
     *
     * @param offset bytes from the section's start
     * @param bytes what it holds from there on
     */
    void write(int offset, byte[] bytes);
  }

  private final String name;
  private int size; // guarded by lock
  private final int imageSize; // what lies beyond is zero
  private final SectionImage image;
  private final Object lock;
  private final Liveness liveness;
  private byte[] @Nullable [] pages = UNTOUCHED; // guarded by lock; null for one as in the image
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
    this.imageSize = size;
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

  /** {@return bytes that the section has in the object file} */
  public int initialSize() {
    return imageSize;
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

  /**
   * Little-endian, as the file. Not by a VarHandle, which a fresh JVM takes milliseconds to make.
   */
  private static long word(byte[] bytes, int at, int width) {
    long word = 0;
    for (int i = width - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | Byte.toUnsignedLong(bytes[at + i]);
    }
    return word;
  }

  private static void setWord(byte[] bytes, int at, int width, long word) {
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (word >>> (i * Byte.SIZE));
    }
  }

  @Override
  public byte getByte(int offset) {
    synchronized (lock) {
      byte[] page = pageToRead(offset, 1);
      return page != null ? page[Pages.inside(offset)] : read(offset, 1)[0];
    }
  }

  @Override
  public short getShort(int offset) {
    synchronized (lock) {
      byte[] page = pageToRead(offset, 2);
      return page != null
          ? (short) word(page, Pages.inside(offset), 2)
          : (short) word(read(offset, 2), 0, 2);
    }
  }

  @Override
  public int getInt(int offset) {
    synchronized (lock) {
      byte[] page = pageToRead(offset, 4);
      return page != null
          ? (int) word(page, Pages.inside(offset), 4)
          : (int) word(read(offset, 4), 0, 4);
    }
  }

  @Override
  public long getLong(int offset) {
    synchronized (lock) {
      byte[] page = pageToRead(offset, 8);
      return page != null ? word(page, Pages.inside(offset), 8) : word(read(offset, 8), 0, 8);
    }
  }

  private byte[] read(int offset, int length) {
    byte[] bytes = new byte[length];
    getBytes(offset, bytes, 0, length);
    return bytes;
  }

  @Override
  public void putByte(int offset, byte value) {
    synchronized (lock) {
      check(offset, 1);
      checkWritable();
      writable(offset)[Pages.inside(offset)] = value;
    }
  }

  @Override
  public void putShort(int offset, short value) {
    synchronized (lock) {
      byte[] page = pageToWrite(offset, 2);
      if (page != null) {
        setWord(page, Pages.inside(offset), 2, value);
      } else {
        byte[] bytes = new byte[2];
        setWord(bytes, 0, 2, value);
        putBytes(offset, bytes, 0, 2);
      }
    }
  }

  @Override
  public void putInt(int offset, int value) {
    synchronized (lock) {
      byte[] page = pageToWrite(offset, 4);
      if (page != null) {
        setWord(page, Pages.inside(offset), 4, value);
      } else {
        byte[] bytes = new byte[4];
        setWord(bytes, 0, 4, value);
        putBytes(offset, bytes, 0, 4);
      }
    }
  }

  @Override
  public void putLong(int offset, long value) {
    synchronized (lock) {
      byte[] page = pageToWrite(offset, 8);
      if (page != null) {
        setWord(page, Pages.inside(offset), 8, value);
      } else {
        byte[] bytes = new byte[8];
        setWord(bytes, 0, 8, value);
        putBytes(offset, bytes, 0, 8);
      }
    }
  }

  /** {@return the page that holds all of the bytes, null where they lie in two} */
  private byte @Nullable [] pageToWrite(int offset, int length) {
    check(offset, length);
    checkWritable();
    return Pages.inside(offset) <= Pages.SIZE - length ? writable(offset) : null;
  }

  /** {@return the written page that holds all of the bytes, null where there is none} */
  private byte @Nullable [] pageToRead(int offset, int length) {
    check(offset, length);
    return pages.length != 0 && Pages.inside(offset) <= Pages.SIZE - length
        ? pages[Pages.index(offset)]
        : null;
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    synchronized (lock) {
      check(offset, length);
      if (pages.length == 0) {
        readImage(offset, target, targetStart, length);
        return;
      }
      for (int done = 0, part; done < length; done += part) {
        int at = offset + done;
        byte[] page = pages[Pages.index(at)];
        part = Math.min(length - done, Pages.SIZE - Pages.inside(at));
        if (page != null) {
          System.arraycopy(page, Pages.inside(at), target, targetStart + done, part);
        } else {
          readImage(at, target, targetStart + done, part);
        }
      }
    }
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    synchronized (lock) {
      check(offset, length);
      checkWritable();
      for (int done = 0, part; done < length; done += part) {
        int at = offset + done;
        part = Math.min(length - done, Pages.SIZE - Pages.inside(at));
        System.arraycopy(source, sourceStart + done, writable(at), Pages.inside(at), part);
      }
    }
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    synchronized (lock) {
      putInt(offset, (getInt(offset) & ~mask) | (bits & mask));
    }
  }

  @Override
  public void updateBytes(int offset, byte[] mask, byte[] bits) {
    synchronized (lock) { // so that no other thread sees half of it
      SectionMemory.super.updateBytes(offset, mask, bits);
    }
  }

  /** {@return whether anything was ever written; the same bytes again count too} */
  public boolean isWritten() {
    synchronized (lock) {
      return pages.length != 0;
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
      liveness.check();
      return differs(offset, length);
    }
  }

  /**
   * As {@link #isChanged}, for the owner while it ends the phase, holding the lock.
   *
   * @param offset bytes from the section's start
   * @param length how many
   * @return whether any of them differs from the initial image
   */
  public boolean differs(int offset, int length) {
    synchronized (lock) {
      SectionBounds.check(name, size, offset, length);
      for (int done = 0, part; done < length && pages.length != 0; done += part) {
        int at = offset + done;
        byte[] page = pages[Pages.index(at)];
        part = Math.min(length - done, Pages.SIZE - Pages.inside(at));
        if (page != null) {
          byte[] initial = new byte[part];
          readImage(at, initial, 0, part);
          if (!Arrays.equals(page, Pages.inside(at), Pages.inside(at) + part, initial, 0, part)) {
            return true;
          }
        }
      }
      return false;
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
      for (int done = 0, part; done < length && pages.length != 0; done += part) {
        int at = offset + done;
        byte[] page = pages[Pages.index(at)];
        part = Math.min(length - done, Pages.SIZE - Pages.inside(at));
        if (page != null) {
          readImage(at, page, Pages.inside(at), part);
        }
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
      checkWritable();
      for (int done = 0, part; done < length; done += part) {
        int at = offset + done;
        part = Math.min(length - done, Pages.SIZE - Pages.inside(at));
        Arrays.fill(writable(at), Pages.inside(at), Pages.inside(at) + part, value);
      }
    }
  }

  /**
   * Gives the section another size. What was written beyond a smaller one is lost; new bytes are
   * zero.
   *
   * @param newSize bytes, not fewer than {@link #initialSize}
   */
  public void resize(int newSize) {
    synchronized (lock) {
      if (pages.length != 0) {
        byte[] @Nullable [] resized = Arrays.copyOf(pages, Pages.count(newSize));
        for (int i = 0; i < resized.length; i++) {
          byte[] page = resized[i];
          if (page != null) {
            resized[i] = Arrays.copyOf(page, Pages.size(i, newSize));
          }
        }
        pages = resized;
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
      pages = UNTOUCHED;
    }
  }

  /**
   * Hands over the pages that were written, for libbpf at load; none where nothing ever was. Not
   * checked against the phase: the owner calls it while it ends the phase, holding the lock.
   *
   * @param target takes each, the very bytes and no copy of them
   */
  public void changedPages(Target target) {
    synchronized (lock) {
      for (int i = 0; i < pages.length; i++) {
        byte[] page = pages[i];
        if (page != null) {
          target.write(Pages.start(i), page);
        }
      }
    }
  }

  private void check(int offset, int length) {
    liveness.check();
    SectionBounds.check(name, size, offset, length);
  }

  private void readImage(int offset, byte[] target, int start, int length) {
    int part = Math.max(0, Math.min(length, imageSize - offset));
    if (part > 0) {
      image.read(offset, target, start, part);
    }
    Arrays.fill(target, start + part, start + length, (byte) 0);
  }

  private void checkWritable() {
    if (frozen != null) {
      throw new BpfException(Message.of("section '" + name + "' cannot be set: " + frozen));
    }
  }

  private byte[] writable(int offset) {
    if (pages.length == 0) {
      pages = new byte[Pages.count(size)][];
    }
    int index = Pages.index(offset);
    byte[] page = pages[index];
    if (page == null) {
      page = new byte[Pages.size(index, size)];
      readImage(Pages.start(index), page, 0, page.length);
      pages[index] = page;
    }
    return page;
  }
}
