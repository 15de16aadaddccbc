package org.libbpfjava.internal.code;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.insn.CallKind;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.insn.Symbolizer.Symbol;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfRelocation;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.internal.variable.VariableTable;

/** The code of an object's file: its functions, and what its relocations name. */
public final class ElfCode {
  public static final int SLOT_BYTES = 8; // struct bpf_insn

  private static final String MAPS = ".maps";

  private final ElfFile elf;
  private final DataNames data;

  /**
   * The code of a file.
   *
   * @param elf the file
   * @param variables the object's variables
   */
  public ElfCode(ElfFile elf, VariableTable variables) {
    this.elf = elf;
    this.data = new DataNames(variables);
  }

  DataNames data() {
    return data;
  }

  /**
   * The relocations of functions that were put one behind the other, as libbpf does.
   *
   * @param functions the functions' names by the slots where they begin
   * @return by slot the symbol that a relocation names
   */
  public Map<Integer, ElfSymbol> relocations(Map<Integer, String> functions) {
    Map<Integer, ElfSymbol> found = new LinkedHashMap<>();
    functions.forEach(
        (slot, name) ->
            function(symbol -> symbol.name().equals(name))
                .ifPresent(symbol -> collect(symbol, slot, found)));
    return found;
  }

  private void collect(ElfSymbol function, int firstSlot, Map<Integer, ElfSymbol> found) {
    for (ElfRelocation relocation : elf.relocations()) {
      long offset = relocation.offset() - function.value();
      if (relocation.target().equals(function.section())
          && offset >= 0
          && offset < function.size()) {
        found.put(firstSlot + (int) (offset / SLOT_BYTES), relocation.symbol());
      }
    }
  }

  /**
   * Names in a program that is not loaded yet.
   *
   * @param program its C function
   * @param section its ELF section
   * @return the names
   */
  public Symbolizer names(String program, String section) {
    Optional<ElfSymbol> found =
        function(symbol -> symbol.name().equals(program) && section.equals(sectionOf(symbol)));
    if (found.isEmpty()) {
      return (slot, instruction) -> helper(instruction);
    }
    ElfSymbol function = found.get();
    Map<Integer, ElfSymbol> relocations = new LinkedHashMap<>();
    collect(function, 0, relocations);
    return (slot, instruction) -> {
      ElfSymbol symbol = relocations.get(slot);
      if (symbol != null) {
        return relocated(instruction, symbol);
      }
      return instruction instanceof Call call && call.kind() == CallKind.SUBPROGRAM
          ? functionAt(section, function.value() + (slot + 1L + call.imm()) * SLOT_BYTES)
              .map(Symbol::new)
          : helper(instruction);
    };
  }

  /** The addend stands in the instruction: libbpf.c, bpf_object__reloc_code() and its kin. */
  private Optional<Symbol> relocated(Instruction instruction, ElfSymbol symbol) {
    String section = sectionOf(symbol);
    if (instruction instanceof Call call) {
      return section.isEmpty()
          ? Optional.of(new Symbol(symbol.name()))
          : functionAt(section, symbol.value() + (call.imm() + 1L) * SLOT_BYTES).map(Symbol::new);
    }
    if (!(instruction instanceof LdImm64 load)) {
      return Optional.empty();
    }
    if (section.isEmpty()) {
      return Optional.of(data.extern(symbol.name()));
    }
    if (isCode(symbol.section())) {
      return functionAt(section, symbol.value() + load.low())
          .map(name -> new Symbol("&" + name, ImmKind.FUNC.kernelName()));
    }
    if (section.equals(MAPS)) {
      return mapAt(symbol.value()).map(name -> new Symbol("&" + name, ImmKind.MAP_FD.kernelName()));
    }
    return Optional.of(data.at(section, (int) symbol.value() + load.low()));
  }

  static Optional<Symbol> helper(Instruction instruction) {
    return instruction instanceof Call call
        ? call.helper().map(Helper::helperName).map(Symbol::new)
        : Optional.empty();
  }

  private Optional<String> mapAt(long offset) {
    return elf.symbols().stream()
        .filter(s -> s.type() == ElfSymbol.Type.OBJECT && s.value() == offset)
        .filter(s -> sectionOf(s).equals(MAPS))
        .map(ElfSymbol::name)
        .findFirst();
  }

  private Optional<String> functionAt(String section, long offset) {
    return function(symbol -> symbol.value() == offset && section.equals(sectionOf(symbol)))
        .map(ElfSymbol::name);
  }

  private Optional<ElfSymbol> function(Predicate<ElfSymbol> which) {
    return elf.symbols().stream()
        .filter(s -> s.type() == ElfSymbol.Type.FUNC && s.section() != null)
        .filter(which)
        .findFirst();
  }

  private static boolean isCode(@Nullable ElfSection section) {
    return section != null && section.type() == ElfSection.PROGBITS && !section.isData();
  }

  private static String sectionOf(ElfSymbol symbol) {
    ElfSection section = symbol.section();
    return section == null ? "" : section.name();
  }
}
