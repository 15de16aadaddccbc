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

  /** STB_*. */
  public enum Binding {
    LOCAL,
    GLOBAL,
    WEAK,
    OTHER
  }

  /** STT_*. */
  public enum Type {
    NOTYPE,
    OBJECT,
    FUNC,
    SECTION,
    FILE,
    OTHER
  }

  /** STV_*. */
  public enum Visibility {
    DEFAULT,
    INTERNAL,
    HIDDEN,
    PROTECTED
  }

  static ElfSymbol of(
      String name, long value, long size, int info, int other, @Nullable ElfSection section) {
    Binding[] bindings = Binding.values();
    Type[] types = Type.values();
    return new ElfSymbol(
        name,
        value,
        size,
        bindings[Math.min(info >> 4, bindings.length - 1)],
        types[Math.min(info & 0xf, types.length - 1)],
        Visibility.values()[other & 3],
        section);
  }

  /** {@return whether it is a variable in a section that holds data} */
  public boolean isData() {
    return type == Type.OBJECT && section != null && section.isData();
  }
}
