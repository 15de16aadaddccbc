package org.libbpfjava.internal.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.CallKind;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.insn.Symbolizer.Symbol;
import org.libbpfjava.internal.elf.ElfSymbol;

/**
 * Names in programs whose maps exist: as libbpf or the user gave them to the kernel, with maps by
 * descriptor, and as the kernel keeps them, with maps by id. The symbolizers do not ask the owner
 * later; names of the kernel's own functions are looked up when the first is asked for.
 */
public final class LoadedNames {

  private final @Nullable ElfCode code;
  private final Optional<Btf> btf;
  private final Supplier<List<NamedMap>> maps;

  /**
   * Names for the programs of one owner.
   *
   * @param code the code of the object's file, null for programs without one
   * @param btf the types that function records of the programs mean, empty where there are none
   * @param maps the maps that the programs may use; asked for each program, inside the owner
   */
  public LoadedNames(@Nullable ElfCode code, Optional<Btf> btf, Supplier<List<NamedMap>> maps) {
    this.code = code;
    this.btf = btf;
    this.maps = maps;
  }

  /** The same names with those of more maps, which win where a descriptor or an id is the same. */
  public LoadedNames with(List<NamedMap> more) {
    return new LoadedNames(
        code,
        btf,
        () -> {
          List<NamedMap> all = new ArrayList<>(maps.get());
          all.addAll(more);
          return all;
        });
  }

  /** The same names with the types that function records of one program mean. */
  public LoadedNames withTypes(Optional<Btf> types) {
    return new LoadedNames(code, types, maps);
  }

  /**
   * Names in a program as it was given to the kernel.
   *
   * @param functions its functions' names by the slots where they begin, at least that of slot 0
   */
  public Symbolizer given(Map<Integer, String> functions) {
    Map<Integer, NamedMap> byFd = new HashMap<>();
    maps.get().forEach(map -> byFd.put(map.fd(), map));
    Map<Integer, ElfSymbol> externs = code == null ? Map.of() : code.relocations(functions);
    return (slot, instruction) -> {
      if (instruction instanceof LdImm64 load) {
        ElfSymbol symbol = externs.get(slot);
        return symbol != null && symbol.section() == null
            ? Optional.of(extern(load, symbol.name()))
            : load(slot, load, byFd, functions, "");
      }
      return instruction instanceof Call call
          ? call(slot, call, externs, functions)
          : Optional.empty();
    };
  }

  private Symbol extern(LdImm64 load, String name) {
    if (load.kind() == ImmKind.MAP_VALUE && code != null) {
      return code.data().extern(name); // .kconfig
    }
    String how =
        load.kind() == ImmKind.CONSTANT
            ? "0x" + Long.toHexString(load.value())
            : load.kind().kernelName();
    return new Symbol("&" + name, ".ksyms, " + how);
  }

  private static Optional<Symbol> call(
      int slot, Call call, Map<Integer, ElfSymbol> externs, Map<Integer, String> functions) {
    return switch (call.kind()) {
      case HELPER -> ElfCode.helper(call);
      case SUBPROGRAM -> Optional.ofNullable(functions.get(target(slot, call))).map(Symbol::new);
      case KFUNC -> Optional.ofNullable(externs.get(slot)).map(ElfSymbol::name).map(Symbol::new);
    };
  }

  /**
   * Names in a program as the kernel keeps it.
   *
   * @param program its name
   * @param kernel what the kernel tells of it
   * @param given its instructions as they were given to the kernel
   * @param givenFunctions its functions' names then
   */
  public Symbolizer xlated(
      String program,
      KernelProgram kernel,
      List<Instruction> given,
      Map<Integer, String> givenFunctions) {
    Map<Integer, NamedMap> byId = new HashMap<>();
    for (NamedMap map : maps.get()) {
      int id = map.id(); // one that cannot tell stays without a name
      if (id > 0) {
        byId.put(id, map);
      }
    }
    Map<Integer, String> functions = functions(program, kernel);
    Map<Integer, String> called = kernelFunctions(given, givenFunctions);
    Once<Map<Integer, String>> byDistance =
        new Once<>(() -> KernelFunctions.named(distances(kernel.instructions())));
    return (slot, instruction) -> {
      if (instruction instanceof LdImm64 load) {
        return load(slot, load, byId, functions, "map id " + Integer.toUnsignedString(load.low()));
      }
      if (!(instruction instanceof Call call)) {
        return Optional.empty();
      }
      if (call.kind() == CallKind.SUBPROGRAM) {
        return Optional.ofNullable(functions.get(target(slot, call))).map(Symbol::new);
      }
      String name = byDistance.get().get(call.imm());
      return Optional.ofNullable(name == null ? called.get(call.imm()) : name).map(Symbol::new);
    };
  }

  /** A value that the first caller finds out; later callers get the same. */
  private static final class Once<T> {
    private final Supplier<T> question;
    private @Nullable T answer; // guarded by this

    Once(Supplier<T> question) {
      this.question = question;
    }

    synchronized T get() {
      T known = answer;
      if (known == null) {
        known = question.get();
        answer = known;
      }
      return known;
    }
  }

  /** By BTF id, which is what calls keep where every function is in a JIT's reach: aarch64. */
  private Map<Integer, String> kernelFunctions(
      List<Instruction> given, Map<Integer, String> functions) {
    Map<Integer, String> names = new HashMap<>();
    Map<Integer, ElfSymbol> externs = code == null ? Map.of() : code.relocations(functions);
    int slot = 0;
    for (Instruction instruction : given) {
      ElfSymbol symbol = externs.get(slot);
      if (symbol != null && instruction instanceof Call call && call.kind() == CallKind.KFUNC) {
        names.put(call.imm(), symbol.name());
      }
      slot += instruction.slots();
    }
    return names;
  }

  private Map<Integer, String> functions(String program, KernelProgram kernel) {
    Map<Integer, String> names = new LinkedHashMap<>();
    if (btf.isPresent()) {
      Btf types = btf.get();
      kernel
          .functions()
          .forEach(
              (slot, id) ->
                  names.put(slot, id > 0 && id < types.typeCount() ? types.type(id).name() : ""));
    }
    names.putIfAbsent(0, program);
    return names;
  }

  private static Set<Integer> distances(List<Instruction> instructions) {
    Set<Integer> distances = new HashSet<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Call call && call.kind() != CallKind.SUBPROGRAM) {
        distances.add(call.imm());
      }
    }
    return distances;
  }

  /** In a JITed program imm is the function's number, and the distance stands in offset. */
  private static int target(int slot, Call call) {
    return slot + 1 + (call.offset() == 0 ? call.imm() : call.offset());
  }

  private Optional<Symbol> load(
      int slot,
      LdImm64 load,
      Map<Integer, NamedMap> maps,
      Map<Integer, String> functions,
      String comment) {
    return switch (load.kind()) {
      case MAP_FD -> Optional.ofNullable(maps.get(load.low())).map(map -> map(map, load, comment));
      case MAP_VALUE -> Optional.ofNullable(maps.get(load.low())).map(map -> value(map, load));
      case FUNC ->
          Optional.ofNullable(functions.get(slot + 1 + load.low()))
              .map(name -> new Symbol("&" + name, load.kind().kernelName()));
      default -> Optional.empty();
    };
  }

  private static Symbol map(NamedMap map, LdImm64 load, String comment) {
    String kind = load.kind().kernelName();
    return new Symbol("&" + map.name(), comment.isEmpty() ? kind : comment + ", " + kind);
  }

  /** A map that is no section is addressed by hand alone; its value has no name of its own. */
  private Symbol value(NamedMap map, LdImm64 load) {
    return map.isSection() && code != null
        ? code.data().at(map.name(), load.high())
        : new Symbol(
            "&" + map.name() + "[0]+" + Integer.toUnsignedString(load.high()),
            load.kind().kernelName());
  }
}
