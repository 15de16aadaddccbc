package org.libbpfjava.internal.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.testing.BpfObjects;

class ParsedFilesTest {
  private final byte[] bytes = BpfObjects.bytes("globals.bpf.o");

  private static ElfFile parsed(String name, byte[] bytes) {
    return ParsedFiles.of(new ObjectFile(name, bytes));
  }

  @Test
  void theSameBytesAreParsedOnce() {
    assertSame(parsed("same.bpf.o", bytes), parsed("same.bpf.o", bytes.clone()));
  }

  @Test
  void anotherNameIsAnotherFile() {
    ElfFile one = parsed("one.bpf.o", bytes);
    ElfFile other = parsed("other.bpf.o", bytes);
    assertNotSame(one, other);
    assertEquals("other.bpf.o", other.source());
  }

  @Test
  void oneOtherByteIsAnotherFile() {
    ElfFile known = parsed("byte.bpf.o", bytes);
    int value = (int) known.findSection(".data").orElseThrow().offset();
    byte[] changed = bytes.clone();
    changed[value]++;
    ElfFile other = parsed("byte.bpf.o", changed);
    assertEquals(changed[value], other.findSection(".data").orElseThrow().bytes()[0]);
    assertSame(known, parsed("byte.bpf.o", bytes));
  }

  @Test
  void aMalformedFileIsRefusedEachTime() {
    byte[] bad = bytes.clone();
    bad[4] = 7;
    for (int i = 0; i < 2; i++) {
      assertThrows(InvalidBpfObjectException.class, () -> parsed("bad.bpf.o", bad));
    }
  }

  @Test
  void manyFilesPushOutTheOldest() {
    ElfFile first = parsed("file 0", bytes);
    for (int i = 1; i <= 64; i++) {
      ElfFile file = parsed("file " + i, bytes);
      assertSame(file, parsed("file " + i, bytes));
    }
    assertNotSame(first, parsed("file 0", bytes));
  }

  @Test
  void aFileThatNobodyUsesIsFreed() throws InterruptedException {
    WeakReference<ElfFile> file = new WeakReference<>(parsed("unused.bpf.o", bytes));
    for (int i = 0; i < 100 && !file.refersTo(null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertSame(null, file.get());
  }
}
