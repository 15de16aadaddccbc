package org.libbpfjava.internal.variable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.btf.BtfDatasecVariable;
import org.libbpfjava.btf.BtfLinkage;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfUnknown;
import org.libbpfjava.btf.BtfVoid;
import org.libbpfjava.internal.elf.DataSymbols;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.variable.VariableInfo.Linkage;

/**
 * Brings together what BTF and the symbol table say about an object's variables.
 *
 * <p>BTF comes first: it knows types. A symbol of the same name in the same section must agree on
 * offset and size, or the variable is refused: objects exist in which they differ (one pass of the
 * static linker, a weak variable replaced by a larger one), and following either would read or
 * write a neighbour's bytes. Symbols that BTF lacks become variables without a type.
 */
final class VariableCollector implements Comparator<VariableInfo> {
  /** What libbpf puts into .ksyms for a function: libbpf.c, bpf_object__collect_externs(). */
  private static final String DUMMY_KSYM = "dummy_ksym";

  /** The bytes that a variable claims, both numbers unsigned and unchecked. */
  private record Extent(long offset, long size) {}

  private final ElfFile elf;
  private final Map<String, Integer> resized;
  private final DataSymbols symbols;
  private final Map<String, Linkage> externs = new HashMap<>();
  private final Map<String, Integer> sectionOrder = new HashMap<>();
  private final Set<String> ambiguousSections = new HashSet<>();
  private final List<VariableInfo> found = new ArrayList<>();

  VariableCollector(ElfFile elf, Map<String, Integer> resized) {
    this.elf = elf;
    this.resized = Map.copyOf(resized);
    this.symbols = new DataSymbols(elf);
    for (ElfSection section : elf.sections()) {
      if (sectionOrder.putIfAbsent(section.name(), section.index()) != null) {
        ambiguousSections.add(section.name());
      }
    }
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.section() == null) {
        boolean weak = symbol.binding() == ElfSymbol.Binding.WEAK;
        externs.put(symbol.name(), weak ? Linkage.WEAK_EXTERN : Linkage.EXTERN);
      }
    }
  }

  List<VariableInfo> collect(@Nullable Btf btf) {
    if (btf != null) {
      for (BtfDatasec section : btf.datasecs()) {
        SectionKind kind = SectionKind.of(section.name()).orElse(null);
        if (kind != null) {
          collect(section, kind);
        }
      }
    }
    for (ElfSymbol symbol : symbols.rest()) {
      addUntyped(symbol);
    }
    found.sort(this);
    return found;
  }

  /** By section in the file's order, then by offset. */
  @Override
  public int compare(VariableInfo one, VariableInfo other) {
    if (one.section().equals(other.section())) { // most often, and needs no look-up
      return Integer.compare(one.offset(), other.offset());
    }
    int order = Integer.compare(order(one), order(other));
    return order != 0 ? order : one.section().compareTo(other.section());
  }

  private int order(VariableInfo variable) {
    return sectionOrder.getOrDefault(variable.section(), Integer.MAX_VALUE);
  }

  private void collect(BtfDatasec section, SectionKind kind) {
    switch (kind) {
      case KSYMS -> {
        for (BtfDatasecVariable entry : ownKsyms(section).variables()) {
          addKsym(entry);
        }
      }
      case KCONFIG -> {
        for (BtfDatasecVariable entry : section.variables()) {
          addKconfig(section, entry);
        }
      }
      default -> collectData(section);
    }
  }

  /** libbpf turns every variable of .ksyms into an int; the file still has the types. */
  private BtfDatasec ownKsyms(BtfDatasec section) {
    return FileTypes.of(elf).flatMap(btf -> btf.findDatasec(section.name())).orElse(section);
  }

  private void addKsym(BtfDatasecVariable entry) {
    String name = entry.variable().name();
    if (!name.equals(DUMMY_KSYM)) {
      add(name, ".ksyms", new Extent(0, 0), entry.variable().type(), extern(name), "");
    }
  }

  private void addKconfig(BtfDatasec section, BtfDatasecVariable entry) {
    String name = entry.variable().name();
    Extent extent = new Extent(entry.offset(), entry.size());
    BtfType type = entry.variable().type();
    String refusal =
        isUnplaced(section)
            ? subject(name, ".kconfig") + "libbpf gives it a place when it opens the object"
            : misfit(name, ".kconfig", extent, type, section.hasSize() ? section.size() : 0);
    add(name, ".kconfig", extent, type, extern(name), refusal);
  }

  private Linkage extern(String name) {
    return externs.getOrDefault(name, Linkage.EXTERN);
  }

  /** As clang writes BTF, a section's size and the offsets of all but statics are still 0. */
  private static boolean isUnplaced(BtfDatasec section) {
    return section.hasSize() && section.size() == 0;
  }

  private void collectData(BtfDatasec section) {
    List<BtfDatasecVariable> disputed = new ArrayList<>();
    for (BtfDatasecVariable entry : section.variables()) {
      boolean free = isUnplaced(section) && entry.variable().linkage() != BtfLinkage.STATIC;
      String name = entry.variable().name();
      ElfSymbol symbol =
          free
              ? symbols.take(section.name(), name)
              : symbols.take(section.name(), name, entry.offset());
      if (symbol == null) {
        disputed.add(entry); // others of its name may have symbols that agree: they choose first
      } else {
        addTyped(section, entry, symbol, symbol.value());
      }
    }
    for (BtfDatasecVariable entry : disputed) {
      ElfSymbol symbol = symbols.take(section.name(), entry.variable().name());
      addTyped(section, entry, symbol, entry.offset());
    }
  }

  private void addTyped(
      BtfDatasec section, BtfDatasecVariable entry, @Nullable ElfSymbol symbol, long offset) {
    String name = entry.variable().name();
    BtfType type = isTold(entry.variable().type()) ? entry.variable().type() : null;
    Extent extent = new Extent(offset, entry.size());
    String refusal = symbol == null ? "" : disagreement(name, section.name(), extent, symbol);
    if (refusal.isEmpty()) {
      refusal = misfit(name, section.name(), extent, type);
    }
    boolean isStatic = entry.variable().linkage() == BtfLinkage.STATIC;
    Linkage linkage = isStatic ? Linkage.STATIC : Linkage.GLOBAL;
    add(name, section.name(), extent, type, symbol == null ? linkage : linkage(symbol), refusal);
  }

  /** Of _Atomic and _Complex clang makes void, and the size stands in the section alone. */
  private static boolean isTold(BtfType declared) {
    BtfType type = declared.resolved();
    while (type instanceof BtfArray array) {
      type = array.element().resolved();
    }
    return !(type instanceof BtfVoid || type instanceof BtfUnknown);
  }

  private void addUntyped(ElfSymbol symbol) {
    String section = DataSymbols.section(symbol);
    Extent extent = new Extent(symbol.value(), symbol.size());
    String refusal = misfit(symbol.name(), section, extent, null);
    add(symbol.name(), section, extent, null, linkage(symbol), refusal);
  }

  private void add(
      String name,
      String section,
      Extent extent,
      @Nullable BtfType type,
      Linkage linkage,
      String refusal) {
    boolean usable = refusal.isEmpty();
    found.add(
        new VariableInfo(
            name,
            section,
            usable ? (int) extent.offset() : 0,
            usable ? (int) extent.size() : 0,
            Optional.ofNullable(type),
            linkage,
            refusal));
  }

  private String disagreement(String name, String section, Extent extent, ElfSymbol symbol) {
    if (symbol.value() != extent.offset()) {
      return subject(name, section)
          + "BTF places it at byte "
          + extent.offset()
          + ", its symbol at byte "
          + Long.toUnsignedString(symbol.value());
    }
    boolean known = symbol.size() != 0 && !resized.containsKey(section); // assembly gives no sizes
    if (known && symbol.size() != extent.size()) {
      return subject(name, section)
          + "BTF says that it takes "
          + extent.size()
          + " bytes, its symbol "
          + Long.toUnsignedString(symbol.size());
    }
    return "";
  }

  private String misfit(String name, String section, Extent extent, @Nullable BtfType type) {
    Optional<ElfSection> bytes = elf.findSection(section);
    if (bytes.isEmpty()) {
      return subject(name, section) + "the object has no such section";
    }
    if (ambiguousSections.contains(section)) {
      return subject(name, section) + "two sections of the object have that name";
    }
    int size = resized.getOrDefault(section, (int) bytes.get().size());
    return misfit(name, section, extent, type, size);
  }

  private static String misfit(
      String name, String section, Extent extent, @Nullable BtfType type, int sectionSize) {
    boolean inside =
        extent.offset() >= 0
            && extent.size() >= 0
            && extent.offset() <= sectionSize
            && extent.size() <= sectionSize - extent.offset();
    if (!inside) {
      return subject(name, section)
          + "its "
          + Long.toUnsignedString(extent.size())
          + " bytes from byte "
          + Long.toUnsignedString(extent.offset())
          + " on reach beyond the section's "
          + sectionSize
          + " bytes";
    }
    if (type != null && (!type.hasSize() || type.size() > extent.size())) {
      return subject(name, section)
          + "BTF gives it "
          + extent.size()
          + " bytes, its type "
          + type
          + (type.hasSize() ? " takes " + type.size() : " has no size");
    }
    return "";
  }

  private static String subject(String name, String section) {
    return "variable '" + name + "' in " + section + ": ";
  }

  private static Linkage linkage(ElfSymbol symbol) {
    boolean hidden =
        symbol.visibility() == ElfSymbol.Visibility.HIDDEN
            || symbol.visibility() == ElfSymbol.Visibility.INTERNAL;
    return switch (symbol.binding()) {
      case LOCAL -> Linkage.STATIC;
      case WEAK -> hidden ? Linkage.HIDDEN : Linkage.WEAK;
      default -> hidden ? Linkage.HIDDEN : Linkage.GLOBAL;
    };
  }
}
