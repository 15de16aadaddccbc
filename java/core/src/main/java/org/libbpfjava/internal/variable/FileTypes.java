package org.libbpfjava.internal.variable;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;

/**
 * The types in an object's file, parsed once. libbpf's copy differs from them: it gives externs
 * places, and turns kernel symbols into ints.
 */
public final class FileTypes {
  private final Optional<Btf> btf;

  private FileTypes(ElfFile elf) {
    Optional<ElfSection> section = elf.findSection(".BTF");
    this.btf =
        section.isPresent()
            ? Optional.of(Btf.parse(elf.source(), section.get().bytes()))
            : Optional.empty();
  }

  /** {@return the file's own types, empty without BTF} */
  public static Optional<Btf> of(ElfFile elf) {
    FileTypes known = elf.derived(FileTypes.class);
    return (known != null ? known : elf.keep(new FileTypes(elf))).btf;
  }
}
