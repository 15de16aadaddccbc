package org.libbpfjava.internal.variable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.variable.VariableInfo.Linkage;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.Mutations;

/** BTF and symbols together give each variable one place, or a reason why it has none. */
class VariableTableTest {
  private static VariableTable table(byte[] object) {
    ElfFile elf = ElfFile.parse("probe.bpf.o", object);
    return VariableTable.of(elf, ownBtf(elf));
  }

  private static @Nullable Btf ownBtf(ElfFile elf) {
    Optional<ElfSection> section = elf.findSection(".BTF");
    return section.isEmpty() ? null : Btf.parse("probe.bpf.o", section.get().bytes());
  }

  private static String describe(VariableInfo variable) {
    return variable.type().map(type -> type.toC(variable.name())).orElse(variable.name())
        + " | "
        + variable.place()
        + ", "
        + variable.size();
  }

  @Test
  void variablesComeBySectionAndOffsetWithTypeAndLinkage() {
    VariableTable table = table(BpfObjects.compiled("types"));
    assertEquals(
        List.of(
            "const volatile __u32 limits[4] | global in .rodata at byte 0, 16",
            "const volatile struct config cfg | global in .rodata at byte 16, 112",
            "int *const volatile pinned | global in .rodata at byte 128, 8",
            "const char *const words[2] | global in .rodata at byte 136, 16"),
        table.variables(".rodata").stream().map(VariableTableTest::describe).toList());
    assertEquals(Linkage.STATIC, table.get("hidden_counter").linkage());
    assertEquals(72, table.get("hidden_counter").offset());
    assertEquals(Linkage.STATIC, table.get("count.calls").linkage());
    assertEquals(Linkage.HIDDEN, table.get("hidden").linkage());
    assertEquals(Linkage.WEAK, table.get("weak").linkage());
    assertEquals(10, table.get("flexible").size(), "its initialiser's elements included");
    assertEquals(".bss.arr", table.get("hits").section());
    assertFalse(table.contains("_license"), "not in a section with variables");
    assertEquals(
        List.of(
            ".rodata",
            ".data",
            ".data.custom",
            ".rodata.cfg",
            ".bss",
            ".bss.arr",
            ".kconfig",
            ".ksyms"),
        table.variables().stream().map(VariableInfo::section).distinct().toList());
  }

  @Test
  void everySymbolOfTheObjectAgreesWithItsVariable() {
    ElfFile elf = ElfFile.parse("probe.bpf.o", BpfObjects.compiled("types"));
    VariableTable table = VariableTable.of(elf, ownBtf(elf));
    int compared = 0;
    for (ElfSymbol symbol : elf.dataSymbols()) {
      if (table.contains(symbol.name())) {
        VariableInfo variable = table.get(symbol.name());
        assertEquals(symbol.value(), variable.offset(), symbol.name());
        assertEquals(symbol.size(), variable.size(), symbol.name());
        assertTrue(variable.type().isPresent(), symbol.name());
        compared++;
      }
    }
    assertEquals(elf.dataSymbols().size() - 1, compared, "all but _license");
  }

  @Test
  void externsKnowWhetherTheyMayBeMissing() {
    VariableTable table = table(BpfObjects.compiled("types"));
    VariableInfo ksym = table.get("bpf_prog_active");
    assertEquals(Linkage.WEAK_EXTERN, ksym.linkage());
    assertEquals(0, ksym.size());
    assertEquals("const void", ksym.type().map(BtfType::toString).orElse(""));
    assertFalse(table.contains("bpf_rcu_read_lock"), "a function");
    assertEquals(
        "probe.bpf.o: variable 'CONFIG_HZ' in .kconfig: libbpf gives it a place when it opens the"
            + " object",
        assertThrows(InvalidBpfObjectException.class, () -> table.get("CONFIG_HZ")).getMessage());
  }

  @Test
  void externsAreReadFromWhatLibbpfMakesOfThem() {
    // After open, as libbpf 1.7 leaves it: externs are global, those of .ksyms ints, its functions
    // a dummy variable, and both sections have offsets.
    byte[] opened =
        new BtfWords()
            .intType()
            .type("CONFIG_HZ", 14, 0, 1, 1)
            .type(".kconfig", 15, 1, 8, 2, 4, 4)
            .type("bpf_prog_active", 14, 0, 1, 1)
            .type("dummy_ksym", 14, 0, 1, 1)
            .type(".ksyms", 15, 2, 8, 5, 0, 4, 4, 4, 4)
            .build();
    ElfFile elf = ElfFile.parse("probe.bpf.o", BpfObjects.compiled("types"));
    VariableTable table = VariableTable.of(elf, Btf.parse("probe.bpf.o", opened));
    assertEquals(
        List.of("int CONFIG_HZ | weak extern in .kconfig at byte 4, 4"),
        table.variables(".kconfig").stream().map(VariableTableTest::describe).toList());
    assertEquals(
        List.of("const void bpf_prog_active | weak extern in .ksyms at byte 0, 0"),
        table.variables(".ksyms").stream().map(VariableTableTest::describe).toList());
  }

  @Test
  void withoutBtfTheSymbolsAreTheVariables() {
    VariableTable table =
        table(Clang.object("static volatile int a = 1; long b; int f(void) { return a; }", "-g0"));
    assertEquals(
        List.of("a | static in .data at byte 0, 4", "b | global in .bss at byte 0, 8"),
        table.variables().stream().map(VariableTableTest::describe).toList());
    assertTrue(table.get("b").type().isEmpty());
  }

  @Test
  void aMissingNameListsTheNearest() {
    VariableTable table = table(Clang.object("int target_pid = 1; long hits; int mode = 2;"));
    assertEquals(
        "probe.bpf.o: no variable 'taget_pid'; it has: target_pid, hits, mode",
        assertThrows(NoSuchMemberException.class, () -> table.get("taget_pid")).getMessage());
    assertEquals(
        "probe.bpf.o: no variable 'hits' in .data; it has: mode, target_pid",
        assertThrows(NoSuchMemberException.class, () -> table.get("hits", ".data")).getMessage());
    assertEquals(
        "probe.bpf.o: no variable 'hits' in '.dta', which is no section with variables; it has:"
            + " .data, .bss",
        assertThrows(NoSuchMemberException.class, () -> table.get("hits", ".dta")).getMessage());
    assertEquals(Optional.empty(), table.find("taget_pid"));
    VariableTable none = table(Clang.object("int f(void) { return 1; }"));
    assertEquals(
        "probe.bpf.o: no variable 'x'; it has: none",
        assertThrows(NoSuchMemberException.class, () -> none.get("x")).getMessage());
  }

  /** Two symbols called twin_a: what the static linker makes of statics in two files. */
  private static byte[] twins() {
    byte[] object =
        Clang.object(
            """
            static volatile int twin_a = 1; static volatile int twin_b = 2;
            int f(void) { return twin_a + twin_b; }
            """,
            "-g0");
    ElfSection strings = ElfFile.parse("x", object).findSection(".strtab").orElseThrow();
    int name = new String(strings.bytes(), ISO_8859_1).indexOf("twin_b\0");
    object[(int) strings.offset() + name + "twin_".length()] = 'a';
    return object;
  }

  @Test
  void twoVariablesOfOneNameAreBothListedAndChosenByIndex() {
    VariableTable table = table(twins());
    assertEquals(
        "probe.bpf.o: 2 variables are named 'twin_a': static in .data at byte 0; static in .data at byte"
            + " 4. Choose one by its section, or by section and index",
        assertThrows(IllegalArgumentException.class, () -> table.get("twin_a")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> table.get("twin_a", ".data"));
    assertThrows(IllegalArgumentException.class, () -> table.find("twin_a"));
    assertEquals(4, table.get("twin_a", ".data", 1).offset());
    assertEquals(
        "probe.bpf.o: no variable 'twin_a' with index 2 in .data; it has 2 of that name",
        assertThrows(IndexOutOfBoundsException.class, () -> table.get("twin_a", ".data", 2))
            .getMessage());
  }

  @Test
  void whatTheStaticLinkerGotWrongIsRefusedAndTheRestWorks(@TempDir Path folder) throws Exception {
    byte[] first =
        Clang.object(
            """
            static volatile int counter = 1; volatile long pad = 1;
            __attribute__((weak)) int limit = 5;
            int first(void) { counter++; return limit + pad; }
            """);
    byte[] second =
        Clang.object(
            """
            int other = 7; static volatile int counter = 2; int limit = 50;
            int second(void) { counter++; return limit + other; }
            """);
    VariableTable table = table(Bpftool.link(folder, first, second));
    assertEquals(
        "probe.bpf.o: variable 'limit' in .data: BTF places it at byte 8, its symbol at byte 20",
        assertThrows(InvalidBpfObjectException.class, () -> table.get("limit")).getMessage());
    assertEquals(
        "probe.bpf.o: 2 variables are named 'counter': static in .data at byte 12; static in .data"
            + " at byte 24. Choose one by its section, or by section and index",
        assertThrows(IllegalArgumentException.class, () -> table.get("counter")).getMessage());
    assertEquals(24, table.get("counter", ".data", 1).offset());
    assertEquals(16, table.get("other").offset());
  }

  /** BTF as libbpf gives it after open: .data of 8 bytes, x at the given place. */
  private static VariableTable withBtf(int offset, int size, int typeSize) {
    ElfFile elf = ElfFile.parse("probe.bpf.o", Clang.object("int x = 1; int y = 2;", "-g0"));
    byte[] btf =
        new BtfWords()
            .type("int", 1, 0, typeSize, 1 << 24 | 8)
            .type("x", 14, 0, 1, 1)
            .type("y", 14, 0, 1, 1)
            .type(".data", 15, 2, 8, 2, offset, size, 3, 4, 4)
            .build();
    return VariableTable.of(elf, Btf.parse("probe.bpf.o", btf));
  }

  private static void assertRefused(String problem, VariableTable table) {
    assertEquals(
        "probe.bpf.o: variable 'x' in .data: " + problem,
        assertThrows(InvalidBpfObjectException.class, () -> table.get("x")).getMessage());
    assertEquals(4, table.get("y").offset(), "the other one works");
    assertEquals(2, table.variables().size());
  }

  @Test
  void aVariableThatBtfAndSymbolPlaceDifferentlyIsRefused() {
    assertEquals(0, withBtf(0, 4, 4).get("x").offset());
    assertRefused("BTF places it at byte 4, its symbol at byte 0", withBtf(4, 4, 4));
    assertRefused("BTF says that it takes 2 bytes, its symbol 4", withBtf(0, 2, 2));
    assertRefused("BTF places it at byte 4294967295, its symbol at byte 0", withBtf(-1, 4, 4));
  }

  @Test
  void aVariableOutsideItsSectionIsRefused() {
    ElfFile elf = ElfFile.parse("probe.bpf.o", Clang.object("short z; int y = 2;", "-g0"));
    byte[] btf =
        new BtfWords()
            .intType()
            .type("x", 14, 0, 1, 1)
            .type(".bss", 15, 1, 4, 2, 0, 4)
            .type("CONFIG_X", 14, 0, 1, 1)
            .type(".kconfig", 15, 1, 5, 4, 0, Integer.MIN_VALUE)
            .type(".data.gone", 15, 1, 4, 2, 0, 4)
            .build();
    VariableTable table = VariableTable.of(elf, Btf.parse("probe.bpf.o", btf));
    assertEquals(
        List.of(
            "",
            "",
            "variable 'x' in .bss: its 4 bytes from byte 0 on reach beyond the section's 2 bytes",
            "variable 'x' in .data.gone: the object has no such section",
            "variable 'CONFIG_X' in .kconfig: its 2147483648 bytes from byte 0 on reach beyond the"
                + " section's 5 bytes"),
        table.variables().stream()
            .map(VariableInfo::refusal)
            .sorted(Comparator.comparing(r -> r.isEmpty() ? 0 : r.indexOf(": ")))
            .toList());
    assertEquals(
        "probe.bpf.o: 2 variables are named 'x': global in .bss, refused; global in .data.gone,"
            + " refused. Choose one by its section, or by section and index",
        assertThrows(IllegalArgumentException.class, () -> table.get("x")).getMessage());
  }

  @Test
  void aTypeLargerThanItsPlaceIsRefused() {
    ElfFile elf = ElfFile.parse("probe.bpf.o", Clang.object("short x = 1; short y = 2;", "-g0"));
    byte[] btf =
        new BtfWords().intType().type("x", 14, 0, 1, 1).type(".data", 15, 1, 4, 2, 0, 2).build();
    assertEquals(
        "probe.bpf.o: variable 'x' in .data: BTF gives it 2 bytes, its type int takes 4",
        assertThrows(
                InvalidBpfObjectException.class,
                () -> VariableTable.of(elf, Btf.parse("probe.bpf.o", btf)).get("x"))
            .getMessage());
  }

  @Test
  void staticsOfOneNameFindTheirOwnSymbolsWhateverTheOrder() {
    ElfFile elf = ElfFile.parse("probe.bpf.o", twins());
    byte[] btf =
        new BtfWords()
            .intType()
            .type("twin_a", 14, 0, 1, 0)
            .type("twin_a", 14, 0, 1, 0)
            .type(".data", 15, 2, 8, 2, 4, 4, 3, 0, 4)
            .build();
    VariableTable table = VariableTable.of(elf, Btf.parse("probe.bpf.o", btf));
    assertEquals(
        List.of(
            "int twin_a | static in .data at byte 0, 4",
            "int twin_a | static in .data at byte 4, 4"),
        table.variables(".data").stream().map(VariableTableTest::describe).toList());
  }

  @Test
  void aResizedSectionMayHoldALongerLastArray() {
    ElfFile elf = ElfFile.parse("probe.bpf.o", Clang.object("int n = 1; int a[2] = {1};", "-g0"));
    byte[] btf =
        new BtfWords()
            .intType()
            .type("", 3, 0, 0, 1, 1, 10)
            .type("a", 14, 0, 2, 1)
            .type(".data", 15, 1, 44, 3, 4, 40)
            .build();
    Btf resized = Btf.parse("probe.bpf.o", btf);
    assertEquals(40, VariableTable.of(elf, resized, Map.of(".data", 44)).get("a").size());
    assertThrows(InvalidBpfObjectException.class, () -> VariableTable.of(elf, resized).get("a"));
  }

  @Test
  void tenThousandVariablesAreFoundByName() {
    String source =
        IntStream.range(0, 10_000).mapToObj(i -> "int v" + i + ";").collect(Collectors.joining());
    VariableTable table = table(Clang.object(source));
    assertEquals(10_000, table.variables().size());
    for (int i = 0; i < 10_000; i++) {
      assertEquals(4, table.get("v" + i).size());
    }
  }

  @Test
  void damagedObjectsGiveNoVariableOutsideItsSection() {
    byte[] good = BpfObjects.compiled("types");
    int read = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] bad = Mutations.of(good, seed);
      try {
        ElfFile elf = ElfFile.parse("probe.bpf.o", bad);
        for (VariableInfo variable : VariableTable.of(elf, ownBtf(elf)).variables()) {
          checkPlace(elf, variable);
        }
        read++;
      } catch (InvalidBpfObjectException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("probe.bpf.o: "));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(read > 500, read + " read");
  }

  private static void checkPlace(ElfFile elf, VariableInfo variable) {
    assertTrue(variable.offset() >= 0 && variable.size() >= 0);
    Optional<SectionKind> kind = SectionKind.of(variable.section()).filter(k -> !k.isExtern());
    if (variable.isUsable() && kind.isPresent()) {
      long size = elf.findSection(variable.section()).orElseThrow().size();
      assertTrue((long) variable.offset() + variable.size() <= size, variable::toString);
    }
  }
}
