package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_program__autoload;
import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info;
import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfRelocation;
import org.libbpfjava.internal.elf.ElfSymbol;
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
  private static final int INSTRUCTION_SIZE = 8;
  private static final int FUNC_INFO_SIZE = 8; // u32 insn_off | u32 type_id: struct bpf_func_info

  private record Function(String name, int firstSlot) {}

  private final ElfFile elf;
  private final Btf btf;
  private final Map<String, OptionalLong> found = new LinkedHashMap<>();

  private KernelSymbols(ElfFile elf, Btf btf) {
    this.elf = elf;
    this.btf = btf;
  }

  /**
   * Looks for the kernel symbols of a loaded object.
   *
   * @param elf the object's file
   * @param btf the object's BTF as libbpf holds it
   * @param names the symbols
   * @param object the object; the caller is inside it
   * @return by name the address, 0 for a weak symbol that the kernel lacks; no address for one that
   *     the kernel finds by its BTF. Symbols that no loaded program uses are left out
   */
  public static Map<String, OptionalLong> of(
      ElfFile elf, Btf btf, List<String> names, bpf_object object) {
    KernelSymbols symbols = new KernelSymbols(elf, btf);
    for (NativeMembers.Program program : NativeMembers.programs(object)) {
      if (bpf_program__autoload(program.handle())) {
        symbols.collect(program.handle(), names);
      }
    }
    return Collections.unmodifiableMap(symbols.found);
  }

  private void collect(bpf_program program, List<String> names) {
    byte[] code = code(program);
    Map<Integer, LdImm64> loads = loads(code);
    for (Function function : functions(program)) {
      ElfSymbol symbol = symbol(function.name);
      if (symbol == null) {
        continue;
      }
      for (ElfRelocation relocation : elf.relocations()) {
        long offset = relocation.offset() - symbol.value();
        boolean inside =
            relocation.target().equals(symbol.section()) && offset >= 0 && offset < symbol.size();
        String name = relocation.symbol().name();
        if (inside && relocation.symbol().section() == null && names.contains(name)) {
          LdImm64 load = loads.get(function.firstSlot + (int) (offset / INSTRUCTION_SIZE));
          if (load != null) {
            found.put(name, address(load));
          }
        }
      }
    }
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

  private static byte[] code(bpf_program program) {
    return bytes(
        bpf_program__insns(program),
        Math.toIntExact(bpf_program__insn_cnt(program)) * INSTRUCTION_SIZE);
  }

  private List<Function> functions(bpf_program program) {
    int count = bpf_program__func_info_cnt(program);
    Pointer infos = bpf_program__func_info(program);
    if (infos == null || count == 0) {
      return List.of();
    }
    ByteBuffer table =
        ByteBuffer.wrap(bytes(infos, count * FUNC_INFO_SIZE)).order(ByteOrder.nativeOrder());
    List<Function> functions = new ArrayList<>();
    while (table.hasRemaining()) {
      int slot = table.getInt();
      functions.add(new Function(btf.type(table.getInt()).name(), slot));
    }
    return functions;
  }

  /** Copies what libbpf owns and says to be so long. */
  private static byte[] bytes(Pointer start, int length) {
    byte[] bytes = new byte[length];
    new BytePointer(start).capacity(length).get(bytes);
    return bytes;
  }

  private @Nullable ElfSymbol symbol(String function) {
    return elf.symbols().stream()
        .filter(s -> s.type() == ElfSymbol.Type.FUNC && s.name().equals(function))
        .filter(s -> s.section() != null)
        .findFirst()
        .orElse(null);
  }
}
