package org.libbpfjava.internal.elf;

import java.util.Optional;

/** The sections of an object that hold variables: libbpf.c, bpf_object__elf_collect(). */
public enum SectionKind {
  /** {@code .data} and {@code .data.*}. */
  DATA,
  /** {@code .rodata} and {@code .rodata.*}, frozen by load. */
  RODATA,
  /** {@code .bss} and {@code .bss.*}, zero in the file. */
  BSS,
  /** {@code .kconfig}: externs that libbpf fills at load, frozen then. No section in the file. */
  KCONFIG,
  /** {@code .ksyms}: kernel symbols, which have an address and no memory of ours. */
  KSYMS,
  /** {@code .addr_space.1}: globals in an arena. */
  ARENA;

  /**
   * {@return what the section holds, empty if no variables}
   *
   * @param section its ELF name
   */
  public static Optional<SectionKind> of(String section) {
    if (is(section, ".data")) {
      return Optional.of(DATA);
    }
    if (is(section, ".rodata")) {
      return Optional.of(RODATA);
    }
    if (is(section, ".bss")) {
      return Optional.of(BSS);
    }
    return switch (section) {
      case ".kconfig" -> Optional.of(KCONFIG);
      case ".ksyms" -> Optional.of(KSYMS);
      case ".addr_space.1" -> Optional.of(ARENA);
      default -> Optional.empty();
    };
  }

  /** {@return whether a section holds declarations of what is defined elsewhere} */
  public static boolean isExtern(String section) {
    SectionKind kind = of(section).orElse(null);
    return kind != null && kind.isExtern();
  }

  /** {@return whether nobody may write a section's variables once the object is loaded} */
  public static boolean isReadOnlyAfterLoad(String section) {
    SectionKind kind = of(section).orElse(null);
    return kind != null && kind.isReadOnlyAfterLoad();
  }

  private static boolean is(String section, String name) {
    return section.startsWith(name)
        && (section.length() == name.length() || section.charAt(name.length()) == '.');
  }

  /** {@return whether its variables are declared in the object and defined elsewhere} */
  public boolean isExtern() {
    return this == KCONFIG || this == KSYMS;
  }

  /** {@return whether nobody may write its variables once the object is loaded} */
  public boolean isReadOnlyAfterLoad() {
    return this == RODATA || isExtern();
  }
}
