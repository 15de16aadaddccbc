package org.libbpfjava.internal.elf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Mutations;

/** A file that is no well-formed BPF object is refused with what is wrong, and where. */
class MalformedElfTest {
  private static final String SOURCE =
      "int x = 1; __attribute__((section(\"raw_tp\"))) int f(void *c) { return ++x; }";
  private static final int SHOFF = 0x28;

  private static void assertRefused(String problem, byte[] bytes) {
    assertEquals(
        "bad.bpf.o: " + problem,
        assertThrows(InvalidBpfObjectException.class, () -> ElfFile.parse("bad.bpf.o", bytes))
            .getMessage());
  }

  private static byte[] small() {
    return Clang.object(SOURCE, "-g0");
  }

  private static byte[] patched(Consumer<ByteBuffer> patch) {
    byte[] bytes = small();
    patch.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  /** {@return where the header of a section stands in {@link #small}} */
  private static int header(String section) {
    return ElfFile.parse("small", small()).findSection(section).orElseThrow().header();
  }

  @Test
  void codeThatRefersToWhatIsInNoSection() {
    byte[] common =
        Clang.object(
            "int x; __attribute__((section(\"raw_tp\"))) int f(void *c) { return ++x; }",
            "-g0",
            "-fcommon");
    ElfFile elf = ElfFile.parse("good", small());
    int number = 0;
    while (!elf.symbols().get(number).name().equals("x")) {
      number++;
    }
    int at = (int) elf.findSection(".symtab").orElseThrow().offset() + 24 * number + 6;
    String symbol = "symbol " + number + " 'x', to which code refers, ";
    String refused =
        String.valueOf(
            assertThrows(InvalidBpfObjectException.class, () -> ElfFile.parse("bad.bpf.o", common))
                .getMessage());
    assertTrue(
        refused.contains(
            "'x', to which code refers, is COMMON (-fcommon): no section holds it; compile with"
                + " -fno-common, or give the variable an initial value (byte 0x"),
        refused);
    assertRefused(
        symbol + "is absolute (SHN_ABS): it is a number and has no place in the object" + hex(at),
        patched(file -> file.putShort(at, (short) 0xfff1)));
    assertRefused(
        symbol + "lies in section number 0xff1f, which ELF reserves" + hex(at),
        patched(file -> file.putShort(at, (short) 0xff1f)));
  }

  private static String hex(int offset) {
    return " (byte 0x" + Integer.toHexString(offset) + " of the file)";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '#include <linux/bpf.h>' | not an ELF file, it looks like text (byte 0x0 of the file)
          !<arch>\\n/             | not an ELF file, it looks like an ar archive: extract the object \
          first (byte 0x0 of the file)
          BC\u00c0\u00de5         | not an ELF file, it looks like LLVM bitcode: compile without \
          -emit-llvm and -flto (byte 0x0 of the file)
          PK\\003\\004            | not an ELF file, it looks like a zip or jar archive (byte 0x0 of \
          the file)
          \\037\u008b\\001        | not an ELF file, it looks like gzip data (byte 0x0 of the file)
          \u00ca\u00fe\u00ba\u00be| not an ELF file, it looks like a Java class (byte 0x0 of the file)
          \u009f\u00eb\\001\\000  | not an ELF file, it looks like bare BTF (byte 0x0 of the file)
          \\001\\002\\003         | not an ELF file (byte 0x0 of the file)
          \\177ELF                | truncated: an ELF header takes 64 bytes, the file has 4
          """)
  void filesOfAnotherKindSayWhatTheyLookLike(String start, String problem) {
    assertRefused(problem, start.translateEscapes().getBytes(ISO_8859_1));
  }

  @Test
  void anEmptyFile() {
    assertRefused("the file is empty", new byte[0]);
  }

  @Test
  void objectsForOtherMachines() {
    assertRefused(
        "big-endian BPF object; this machine is little-endian: compile with -target bpfel"
            + " (byte 0x5 of the file)",
        Clang.object("int x;", "-g0", "-target", "bpfeb"));
    assertRefused(
        "ELF file for x86-64, not for BPF: compile with -target bpf (byte 0x12 of the file)",
        patched(b -> b.putShort(0x12, (short) 62)));
    assertRefused(
        "ELF file for AArch64, not for BPF: compile with -target bpf (byte 0x12 of the file)",
        patched(b -> b.putShort(0x12, (short) 183)));
    assertRefused(
        "32-bit ELF file; BPF objects are 64-bit: compile with -target bpf (byte 0x4 of the file)",
        patched(b -> b.put(4, (byte) 1)));
    assertRefused(
        "BPF executable, not a relocatable object (ET_REL) (byte 0x10 of the file)",
        patched(b -> b.putShort(0x10, (short) 2)));
    assertRefused(
        "ELF class 7 is not known (byte 0x4 of the file)", patched(b -> b.put(4, (byte) 7)));
    assertRefused(
        "ELF byte order 3 is not known (byte 0x5 of the file)", patched(b -> b.put(5, (byte) 3)));
    assertRefused(
        "ELF version 1/9 is not known (byte 0x6 of the file)", patched(b -> b.putInt(0x14, 9)));
  }

  @Test
  void truncatedFiles() {
    byte[] good = small();
    long table = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(SHOFF);
    int count = ElfFile.parse("small", good).sections().size();
    assertRefused(
        "truncated: "
            + count
            + " section headers from byte "
            + table
            + " on do not fit into a file of "
            + (good.length - 1)
            + " bytes (byte 0x28 of the file)",
        Arrays.copyOf(good, good.length - 1));
    assertRefused(
        "truncated: 1 section headers from byte "
            + table
            + " on do not fit into a file of 64 bytes (byte 0x28 of the file)",
        Arrays.copyOf(good, 64));
    assertRefused(
        "truncated: 1 section headers from byte 18446744073709551615 on do not fit into a file of "
            + good.length
            + " bytes (byte 0x28 of the file)",
        patched(b -> b.putLong(SHOFF, -1)));
  }

  @Test
  void sectionsBeyondTheEnd() {
    int data = header(".data");
    int index = ElfFile.parse("small", small()).findSection(".data").orElseThrow().index();
    assertRefused(
        "truncated: section "
            + index
            + " is 1000000 bytes from byte "
            + ByteBuffer.wrap(small()).order(ByteOrder.LITTLE_ENDIAN).getLong(data + 24)
            + " on, in a file of "
            + small().length
            + " bytes"
            + hex(data + 24),
        patched(b -> b.putLong(data + 32, 1_000_000)));
    assertRefused(
        "truncated: section "
            + index
            + " is 4 bytes from byte 18446744073709551614 on, in a file of "
            + small().length
            + " bytes"
            + hex(data + 24),
        patched(b -> b.putLong(data + 24, -2)));
    assertRefused(
        "section "
            + index
            + " of 2147483648 bytes is larger than a BPF map can be"
            + hex(data + 32),
        patched(b -> b.putInt(data + 4, ElfSection.NOBITS).putLong(data + 32, 1L << 31)));
  }

  @Test
  void headersThatLie() {
    int count = ElfFile.parse("small", small()).sections().size();
    assertRefused("no section headers (byte 0x28 of the file)", patched(b -> b.putLong(SHOFF, 0)));
    assertRefused(
        "section headers of 40 bytes, should be 64 (byte 0x3a of the file)",
        patched(b -> b.putShort(0x3a, (short) 40)));
    assertRefused(
        "section names are in section 200 of " + count + " (byte 0x3e of the file)",
        patched(b -> b.putShort(0x3e, (short) 200)));
    int data = header(".data");
    int index = ElfFile.parse("small", small()).findSection(".data").orElseThrow().index();
    assertRefused(
        "section " + index + " '' should hold strings, but is of type 1" + hex(data + 4),
        patched(b -> b.putShort(0x3e, (short) index)));
  }

  @Test
  void stringsWithoutAnEnd() {
    ElfSection strings = ElfFile.parse("small", small()).findSection(".strtab").orElseThrow();
    int end = (int) (strings.offset() + strings.size());
    assertRefused(
        "strings of section " + strings.index() + " '' do not end with a NUL" + hex(end),
        patched(b -> b.put(end - 1, (byte) 'x')));
    int data = header(".data");
    int index = ElfFile.parse("small", small()).findSection(".data").orElseThrow().index();
    assertRefused(
        "name of section "
            + index
            + " is at byte 99999 of "
            + strings.size()
            + " in section "
            + strings.index()
            + " ''"
            + hex(data),
        patched(b -> b.putInt(data, 99_999)));
  }

  @Test
  void symbolTablesThatLie() {
    ElfFile good = ElfFile.parse("small", small());
    ElfSection table = good.findSection(".symtab").orElseThrow();
    int count = good.symbols().size();
    int last = (int) table.offset() + 24 * (count - 1);
    String name = good.symbols().get(count - 1).name();
    assertRefused(
        "entries of " + table + " take 16 bytes, should be 24" + hex(table.header() + 56),
        patched(b -> b.putLong(table.header() + 56, 16)));
    assertRefused(
        table
            + " of "
            + (table.size() - 1)
            + " bytes ends within an entry of 24"
            + hex(table.header() + 32),
        patched(b -> b.putLong(table.header() + 32, table.size() - 1)));
    assertRefused(
        table
            + " has its names in section 77 of "
            + good.sections().size()
            + hex(table.header() + 40),
        patched(b -> b.putInt(table.header() + 40, 77)));
    assertRefused(
        "symbol "
            + (count - 1)
            + " '"
            + name
            + "' lies in section 99 of "
            + good.sections().size()
            + hex(last + 6),
        patched(b -> b.putShort(last + 6, (short) 99)));
    int data = header(".data");
    assertRefused(
        "two symbol tables, section 5 '.data' and " + table + hex(table.header()),
        patched(b -> b.putInt(data + 4, ElfSection.SYMTAB)));
  }

  @Test
  void relocationsThatLie() {
    ElfFile good = ElfFile.parse("small", small());
    ElfSection relocations = good.findSection(".relraw_tp").orElseThrow();
    int at = (int) relocations.offset() + 12;
    assertRefused(
        "relocation 0 in "
            + relocations
            + " is for symbol 4000 of "
            + good.symbols().size()
            + hex(at),
        patched(b -> b.putInt(at, 4000)));
    assertRefused(
        relocations
            + " relocates code or data in section 0 of "
            + good.sections().size()
            + hex(relocations.header() + 44),
        patched(b -> b.putInt(relocations.header() + 44, 0)));
  }

  @Test
  void damagedObjectsAreReadOrRefusedAndNothingElse() {
    byte[] good = BpfObjects.compiled("types");
    int refused = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] bad = Mutations.of(good, seed);
      try {
        readAll(ElfFile.parse("bad.bpf.o", bad));
      } catch (InvalidBpfObjectException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("bad.bpf.o: "));
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(refused > 500 && refused < 4_500, refused + " refused");
  }

  private static void readAll(ElfFile elf) {
    for (ElfSection section : elf.sections()) {
      assertTrue(section.bytes().length <= section.size() || section.type() == ElfSection.NULL);
    }
    for (ElfSymbol symbol : elf.symbols()) {
      ElfSection section = symbol.section();
      assertTrue(section == null || elf.sections().get(section.index()) == section);
    }
  }
}
