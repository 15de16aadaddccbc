package org.libbpfjava.internal.memory;

import org.libbpfjava.memory.AccessMode;

/**
 * One variable's bytes, copied out at once where each access would cost a system call or a lock.
 * Offsets stay those of the section.
 */
public final class Snapshot extends CopiedMemory {
  private final SectionMemory source;

  private Snapshot(SectionMemory source, int start, byte[] copy) {
    super(start, copy);
    this.source = source;
  }

  /**
   * What to read a struct or array from.
   *
   * @param memory the section
   * @param offset the variable's offset
   * @param size its bytes
   * @return the section itself where it is mapped, so that no piece tears, and a copy elsewhere
   */
  public static SectionMemory of(SectionMemory memory, int offset, int size) {
    return memory.accessMode() == AccessMode.MAPPED ? memory : copy(memory, offset, size);
  }

  private static Snapshot copy(SectionMemory source, int offset, int size) {
    int start = offset & -Long.BYTES; // bitfields are read by words, which may begin before it
    long end = Math.min(source.size(), (offset + (long) size + 7) & -Long.BYTES);
    byte[] copy = new byte[(int) (end - start)];
    source.getBytes(start, copy, 0, copy.length);
    return new Snapshot(source, start, copy);
  }

  @Override
  public String sectionName() {
    return source.sectionName();
  }

  @Override
  public AccessMode accessMode() {
    return source.accessMode();
  }
}
