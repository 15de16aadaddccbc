package org.libbpfjava.internal;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;

/** The symbols of an object's variables; each is taken once, by what BTF says about it. */
final class DataSymbols {
  private record Named(String section, String name) {}

  private record Placed(String section, String name, long offset) {}

  private final List<ElfSymbol> symbols;
  private final BitSet taken = new BitSet();
  private final Map<Named, Deque<Integer>> named = new HashMap<>();
  private final Map<Placed, Deque<Integer>> placed = new HashMap<>();

  DataSymbols(List<ElfSymbol> all) {
    this.symbols =
        all.stream()
            .filter(ElfSymbol::isData)
            .filter(symbol -> SectionKind.of(section(symbol)).isPresent())
            .toList();
    for (int i = 0; i < symbols.size(); i++) {
      ElfSymbol symbol = symbols.get(i);
      String section = section(symbol);
      named.computeIfAbsent(new Named(section, symbol.name()), key -> new ArrayDeque<>(1)).add(i);
      placed
          .computeIfAbsent(
              new Placed(section, symbol.name(), symbol.value()), key -> new ArrayDeque<>(1))
          .add(i);
    }
  }

  static String section(ElfSymbol symbol) {
    ElfSection section = symbol.section();
    return section == null ? "" : section.name();
  }

  /** Takes the symbol of that name and offset, null where there is none (any more). */
  @Nullable ElfSymbol take(String section, String name, long offset) {
    return take(placed.get(new Placed(section, name, offset)));
  }

  /** Takes any symbol of that name, null where there is none (any more). */
  @Nullable ElfSymbol take(String section, String name) {
    return take(named.get(new Named(section, name)));
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
  List<ElfSymbol> rest() {
    return taken.isEmpty()
        ? symbols
        : IntStream.range(0, symbols.size())
            .filter(i -> !taken.get(i))
            .mapToObj(symbols::get)
            .toList();
  }
}
