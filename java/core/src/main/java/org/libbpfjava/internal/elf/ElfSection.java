package org.libbpfjava.internal.elf;

import java.util.Arrays;

/** A section of an ELF file; elf.h, Elf64_Shdr. */
public final class ElfSection {
  /** No section: an unused header. */
  public static final int NULL = 0;

  /** SHT_PROGBITS: bytes of the program, code or data. */
  public static final int PROGBITS = 1;

  /** SHT_SYMTAB: the symbol table. */
  public static final int SYMTAB = 2;

  /** SHT_STRTAB: names. */
  public static final int STRTAB = 3;

  /** SHT_NOBITS: zeroes that take no bytes in the file, {@code .bss}. */
  public static final int NOBITS = 8;

  /** SHT_REL: relocations. */
  public static final int REL = 9;

  private static final long WRITE = 1;
  private static final long ALLOC = 2;
  private static final long EXECUTABLE = 4;

  private final ElfBytes file;
  private final int header;
  private final int index;
  private final String name;

  ElfSection(ElfBytes file, int header, int index, String name) {
    this.file = file;
    this.header = header;
    this.index = index;
    this.name = name;
  }

  /** {@return its place among the sections, from 0} */
  public int index() {
    return index;
  }

  /** {@return its name, {@code .rodata.cfg}} */
  public String name() {
    return name;
  }

  /** {@return one of the constants here, or another number of elf.h} */
  public int type() {
    return file.int32(header + 4);
  }

  /** {@return the SHF_* bits} */
  public long flags() {
    return file.u64(header + 8);
  }

  /** {@return bytes from the file's start; without meaning for {@link #NOBITS}} */
  public long offset() {
    return file.u64(header + 24);
  }

  /** {@return bytes that it takes in memory; within the file unless {@link #NOBITS}} */
  public long size() {
    return file.u64(header + 32);
  }

  /** {@return the index of the section it stands on} */
  long link() {
    return file.u32(header + 40);
  }

  /** {@return for relocations, the index of the section they change} */
  long info() {
    return file.u32(header + 44);
  }

  /** {@return bytes of one entry in a table} */
  long entrySize() {
    return file.u64(header + 56);
  }

  /** {@return where its header stands in the file, for messages} */
  int header() {
    return header;
  }

  /** {@return whether it holds variables: part of the program's memory, and no code} */
  public boolean isData() {
    return (type() == PROGBITS || type() == NOBITS)
        && (flags() & ALLOC) != 0
        && (flags() & EXECUTABLE) == 0;
  }

  /** {@return whether it holds code} */
  public boolean isExecutable() {
    return (flags() & EXECUTABLE) != 0;
  }

  /** {@return whether the program may write it} */
  public boolean isWritable() {
    return (flags() & WRITE) != 0;
  }

  /** {@return a copy of its bytes in the file, none for {@link #NOBITS}} */
  public byte[] bytes() {
    if (type() == NOBITS || type() == NULL) {
      return new byte[0];
    }
    return Arrays.copyOfRange(file.bytes, (int) offset(), (int) (offset() + size()));
  }

  @Override
  public String toString() {
    return "section " + index + " '" + name + "'";
  }
}
