package org.libbpfjava.internal.elf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of an object's variables; each is taken once, by what BTF says about it.
 *
 * <p>A name that one symbol has, as nearly all do, costs one entry of a map. The others go into
 * maps by section and place, so that many symbols of one name take no more time than many names.
 */
public final class DataSymbols {
  private static final int SEVERAL = -1;

  private record Named(String section, String name) {}

  private record Placed(String section, String name, long offset) {}

  private final List<ElfSymbol> symbols = new ArrayList<>();
  private final BitSet taken = new BitSet();
  private final Map<String, Integer> byName; // its index, SEVERAL for those in the other maps
  private final Map<Named, Deque<Integer>> named = new HashMap<>();
  private final Map<Placed, Deque<Integer>> placed = new HashMap<>();

  public DataSymbols(ElfFile elf) {
    BitSet sections = new BitSet(); // by index: an object has thousands of symbols in a few
    for (ElfSection section : elf.sections()) {
      if (SectionKind.of(section.name()).isPresent()) {
        sections.set(section.index());
      }
    }
    for (ElfSymbol symbol : elf.symbols()) {
      ElfSection section = symbol.section();
      if (section != null && symbol.isData() && sections.get(section.index())) {
        symbols.add(symbol);
      }
    }
    byName = new HashMap<>(2 * symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      Integer before = byName.put(symbols.get(i).name(), i);
      if (before != null) {
        byName.put(symbols.get(i).name(), SEVERAL);
        if (before != SEVERAL) {
          addToOthers(before);
        }
        addToOthers(i);
      }
    }
  }

  private void addToOthers(int index) {
    ElfSymbol symbol = symbols.get(index);
    String section = section(symbol);
    named.computeIfAbsent(new Named(section, symbol.name()), key -> new ArrayDeque<>(1)).add(index);
    placed
        .computeIfAbsent(
            new Placed(section, symbol.name(), symbol.value()), key -> new ArrayDeque<>(1))
        .add(index);
  }

  public static String section(ElfSymbol symbol) {
    ElfSection section = symbol.section();
    return section == null ? "" : section.name();
  }

  /** Takes the symbol of that name and offset, null where there is none (any more). */
  public @Nullable ElfSymbol take(String section, String name, long offset) {
    int only = byName.getOrDefault(name, SEVERAL);
    return only == SEVERAL
        ? take(placed.get(new Placed(section, name, offset)))
        : symbols.get(only).value() == offset ? takeOnly(only, section) : null;
  }

  /** Takes any symbol of that name, null where there is none (any more). */
  public @Nullable ElfSymbol take(String section, String name) {
    int only = byName.getOrDefault(name, SEVERAL);
    return only == SEVERAL ? take(named.get(new Named(section, name))) : takeOnly(only, section);
  }

  private @Nullable ElfSymbol takeOnly(int index, String section) {
    ElfSymbol symbol = symbols.get(index);
    if (taken.get(index) || !section(symbol).equals(section)) {
      return null;
    }
    taken.set(index);
    return symbol;
  }

  private @Nullable ElfSymbol take(@Nullable Deque<Integer> candidates) {
    while (candidates != null && !candidates.isEmpty()) {
      int index = candidates.remove();
      if (!taken.get(index)) {
        taken.set(index);
        return symbols.get(index);
      }
    }
    return null;
  }

  /** {@return the symbols that nobody took} */
  public List<ElfSymbol> rest() {
    List<ElfSymbol> rest = new ArrayList<>();
    for (int i = taken.nextClearBit(0); i < symbols.size(); i = taken.nextClearBit(i + 1)) {
      rest.add(symbols.get(i));
    }
    return rest;
  }
}
