package org.libbpfjava.internal.variable;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.elf.ElfFile;

/**
 * The types in an object's file, parsed once. libbpf's copy differs from them: it gives externs
 * places, and turns kernel symbols into ints.
 */
public final class FileTypes {
  private final Optional<Btf> btf;

  private FileTypes(ElfFile elf) {
    this.btf = elf.findSection(".BTF").map(section -> Btf.parse(elf.source(), section.bytes()));
  }

  /** {@return the file's own types, empty without BTF} */
  public static Optional<Btf> of(ElfFile elf) {
    return elf.derived(FileTypes.class, FileTypes::new).btf;
  }
}
