package org.libbpfjava.internal.variable;

import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.testing.BpfObjects;

class FileTypesTest {
  @Test
  void theTypesOfAFileAreParsedOnce() {
    ElfFile elf = ElfFile.parse("externs.bpf.o", BpfObjects.bytes("externs.bpf.o"));
    assertSame(FileTypes.of(elf).orElseThrow(), FileTypes.of(elf).orElseThrow());
  }
}
