package org.libbpfjava.testing;

import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;

/** The BTF of compiled test objects, as the compiler wrote it. */
public final class RawBtf {
  private RawBtf() {}

  /** {@return the {@code .BTF} section} */
  public static byte[] of(byte[] elf) {
    return ElfFile.parse("test object", elf)
        .findSection(".BTF")
        .map(ElfSection::bytes)
        .orElseThrow();
  }
}
