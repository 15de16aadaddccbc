package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_program__autoload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.LibbpfProgram;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.raw.bpf_program;

/**
 * The addresses of {@code __ksym} externs, for which libbpf has no call: they are read off the
 * programs, where libbpf has put each into the ldimm64 that the compiler made for it
 * (bpf_object__relocate_data()).
 *
 * <p>A program as loaded is its own function and then those that it calls, from any section, so a
 * relocation's place is found through the functions that BTF lists for it.
 */
public final class KernelSymbols {
  private final ElfCode code;
  private final Btf btf;
  private final Map<String, OptionalLong> found = new LinkedHashMap<>();

  private KernelSymbols(ElfCode code, Btf btf) {
    this.code = code;
    this.btf = btf;
  }

  /**
   * Looks for the kernel symbols of a loaded object.
   *
   * @param code the code of the object's file
   * @param btf the object's BTF as libbpf holds it
   * @param names the symbols
   * @param object the object; the caller is inside it
   * @return by name the address, 0 for a weak symbol that the kernel lacks; no address for one that
   *     the kernel finds by its BTF. Symbols that no loaded program uses are left out
   */
  public static Map<String, OptionalLong> of(
      ElfCode code, Btf btf, List<String> names, bpf_object object) {
    KernelSymbols symbols = new KernelSymbols(code, btf);
    for (NativeMembers.Program program : NativeMembers.programs(object)) {
      if (bpf_program__autoload(program.handle())) {
        symbols.collect(program.handle(), names);
      }
    }
    return Collections.unmodifiableMap(symbols.found);
  }

  private void collect(bpf_program program, List<String> names) {
    Map<Integer, LdImm64> loads = loads(LibbpfProgram.code(program));
    code.relocations(LibbpfProgram.functions(program, btf))
        .forEach(
            (slot, symbol) -> {
              LdImm64 load = loads.get(slot);
              if (load != null && symbol.section() == null && names.contains(symbol.name())) {
                found.put(symbol.name(), address(load));
              }
            });
  }

  private static OptionalLong address(LdImm64 load) {
    return load.kind() == ImmKind.CONSTANT ? OptionalLong.of(load.value()) : OptionalLong.empty();
  }

  /** The ldimm64 instructions by their first slot. */
  private static Map<Integer, LdImm64> loads(byte[] code) {
    Map<Integer, LdImm64> loads = new LinkedHashMap<>();
    int slot = 0;
    for (Instruction instruction : InstructionCodec.decode(code)) {
      if (instruction instanceof LdImm64 load) {
        loads.put(slot, load);
      }
      slot += instruction.slots();
    }
    return loads;
  }
}
