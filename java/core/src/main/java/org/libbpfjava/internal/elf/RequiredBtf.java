package org.libbpfjava.internal.elf;

import java.util.List;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.elf.ElfSymbol.Binding;
import org.libbpfjava.internal.message.Message;

/**
 * What an object cannot be opened for if it has no types. In libbpf.c these are libbpf_needs_btf(),
 * after which the user sees a bare ENOENT, and bpf_object__collect_externs().
 */
public final class RequiredBtf {
  private RequiredBtf() {}

  /**
   * Looks for what needs types in an object that has none.
   *
   * @param elf the object's file
   * @throws InvalidBpfObjectException if there is some, with what to do
   */
  public static void check(ElfFile elf) {
    ElfSection types = elf.findSection(".BTF").orElse(null);
    if (types != null && types.size() > 0) {
      return;
    }
    for (ElfSection section : elf.sections()) {
      if (section.name().equals(".maps")) {
        throw missing(elf, "its maps are declared with types");
      }
      if (section.name().startsWith(".struct_ops")) {
        throw missing(elf, "its struct_ops maps are types of the kernel's");
      }
    }
    List<String> externs =
        elf.symbols().stream()
            .filter(symbol -> symbol.section() == null && symbol.binding() != Binding.LOCAL)
            .map(ElfSymbol::name)
            .filter(name -> !name.isEmpty())
            .toList();
    if (!externs.isEmpty()) {
      throw missing(elf, "types tell what its extern '" + externs.get(0) + "' is");
    }
  }

  private static InvalidBpfObjectException missing(ElfFile elf, String need) {
    return new InvalidBpfObjectException(
        Message.aboutInput(
            elf.source(),
            "it has no BTF (section .BTF), and "
                + need
                + ": compile with clang -g, and strip with llvm-strip -g alone, which leaves BTF"));
  }
}
