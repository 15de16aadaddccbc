package org.libbpfjava.internal.variable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.testing.BpfObjects;

class OpenedTypesTest {
  private final ElfFile elf = ElfFile.parse("globals.bpf.o", BpfObjects.bytes("globals.bpf.o"));
  private final byte[] raw = elf.findSection(".BTF").orElseThrow().bytes();

  @Test
  void theSameTypesAreReadOnce() {
    OpenedTypes first = OpenedTypes.of(elf, raw);
    OpenedTypes second = OpenedTypes.of(elf, raw.clone());
    assertSame(first.btf().orElseThrow(), second.btf().orElseThrow());
    assertSame(first.variables(), second.variables());
  }

  @Test
  void otherTypesAreReadAnew() {
    OpenedTypes first = OpenedTypes.of(elf, raw);
    String name = first.variables().variables().get(0).name();
    byte[] other = raw.clone();
    other[new String(raw, ISO_8859_1).indexOf("\0" + name + "\0") + 1] = 'Z';
    OpenedTypes second = OpenedTypes.of(elf, other);
    assertTrue(second.variables().contains("Z" + name.substring(1)));
    assertFalse(first.variables().contains("Z" + name.substring(1)));
    assertNotSame(first.btf().orElseThrow(), OpenedTypes.of(elf, raw).btf().orElseThrow());
  }

  @Test
  void withoutTypesThereAreTheSymbols() {
    OpenedTypes none = OpenedTypes.of(elf, null);
    assertEquals(Optional.empty(), none.btf());
    assertEquals(
        OpenedTypes.of(elf, raw).variables().variables().stream().map(VariableInfo::name).toList(),
        none.variables().variables().stream().map(VariableInfo::name).toList());
  }
}
