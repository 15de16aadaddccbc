package org.libbpfjava.internal.elf;

import org.jspecify.annotations.Nullable;

/**
 * A symbol of an ELF file; elf.h, Elf64_Sym.
 *
 * @param name its name, empty for most symbols of sections
 * @param value bytes from the start of its section; unsigned and unchecked
 * @param size bytes that it covers; unsigned and unchecked
 * @param binding who sees it
 * @param type what it is
 * @param visibility who sees it outside the linked object
 * @param section where it lies; null for undefined, absolute and common symbols
 */
public record ElfSymbol(
    String name,
    long value,
    long size,
    Binding binding,
    Type type,
    Visibility visibility,
    @Nullable ElfSection section) {

  /** Who sees a symbol. */
  public enum Binding {
    /** STB_LOCAL: its own file, {@code static} in C. */
    LOCAL,
    /** STB_GLOBAL: all files. */
    GLOBAL,
    /** STB_WEAK: all files, and another definition may replace it. */
    WEAK,
    /** Any other number. */
    OTHER
  }

  /** What a symbol is. */
  public enum Type {
    /** STT_NOTYPE: not said, as for labels and undefined symbols. */
    NOTYPE,
    /** STT_OBJECT: a variable. */
    OBJECT,
    /** STT_FUNC: a function. */
    FUNC,
    /** STT_SECTION: a section as a whole. */
    SECTION,
    /** STT_FILE: the name of the source. */
    FILE,
    /** Any other number. */
    OTHER
  }

  /** Who sees a symbol outside the linked object. */
  public enum Visibility {
    /** STV_DEFAULT: as the binding says. */
    DEFAULT,
    /** STV_INTERNAL: the linked object alone. */
    INTERNAL,
    /** STV_HIDDEN: the linked object alone. */
    HIDDEN,
    /** STV_PROTECTED: everybody, and nobody replaces it. */
    PROTECTED
  }

  private static final Binding[] BINDINGS = Binding.values();
  private static final Type[] TYPES = Type.values();
  private static final Visibility[] VISIBILITIES = Visibility.values();

  static ElfSymbol of(
      String name, long value, long size, int info, int other, @Nullable ElfSection section) {
    return new ElfSymbol(
        name,
        value,
        size,
        BINDINGS[Math.min(info >> 4, BINDINGS.length - 1)],
        TYPES[Math.min(info & 0xf, TYPES.length - 1)],
        VISIBILITIES[other & 3],
        section);
  }

  /** {@return whether it is a variable in a section that holds data} */
  public boolean isData() {
    return type == Type.OBJECT && section != null && section.isData();
  }
}
