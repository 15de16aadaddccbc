package org.libbpfjava.internal.memory;

/** The one place that decides whether bytes lie inside a section. */
public final class SectionBounds {

  private SectionBounds() {}

  /**
   * Refuses a range that is not wholly inside the section. No sum is formed: it may wrap.
   *
   * @param section the section's ELF name, for the message
   * @param size bytes in the section
   * @param offset bytes from its start
   * @param length bytes wanted
   * @throws IndexOutOfBoundsException if any of them lies outside
   */
  public static void check(String section, int size, int offset, int length) {
    if ((offset | length) < 0 || length > size - offset) {
      throw outside(section, size, offset, length);
    }
  }

  private static IndexOutOfBoundsException outside(
      String section, int size, int offset, int length) {
    return new IndexOutOfBoundsException(
        "section '" + section + "' (" + size + " bytes) has no " + length + " bytes at " + offset);
  }
}
