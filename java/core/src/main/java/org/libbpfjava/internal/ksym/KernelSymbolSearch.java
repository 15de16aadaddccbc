package org.libbpfjava.internal.ksym;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.CallKind;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.HeldCode;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.variable.FileTypes;

/**
 * Reads off the programs of a loaded object what libbpf has made of its {@code __ksym} externs: it
 * has put each into the instruction that the compiler made for it (bpf_object__relocate_data()).
 */
final class KernelSymbolSearch {
  static final String SECTION = ".ksyms";

  private final ElfFile elf;
  private final ElfCode code;
  private final Btf btf;
  private final Set<String> names;
  private final Map<String, OptionalLong> found = new LinkedHashMap<>();

  KernelSymbolSearch(ElfFile elf, ElfCode code, Btf btf) {
    this.elf = elf;
    this.code = code;
    this.btf = btf;
    this.names = declared();
  }

  /**
   * Looks through the loaded programs of an object; the caller is inside it.
   *
   * @return the address of each symbol that a loaded program uses, 0 where the kernel has none;
   *     without a number where only its BTF id is known
   */
  Map<String, OptionalLong> search(List<? extends HeldCode> programs) {
    if (!names.isEmpty()) {
      programs.forEach(this::collect);
    }
    return found;
  }

  /** The variables and functions of .ksyms: libbpf's copy of the BTF has turned all into ints. */
  private Set<String> declared() {
    Set<String> all = new HashSet<>();
    FileTypes.of(elf)
        .flatMap(own -> own.findDatasec(SECTION))
        .ifPresent(
            section -> {
              section.variables().forEach(entry -> all.add(entry.variable().name()));
              section.functions().forEach(function -> all.add(function.name()));
            });
    return all;
  }

  private void collect(HeldCode program) {
    Map<Integer, Instruction> instructions = instructions(program.code());
    code.relocations(program.functions(btf))
        .forEach(
            (slot, symbol) -> {
              Instruction instruction = instructions.get(slot);
              if (instruction != null
                  && symbol.section() == null
                  && names.contains(symbol.name())) {
                collect(symbol.name(), instruction);
              }
            });
  }

  private void collect(String name, Instruction instruction) {
    if (instruction instanceof LdImm64 load) {
      boolean byType = load.kind() == ImmKind.BTF_ID;
      found.put(name, byType ? OptionalLong.empty() : OptionalLong.of(load.value()));
    } else if (instruction instanceof Call call) {
      // A weak function that the kernel lacks is called as a helper that does not exist:
      // poison_kfunc_call().
      boolean resolved = call.kind() == CallKind.KFUNC;
      found.put(name, resolved ? OptionalLong.empty() : OptionalLong.of(0));
    }
  }

  /** The instructions by their first slot. */
  private static Map<Integer, Instruction> instructions(byte[] code) {
    Map<Integer, Instruction> all = new HashMap<>();
    int slot = 0;
    for (Instruction instruction : InstructionCodec.decode(code)) {
      all.put(slot, instruction);
      slot += instruction.slots();
    }
    return all;
  }
}
