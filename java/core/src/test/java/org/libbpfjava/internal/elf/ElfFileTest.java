package org.libbpfjava.internal.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.BpfObjects;

/** Sections and symbols come out as clang put them in. */
class ElfFileTest {
  private final ElfFile elf = ElfFile.parse("types.bpf.o", BpfObjects.compiled("types"));

  private ElfSymbol symbol(String name) {
    return elf.symbols().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void sectionsHaveNameKindAndBytes() {
    ElfSection rodata = elf.findSection(".rodata").orElseThrow();
    assertTrue(rodata.isData() && !rodata.isWritable());
    assertEquals(ElfSection.PROGBITS, rodata.type());
    assertEquals(rodata.size(), rodata.bytes().length);
    ElfSection custom = elf.findSection(".data.custom").orElseThrow();
    assertTrue(custom.isData() && custom.isWritable());
    assertArrayEquals(new byte[] {8, 0, 0, 0}, custom.bytes());
    ElfSection bss = elf.findSection(".bss.arr").orElseThrow();
    assertEquals(ElfSection.NOBITS, bss.type());
    assertEquals(8, bss.size());
    assertEquals(0, bss.bytes().length);
    assertFalse(elf.findSection("raw_tp/sys_enter").orElseThrow().isData(), "code");
    assertFalse(elf.findSection(".BTF").orElseThrow().isData(), "not in memory");
    assertTrue(elf.findSection(".none").isEmpty());
    assertEquals(ElfSection.NULL, elf.sections().get(0).type());
    assertEquals(bss, elf.sections().get(bss.index()));
  }

  @Test
  void symbolsHaveBindingVisibilityAndPlace() {
    ElfSymbol hidden = symbol("hidden");
    assertEquals(ElfSymbol.Visibility.HIDDEN, hidden.visibility());
    assertEquals(ElfSymbol.Binding.GLOBAL, hidden.binding());
    assertEquals(4, hidden.size());
    ElfSymbol local = symbol("hidden_counter");
    assertEquals(ElfSymbol.Binding.LOCAL, local.binding());
    assertEquals(elf.findSection(".data").orElseThrow(), local.section());
    assertEquals(ElfSymbol.Binding.WEAK, symbol("weak").binding());
    ElfSymbol extern = symbol("CONFIG_HZ");
    assertEquals(null, extern.section());
    assertEquals(ElfSymbol.Binding.WEAK, extern.binding());
    assertEquals(ElfSymbol.Type.FUNC, symbol("count").type());
    assertEquals(ElfSymbol.Type.FILE, symbol("input.bpf.c").type());
  }

  @Test
  void dataSymbolsAreTheVariablesWhateverTheirLinkage() {
    List<String> names = elf.dataSymbols().stream().map(ElfSymbol::name).toList();
    assertTrue(
        names.containsAll(
            List.of("limits", "hidden_counter", "count.calls", "hidden", "weak", "hits")),
        names.toString());
    assertEquals(
        List.of(),
        elf.dataSymbols().stream()
            .map(ElfSymbol::section)
            .filter(section -> section == null || !section.isData())
            .collect(Collectors.toList()));
    assertFalse(names.contains("count"), "a function");
    assertFalse(names.contains("CONFIG_HZ"), "an extern");
  }

  @Test
  void anObjectWithoutSymbolsOrDebugInfoIsReadToo() {
    ElfFile plain = ElfFile.parse("plain", Clang.object("int x = 1;", "-g0"));
    assertEquals(List.of("x"), plain.dataSymbols().stream().map(ElfSymbol::name).toList());
    assertTrue(plain.findSection(".BTF").isEmpty());
  }
}
