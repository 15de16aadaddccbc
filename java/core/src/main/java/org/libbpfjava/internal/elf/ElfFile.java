package org.libbpfjava.internal.elf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.InvalidBpfObjectException;

/**
 * The ELF file of a BPF object: its sections and symbols.
 *
 * <p>libbpf refuses most malformed files by a bare number. Parsing here first says what is wrong
 * and where, and proves that headers, sections, names and indices lie within the file. It does not
 * look into programs, BTF or the values of symbols.
 *
 * <p>Immutable as long as the bytes are; may be used from any thread.
 */
public final class ElfFile {
  private static final int SYMBOL_SIZE = 24;
  private static final int RELOCATION_SIZE = 16;
  private static final int RESERVED_INDEX = 0xff00; // SHN_LORESERVE
  private static final int ABSOLUTE_INDEX = 0xfff1; // SHN_ABS
  private static final int COMMON_INDEX = 0xfff2; // SHN_COMMON
  private static final int EXTENDED_INDEX = 0xffff; // SHN_XINDEX
  private static final int MAX_NAME_SHARE = 64; // names may share their ends, so much and no more

  private final ElfBytes file;
  private final List<ElfSection> sections;
  private final Map<String, ElfSection> byName = new HashMap<>();
  private final @Nullable ElfSection symbolTable;
  private final List<ElfSymbol> symbols;
  private @Nullable List<ElfRelocation> relocations; // made on demand; a race makes them twice
  private final Map<Class<?>, Object> derived = new HashMap<>(); // guarded by itself

  private ElfFile(ElfBytes file) {
    this.file = file;
    this.sections = readSections(ElfHeader.read(file));
    for (ElfSection section : sections) {
      byName.putIfAbsent(section.name(), section);
    }
    this.symbolTable = findSymbolTable();
    this.symbols = symbolTable == null ? List.of() : readSymbols(symbolTable);
    checkRelocations();
  }

  /**
   * Reads the file.
   *
   * @param source what to call it in messages
   * @param bytes the whole file; not copied, so nobody may change it any more
   * @return its sections and symbols
   * @throws InvalidBpfObjectException if it is no BPF object for this machine, or malformed
   */
  public static ElfFile parse(String source, byte[] bytes) {
    return new ElfFile(new ElfBytes(source, bytes));
  }

  /** {@return the name given to {@link #parse}} */
  public String source() {
    return file.source;
  }

  /** {@return the whole file, not a copy} */
  byte[] bytes() {
    return file.bytes;
  }

  /** {@return all sections by index, the empty one with index 0 included} */
  public List<ElfSection> sections() {
    return sections;
  }

  /**
   * {@return the first section of that name}
   *
   * @param name its name, such as {@code .rodata.cfg}
   */
  public Optional<ElfSection> findSection(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** {@return all symbols in the order of the file, the empty first one included} */
  public List<ElfSymbol> symbols() {
    return symbols;
  }

  /** {@return the symbols of variables, static, hidden and weak ones included} */
  public List<ElfSymbol> dataSymbols() {
    return symbols.stream().filter(ElfSymbol::isData).toList();
  }

  /** {@return all relocations, section by section in the order of the file} */
  public List<ElfRelocation> relocations() {
    List<ElfRelocation> known = relocations;
    if (known == null) {
      known = relocations(section -> true);
      relocations = known;
    }
    return known;
  }

  /**
   * {@return what others have made of this file, null before they {@link #keep} it}
   *
   * @param type what it is, one for each
   */
  public <T> @Nullable T derived(Class<T> type) {
    synchronized (derived) {
      return type.cast(derived.get(type));
    }
  }

  /**
   * Keeps what was made of this file as long as the file.
   *
   * @return the first of its type that was kept
   */
  @SuppressWarnings("unchecked") // the key is its own class
  public <T> T keep(T made) {
    synchronized (derived) {
      Object known = derived.putIfAbsent(made.getClass(), made);
      return known == null ? made : (T) known;
    }
  }

  private List<ElfSection> readSections(ElfHeader header) {
    List<ElfSection> unnamed = new ArrayList<>(header.sectionCount());
    for (int i = 0; i < header.sectionCount(); i++) {
      int at = header.sectionTable() + ElfHeader.SECTION_SIZE * i;
      ElfSection section = new ElfSection(file, at, i, "");
      boolean empty = section.type() == ElfSection.NOBITS || section.type() == ElfSection.NULL;
      if (!empty && !file.holds(section.offset(), section.size())) {
        throw file.invalid(
            "truncated: section "
                + i
                + " is "
                + Long.toUnsignedString(section.size())
                + " bytes from byte "
                + Long.toUnsignedString(section.offset())
                + " on, in a file of "
                + file.size()
                + " bytes",
            at + 24);
      }
      if (section.type() == ElfSection.NOBITS
          && Long.compareUnsigned(section.size(), Integer.MAX_VALUE) > 0) {
        throw file.invalid(
            "section "
                + i
                + " of "
                + Long.toUnsignedString(section.size())
                + " bytes is larger than a BPF map can be",
            at + 32);
      }
      unnamed.add(section);
    }
    ElfSection names = unnamed.get(header.nameSection());
    checkStrings(names);
    long budget = budget(names);
    List<ElfSection> named = new ArrayList<>(unnamed.size());
    for (ElfSection section : unnamed) {
      String name = name(names, "section ", section.index(), section.header());
      budget = spend(budget, name, section.header());
      named.add(new ElfSection(file, section.header(), section.index(), name));
    }
    return Collections.unmodifiableList(named);
  }

  private void checkStrings(ElfSection strings) {
    if (strings.type() != ElfSection.STRTAB) {
      throw file.invalid(
          strings + " should hold strings, but is of type " + strings.type(), strings.header() + 4);
    }
    long end = strings.offset() + strings.size();
    if (strings.size() == 0 || file.u8((int) end - 1) != 0) {
      throw file.invalid("strings of " + strings + " do not end with a NUL", end);
    }
  }

  /** Reads the name whose index stands at byte {@code where}; {@code kind number} has it. */
  private String name(ElfSection strings, String kind, int number, int where) {
    long index = file.u32(where);
    if (index >= strings.size()) {
      throw file.invalid(
          "name of "
              + kind
              + number
              + " is at byte "
              + index
              + " of "
              + strings.size()
              + " in "
              + strings,
          where);
    }
    return file.string((int) (strings.offset() + index));
  }

  private long budget(ElfSection strings) {
    return MAX_NAME_SHARE * (strings.size() + file.size());
  }

  /** Keeps a small file from unfolding into gigabytes of names that all share one long end. */
  private long spend(long budget, String name, int where) {
    if (budget < name.length()) {
      throw file.invalid("names share their ends too often", where);
    }
    return budget - name.length();
  }

  private @Nullable ElfSection findSymbolTable() {
    ElfSection found = null;
    for (ElfSection section : sections) {
      if (section.type() == ElfSection.SYMTAB) {
        if (found != null) {
          throw file.invalid("two symbol tables, " + found + " and " + section, section.header());
        }
        found = section;
      }
    }
    return found;
  }

  private List<ElfSymbol> readSymbols(ElfSection table) {
    checkEntries(table, SYMBOL_SIZE);
    ElfSection strings = section(table.link(), table + " has its names", table.header() + 40);
    checkStrings(strings);
    long budget = budget(strings);
    int count = (int) (table.size() / SYMBOL_SIZE);
    List<ElfSymbol> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = (int) table.offset() + SYMBOL_SIZE * i;
      String name = name(strings, "symbol ", i, at);
      budget = spend(budget, name, at);
      int index = file.u16(at + 6);
      ElfSection section =
          index == 0 || (index >= RESERVED_INDEX && index < EXTENDED_INDEX)
              ? null
              : sectionOfSymbol(index, i, name, at + 6);
      read.add(
          ElfSymbol.of(
              name,
              file.u64(at + 8),
              file.u64(at + 16),
              file.u8(at + 4),
              file.u8(at + 5),
              section));
    }
    return Collections.unmodifiableList(read);
  }

  /**
   * The text of the refusal is only made where there is one: an object has thousands of symbols.
   */
  private ElfSection sectionOfSymbol(int index, int symbol, String name, int where) {
    return index < sections.size()
        ? sections.get(index)
        : section(index, "symbol " + symbol + " '" + name + "' lies", where);
  }

  private void checkRelocations() {
    for (ElfSection section : sections) {
      if (section.type() != ElfSection.REL) {
        continue;
      }
      checkEntries(section, RELOCATION_SIZE);
      boolean isCode = target(section).isExecutable();
      for (long i = 0; i < section.size() / RELOCATION_SIZE; i++) {
        int at = (int) (section.offset() + RELOCATION_SIZE * i);
        long symbol = file.u32(at + 12);
        if (symbol >= symbols.size()) {
          throw file.invalid(
              "relocation "
                  + i
                  + " in "
                  + section
                  + " is for symbol "
                  + symbol
                  + " of "
                  + symbols.size(),
              at + 12);
        }
        if (isCode) {
          checkPlace((int) symbol);
        }
      }
    }
  }

  /** Refuses code that refers to what is in no section: libbpf cannot say why, only a number. */
  private void checkPlace(int number) {
    if (symbolTable == null) {
      return;
    }
    int at = (int) symbolTable.offset() + SYMBOL_SIZE * number + 6;
    int index = file.u16(at);
    if (index < RESERVED_INDEX || index == EXTENDED_INDEX) {
      return;
    }
    throw file.invalid(
        "symbol "
            + number
            + " '"
            + symbols.get(number).name()
            + switch (index) {
              case COMMON_INDEX ->
                  "', to which code refers, is COMMON (-fcommon): no section holds it; compile with"
                      + " -fno-common, or give the variable an initial value";
              case ABSOLUTE_INDEX ->
                  "', to which code refers, is absolute (SHN_ABS): it is a number and has no place"
                      + " in the object";
              default ->
                  "', to which code refers, lies in section number 0x"
                      + Integer.toHexString(index)
                      + ", which ELF reserves";
            },
        at);
  }

  /**
   * Those of some sections. Most objects have thousands for their BTF, and most callers want none.
   *
   * @param wanted picks the sections whose bytes they change
   * @return section by section in the order of the file
   */
  public List<ElfRelocation> relocations(Predicate<ElfSection> wanted) {
    List<ElfRelocation> read = new ArrayList<>();
    for (ElfSection section : sections) {
      if (section.type() != ElfSection.REL) {
        continue;
      }
      ElfSection target = target(section);
      if (!wanted.test(target)) {
        continue;
      }
      for (long i = 0; i < section.size() / RELOCATION_SIZE; i++) {
        int at = (int) (section.offset() + RELOCATION_SIZE * i);
        ElfSymbol symbol = symbols.get((int) file.u32(at + 12));
        read.add(new ElfRelocation(target, file.u64(at), symbol));
      }
    }
    return Collections.unmodifiableList(read);
  }

  private ElfSection target(ElfSection relocations) {
    return section(
        relocations.info(), relocations + " relocates code or data", relocations.header() + 44);
  }

  private void checkEntries(ElfSection table, int entrySize) {
    if (table.entrySize() != entrySize) {
      throw file.invalid(
          "entries of "
              + table
              + " take "
              + Long.toUnsignedString(table.entrySize())
              + " bytes, should be "
              + entrySize,
          table.header() + 56);
    }
    if (table.size() % entrySize != 0) {
      throw file.invalid(
          table + " of " + table.size() + " bytes ends within an entry of " + entrySize,
          table.header() + 32);
    }
  }

  private ElfSection section(long index, String who, long where) {
    if (index == 0 || index >= sections.size()) {
      throw file.invalid(who + " in section " + index + " of " + sections.size(), where);
    }
    return sections.get((int) index);
  }
}
