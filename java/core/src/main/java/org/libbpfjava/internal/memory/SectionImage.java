package org.libbpfjava.internal.memory;

/** A section's initial bytes as the object file has them: read only, copied out on each call. */
@FunctionalInterface
public interface SectionImage {

  /**
   * Copies initial bytes out. The caller has checked the bounds.
   *
   * @param offset bytes from the section's start
   * @param target receives them
   * @param targetStart where in {@code target} they go
   * @param length how many
   */
  void read(int offset, byte[] target, int targetStart, int length);
}
