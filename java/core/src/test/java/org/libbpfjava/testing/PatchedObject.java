package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;

/** An object file with bytes changed in place, as damage or an old compiler would leave it. */
public final class PatchedObject {
  /** Where section names stand: LLVM's tools give them no table of their own. */
  private static final List<String> SECTION_NAMES = List.of(".shstrtab", ".strtab");

  private static final int HEADER_SIZE_AT = 4; // in .BTF.ext, struct btf_ext_header
  private static final int FUNCTIONS_AT = 8;
  private static final int LINES_AT = 16;
  private static final int LINES_SIZE_AT = 20;

  private final byte[] bytes;
  private final ByteBuffer file;

  /** A copy of an object to change. */
  public PatchedObject(byte[] elf) {
    this.bytes = elf.clone();
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes the line records away. */
  public PatchedObject withoutLineRecords() {
    file.putInt(start(".BTF.ext") + LINES_SIZE_AT, 0);
    return this;
  }

  /**
   * Changes one u32 of a line record of the first section that has some.
   *
   * @param index which record
   * @param field 0 the byte of the instruction, 1 the file, 2 the text, 3 line and column
   */
  public PatchedObject lineRecord(int index, int field, int value) {
    int start = start(".BTF.ext");
    int lines = start + file.getInt(start + HEADER_SIZE_AT) + file.getInt(start + LINES_AT);
    int recordSize = file.getInt(lines);
    file.putInt(lines + 12 + index * recordSize + 4 * field, value);
    return this;
  }

  /** Changes the BTF type of the first function record. */
  public PatchedObject functionType(int type) {
    int start = start(".BTF.ext");
    int functions = start + file.getInt(start + HEADER_SIZE_AT) + file.getInt(start + FUNCTIONS_AT);
    file.putInt(functions + 12 + 4, type); // after the record's size, section and count: offset, id
    return this;
  }

  /** Takes types and records away, by giving their sections other names. */
  public PatchedObject withoutBtf() {
    return replace(SECTION_NAMES, ".BTF", ".XTF");
  }

  /** Replaces a text of the BTF strings by one of the same length. */
  public PatchedObject text(String old, String with) {
    return replace(List.of(".BTF"), old, with);
  }

  private PatchedObject replace(List<String> sections, String old, String with) {
    ElfSection found = find(sections);
    int from = (int) found.offset();
    int replaced = 0;
    for (int at = from; at + old.length() <= from + found.size(); at++) {
      if (new String(bytes, at, old.length(), US_ASCII).equals(old)) {
        System.arraycopy(with.getBytes(US_ASCII), 0, bytes, at, old.length());
        replaced++;
      }
    }
    if (replaced == 0) {
      throw new IllegalArgumentException("no '" + old + "' in " + found);
    }
    return this;
  }

  private int start(String section) {
    return (int) find(List.of(section)).offset();
  }

  private ElfSection find(List<String> names) {
    return ElfFile.parse("patched", bytes).sections().stream()
        .filter(section -> names.contains(section.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no section of " + names));
  }

  /** {@return the changed file} */
  public byte[] bytes() {
    return bytes.clone();
  }
}
