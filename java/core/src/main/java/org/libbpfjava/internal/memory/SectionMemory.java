package org.libbpfjava.internal.memory;

import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.memory.AccessMode;

/**
 * The bytes of one data section, wherever they are in the object's present phase: a working copy
 * before load, a mapping or the map's element after it.
 *
 * <p>Offsets count from the section's start. Every method checks its bounds and the owner's phase
 * (IllegalStateException once loaded or closed), and numbers are in the machine's own byte order.
 * An aligned access of 2, 4 or 8 bytes does not tear where {@link #isAtomic} says so; single bytes
 * never do.
 */
public interface SectionMemory {

  /** {@return the section's ELF name} */
  String sectionName();

  /** {@return bytes in the section} */
  int size();

  /** {@return how the bytes are reached} */
  AccessMode accessMode();

  /** {@return whether the kernel or the phase forbids writing} */
  boolean isReadOnly();

  /** {@return why it is read-only, as the end of a sentence} */
  default String readOnlyReason() {
    boolean always = SectionKind.isReadOnlyAfterLoad(sectionName());
    return always ? "it lies in " + sectionName() : "the map of " + sectionName() + " is frozen";
  }

  /**
   * {@return whether aligned accesses are single, untorn accesses to memory shared with the
   * programs}
   */
  boolean isAtomic();

  /**
   * {@return why there are no handles of what lies in it, where it is not mapped}
   *
   * @param subject what has none, as the beginning of a sentence
   */
  default RuntimeException noHandle(String subject) {
    return new IllegalStateException(subject + "its object is not loaded yet");
  }

  byte getByte(int offset);

  short getShort(int offset);

  int getInt(int offset);

  long getLong(int offset);

  void putByte(int offset, byte value);

  void putShort(int offset, short value);

  void putInt(int offset, int value);

  void putLong(int offset, long value);

  /** Copies bytes out; not atomic as a whole. */
  void getBytes(int offset, byte[] target, int targetStart, int length);

  /** Copies bytes in; not atomic as a whole. */
  void putBytes(int offset, byte[] source, int sourceStart, int length);

  /**
   * Replaces the bits of {@code mask} in the aligned 4-byte word at {@code offset} by those of
   * {@code bits}, leaving the others as another writer last left them where {@link #isAtomic}.
   */
  void updateInt(int offset, int mask, int bits);

  /**
   * Replaces the bits of {@code mask} in one byte, for the last bytes of a section that are no
   * whole word. Not atomic unless overridden.
   */
  default void updateByte(int offset, int mask, int bits) {
    putByte(offset, (byte) ((getByte(offset) & ~mask) | (bits & mask)));
  }

  /**
   * Replaces the bits of {@code mask} in as many bytes as both arrays have; not atomic as a whole.
   */
  default void updateBytes(int offset, byte[] mask, byte[] bits) {
    int at = 0;
    while (at < mask.length) {
      int run = at;
      while (run < mask.length && mask[run] == -1) {
        run++;
      }
      if (run > at) {
        putBytes(offset + at, bits, at, run - at);
        at = run;
      } else {
        if (mask[at] != 0) {
          updateByte(offset + at, mask[at], bits[at]);
        }
        at++;
      }
    }
  }
}
