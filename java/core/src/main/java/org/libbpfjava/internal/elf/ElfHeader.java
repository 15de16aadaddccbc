package org.libbpfjava.internal.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The first 64 bytes of an ELF file (elf.h, Elf64_Ehdr): is it a BPF object at all, and where are
 * its sections?
 *
 * @param sectionTable bytes from the file's start to the section headers
 * @param sectionCount how many there are, the empty first one included
 * @param nameSection the index of the section that holds the names of sections
 */
record ElfHeader(int sectionTable, int sectionCount, int nameSection) {
  static final int SIZE = 64;
  static final int SECTION_SIZE = 64;
  private static final int MACHINE_BPF = 247;
  private static final int XINDEX = 0xffff; // SHN_XINDEX: the number stands in section 0

  static ElfHeader read(ElfBytes file) {
    checkKind(file);
    if (file.size() < SIZE) {
      throw file.invalid(
          "truncated: an ELF header takes " + SIZE + " bytes, the file has " + file.size());
    }
    if (file.u8(4) != 2) {
      throw file.invalid(
          file.u8(4) == 1
              ? "32-bit ELF file; BPF objects are 64-bit: compile with -target bpf"
              : "ELF class " + file.u8(4) + " is not known",
          4);
    }
    boolean bigEndian = file.u8(5) == 2;
    int machine =
        bigEndian ? Short.toUnsignedInt(Short.reverseBytes((short) file.u16(18))) : file.u16(18);
    if (machine != MACHINE_BPF && machine != 0) { // 0: LLVM before 3.9; libbpf takes it, too
      throw file.invalid(
          "ELF file for " + machine(machine) + ", not for BPF: compile with -target bpf", 18);
    }
    if (bigEndian) {
      throw file.invalid(
          "big-endian BPF object; this machine is little-endian: compile with -target bpfel", 5);
    }
    if (file.u8(5) != 1) {
      throw file.invalid("ELF byte order " + file.u8(5) + " is not known", 5);
    }
    if (file.u8(6) != 1 || file.u32(20) != 1) {
      throw file.invalid("ELF version " + file.u8(6) + "/" + file.u32(20) + " is not known", 6);
    }
    if (file.u16(16) != 1) {
      throw file.invalid("BPF " + type(file.u16(16)) + ", not a relocatable object (ET_REL)", 16);
    }
    return table(file);
  }

  private static ElfHeader table(ElfBytes file) {
    long table = file.u64(40);
    if (table == 0) {
      throw file.invalid("no section headers", 40);
    }
    if (file.u16(58) != SECTION_SIZE) {
      throw file.invalid(
          "section headers of " + file.u16(58) + " bytes, should be " + SECTION_SIZE, 58);
    }
    checkTable(file, table, 1);
    int first = (int) table;
    long count = file.u16(60) != 0 ? file.u16(60) : file.u64(first + 32);
    long names = file.u16(62) != XINDEX ? file.u16(62) : file.u32(first + 40);
    if (count == 0) {
      throw file.invalid("no section headers", 60);
    }
    checkTable(file, table, count);
    if (names == 0 || names >= count) {
      throw file.invalid("section names are in section " + names + " of " + count, 62);
    }
    return new ElfHeader(first, (int) count, (int) names);
  }

  private static void checkTable(ElfBytes file, long table, long count) {
    boolean fits = count >= 0 && count <= file.size() / SECTION_SIZE;
    if (!fits || !file.holds(table, count * SECTION_SIZE)) {
      throw file.invalid(
          "truncated: "
              + Long.toUnsignedString(count)
              + " section headers from byte "
              + Long.toUnsignedString(table)
              + " on do not fit into a file of "
              + file.size()
              + " bytes",
          40);
    }
  }

  private static void checkKind(ElfBytes file) {
    if (file.size() == 0) {
      throw file.invalid("the file is empty");
    }
    if (!startsWith(file, "\177ELF")) {
      throw file.invalid("not an ELF file" + guess(file), 0);
    }
  }

  private static String guess(ElfBytes file) {
    if (startsWith(file, "!<arch>\n")) {
      return ", it looks like an ar archive: extract the object first";
    }
    if (startsWith(file, "BC\u00c0\u00de")) {
      return ", it looks like LLVM bitcode: compile without -emit-llvm and -flto";
    }
    if (startsWith(file, "PK\003\004")) {
      return ", it looks like a zip or jar archive";
    }
    if (startsWith(file, "\037\u008b")) {
      return ", it looks like gzip data";
    }
    if (startsWith(file, "\u00ca\u00fe\u00ba\u00be")) {
      return ", it looks like a Java class";
    }
    if (startsWith(file, "\u009f\u00eb") || startsWith(file, "\u00eb\u009f")) {
      return ", it looks like bare BTF";
    }
    return looksLikeText(file) ? ", it looks like text" : "";
  }

  private static boolean looksLikeText(ElfBytes file) {
    for (int i = 0; i < Math.min(file.size(), 256); i++) {
      int c = file.u8(i);
      if (c == 127 || (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(ElfBytes file, String start) {
    byte[] expected = start.getBytes(StandardCharsets.ISO_8859_1);
    return file.size() >= expected.length
        && Arrays.equals(file.bytes, 0, expected.length, expected, 0, expected.length);
  }

  private static String type(int type) {
    return switch (type) {
      case 2 -> "executable";
      case 3 -> "shared object";
      case 4 -> "core file";
      default -> String.format(Locale.ROOT, "ELF file of type %d", type);
    };
  }

  private static String machine(int machine) {
    return switch (machine) {
      case 3 -> "x86";
      case 8 -> "MIPS";
      case 20 -> "PowerPC";
      case 21 -> "PowerPC64";
      case 22 -> "s390";
      case 40 -> "ARM";
      case 62 -> "x86-64";
      case 183 -> "AArch64";
      case 243 -> "RISC-V";
      case 258 -> "LoongArch";
      default -> "machine " + machine;
    };
  }
}
