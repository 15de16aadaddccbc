package org.libbpfjava.internal.memory;

/** How a section is cut into pages, so that a copy is taken only of what is written. */
final class Pages {
  private static final int BITS = 16;

  /** Bytes in a page; the last page has fewer. */
  static final int SIZE = 1 << BITS;

  private Pages() {}

  /** {@return the page of an offset} */
  static int index(int offset) {
    return offset >> BITS;
  }

  /** {@return the offset at which a page begins} */
  static int start(int index) {
    return index << BITS;
  }

  /** {@return the place of an offset in its page} */
  static int inside(int offset) {
    return offset & (SIZE - 1);
  }

  /** {@return how many pages a section of that size has} */
  static int count(int size) {
    return (int) (((long) size + SIZE - 1) >> BITS);
  }

  /** {@return bytes of a page in a section of that size} */
  static int size(int index, int size) {
    return Math.min(SIZE, size - start(index));
  }
}
