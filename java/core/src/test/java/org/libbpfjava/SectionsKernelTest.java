package org.libbpfjava;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;

/** Every kind of variable can be set before load and is live, mapped memory after it. */
@KernelTest
class SectionsKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final String PLAIN =
      """
      #define SEC(name) __attribute__((section(name), used))
      volatile unsigned hits;
      volatile unsigned long long total = 5;
      volatile char label[6] = "abc";
      const volatile unsigned long long limit = 9;
      SEC("socket") int run(void *ctx) { hits++; total += limit; label[0] = 'x'; return hits; }
      char _license[] SEC("license") = "GPL";
      """;

  @Test
  void staticHiddenAndCustomPlacedVariablesReachTheProgram() {
    try (OpenBpfObject open = BpfObjects.open("sections.bpf.o")) {
      open.variable("step").setInt(10);
      open.variable("factor").setInt(20);
      open.variable("inner").setInt(3);
      open.variable("bias").setInt(44);
      open.variable("runs").setLong(1000);
      open.variable("first.calls").setInt(7);
      open.variable("scratch[1]").setLong(1L << 33);
      try (BpfObject object = open.load()) {
        assertEquals(44, object.program("first").testRun(PACKET).returnValue());
        assertEquals(1001, object.variable("runs").getLong());
        assertEquals(17, object.variable("first.calls").getInt());
        assertEquals((1L << 33) + 60, object.variable("scratch[1]").getLong());
      }
    }
  }

  @Test
  void sectionsWithoutVariablesAreThereOnBothSidesOfLoad() {
    try (OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      List<String> names = open.sections().stream().map(OpenDataSection::name).toList();
      assertTrue(names.contains(".rodata.str1.1"), names.toString());
      byte[] literals = open.section(".rodata.str1.1").bytes();
      try (BpfObject object = open.load()) {
        assertEquals(names, object.sections().stream().map(DataSection::name).toList());
        assertArrayEquals(literals, object.section(".rodata.str1.1").bytes());
      }
    }
  }

  @Test
  void everySectionIsMappedAlsoOneOfStaticVariablesAlone() {
    try (BpfObject object = BpfObjects.load("sections.bpf.o")) {
      List<String> sections =
          object.sections().stream()
              .map(s -> s.name() + " " + s.accessMode() + (s.isReadOnly() ? " read-only" : ""))
              .sorted()
              .toList();
      assertEquals(
          List.of(
              ".bss MAPPED",
              ".bss.scratch MAPPED",
              ".data MAPPED",
              ".data.tuning MAPPED",
              ".rodata MAPPED read-only",
              ".rodata.cfg MAPPED read-only"),
          sections);
      LongHandle runs = object.variable("runs").longHandle();
      object.program("first").testRun(PACKET);
      assertEquals(1, runs.getAndAdd(10));
      object.program("first").testRun(PACKET);
      assertEquals(12, runs.get());
      object.variable("second.calls").setInt(900);
      assertEquals(901, object.program("second").testRun(PACKET).returnValue());
    }
  }

  @Test
  void oneOfTwoStaticVariablesOfOneNameIsChosenByItsIndex(@TempDir Path folder) throws Exception {
    String template =
        """
        #define SEC(name) __attribute__((section(name), used))
        static volatile int seen = %d;
        SEC("socket") int %s(void *ctx) { return ++seen; }
        """;
    byte[] one = Clang.object(template.formatted(10, "one"));
    byte[] two =
        Clang.object(
            template.formatted(20, "two") + "char _license[] SEC(\"license\") = \"GPL\";\n");
    try (BpfObject object = load(Bpftool.link(folder, one, two))) {
      assertEquals(11, object.program("one").testRun(PACKET).returnValue());
      assertEquals(21, object.program("two").testRun(PACKET).returnValue());
      IllegalArgumentException ambiguous =
          assertThrows(IllegalArgumentException.class, () -> object.variable("seen"));
      assertEquals(
          "object: 2 variables are named 'seen': static in .data at byte 0; static in .data at byte"
              + " 4. Choose one by its section, or by section and index",
          ambiguous.getMessage());
      assertEquals(11, object.section(".data").variable("seen", 0).getInt());
      object.section(".data").variable("seen", 1).setInt(70);
      assertEquals(71, object.program("two").testRun(PACKET).returnValue());
      assertEquals(12, object.program("one").testRun(PACKET).returnValue());
    }
  }

  @Test
  void withoutBtfVariablesAreReachedBySizeAndMapped() {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(PLAIN, "-g0")))) {
      assertTrue(open.btf().isEmpty());
      open.variable("total").setLong(100);
      open.variable("limit").setLong(1);
      assertEquals(5 + 1, open.variable("label").size());
      try (BpfObject object = open.load()) {
        assertEquals(AccessMode.MAPPED, object.variable("hits").accessMode());
        object.program("run").testRun(PACKET);
        assertEquals(101, object.variable("total").getLong());
        assertEquals(1, object.variable("hits").intHandle().get());
        assertArrayEquals("xbc\0\0\0".getBytes(US_ASCII), object.variable("label").getBytes());
        assertEquals("hits (4 bytes, no BTF) = 0x01000000", object.variable("hits").toString());
        object.variable("label").setBytes("abcdef".getBytes(US_ASCII));
        IllegalArgumentException tooWide =
            assertThrows(IllegalArgumentException.class, () -> object.variable("hits").setLong(1));
        assertEquals(
            "variable 'hits' (4 bytes, no BTF) cannot take the long (8 bytes) 1",
            tooWide.getMessage());
      }
    }
  }

  @Test
  void aVariableAboutWhichTheObjectContradictsItselfIsRefusedAndTheOthersWork() {
    byte[] elf = Clang.object(PLAIN);
    patchSymbolSize(elf, "total", 4);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertRefused(() -> open.variable("total"));
      try (BpfObject object = open.load()) {
        assertRefused(() -> object.variable("total"));
        assertFalse(object.variables().stream().anyMatch(v -> v.name().equals("total")));
        object.program("run").testRun(PACKET);
        assertEquals(1, object.variable("hits").getInt());
      }
    }
  }

  private static void assertRefused(org.junit.jupiter.api.function.Executable lookup) {
    InvalidBpfObjectException refused = assertThrows(InvalidBpfObjectException.class, lookup);
    assertEquals(
        "object: variable 'total' in .data: BTF says that it takes 8 bytes, its symbol 4",
        refused.getMessage());
  }

  private static BpfObject load(byte[] elf) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      return open.load();
    }
  }

  private static void patchSymbolSize(byte[] elf, String name, long size) {
    ElfFile file = ElfFile.parse("object", elf);
    ElfSection table =
        file.sections().stream()
            .filter(s -> s.type() == ElfSection.SYMTAB)
            .findFirst()
            .orElseThrow();
    List<String> names = file.symbols().stream().map(ElfSymbol::name).toList();
    int at = (int) table.offset() + 24 * names.indexOf(name) + 16; // st_size
    ByteBuffer.wrap(elf).order(ByteOrder.nativeOrder()).putLong(at, size);
  }
}
