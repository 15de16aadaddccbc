package org.libbpfjava.internal.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfRelocation;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.variable.VariableInfo;

/**
 * What an object's relocations tell about its variables: which the code refers to, and where an
 * initialiser holds a pointer.
 *
 * <p>clang puts the value of a constant into the code where it may, and then no instruction refers
 * to the variable any more. Safe on any thread.
 */
public final class VariableUse {
  private static final byte LD_IMM64 = 0x18;

  /** A pointer in an initialiser, which a linker would fill in and libbpf does not. */
  private record Pointer(long offset, ElfSymbol symbol) {}

  private final ElfFile elf;
  private volatile @Nullable References references; // made when first asked for
  private final Map<String, List<Pointer>> pointers = new HashMap<>(); // by section

  /** What the code refers to: bytes of sections, and names of externs. */
  private record References(Map<String, NavigableSet<Long>> places, Set<String> externs) {}

  /** Sections whose relocations tell of variables. */
  private enum Relocated implements Predicate<ElfSection> {
    DATA,
    CODE;

    @Override
    public boolean test(ElfSection section) {
      return this == DATA
          ? isData(section)
          : section.type() == ElfSection.PROGBITS && section.isExecutable();
    }
  }

  /** {@return what a file's relocations tell, found once} */
  public static VariableUse of(ElfFile elf) {
    VariableUse known = elf.derived(VariableUse.class);
    return known != null ? known : elf.keep(new VariableUse(elf));
  }

  /** Looks for pointers at once; nearly every object has none. */
  private VariableUse(ElfFile elf) {
    this.elf = elf;
    for (ElfRelocation relocation : elf.relocations(Relocated.DATA)) {
      String section = relocation.target().name();
      if (!pointers.containsKey(section)) {
        pointers.put(section, new ArrayList<>());
      }
      pointers.get(section).add(new Pointer(relocation.offset(), relocation.symbol()));
    }
  }

  private static boolean isData(ElfSection section) {
    return SectionKind.of(section.name()).isPresent();
  }

  /** {@return whether an instruction of the object's code refers to a variable} */
  public boolean isReferenced(VariableInfo variable) {
    References known = references;
    if (known == null) {
      known = read();
      references = known;
    }
    if (SectionKind.isExtern(variable.section())) {
      return known.externs.contains(variable.name());
    }
    NavigableSet<Long> places = known.places.get(variable.section());
    Long next = places == null ? null : places.ceiling((long) variable.offset());
    return next != null && next < variable.offset() + Math.max(1L, variable.size());
  }

  private References read() {
    References found = new References(new HashMap<>(), new HashSet<>());
    Map<ElfSection, byte[]> code = new HashMap<>();
    for (ElfRelocation relocation : elf.relocations(Relocated.CODE)) {
      ElfSymbol symbol = relocation.symbol();
      ElfSection section = symbol.section();
      if (section == null) {
        found.externs.add(symbol.name());
      } else if (isData(section)) {
        ElfSection target = relocation.target();
        if (!code.containsKey(target)) {
          code.put(target, target.bytes());
        }
        if (!found.places.containsKey(section.name())) {
          found.places.put(section.name(), new TreeSet<>());
        }
        found.places.get(section.name()).add(place(symbol, code.get(target), relocation.offset()));
      }
    }
    return found;
  }

  /** A static variable goes by its section's symbol, and its place stands in the instruction. */
  private static long place(ElfSymbol symbol, byte[] code, long at) {
    if (symbol.type() == ElfSymbol.Type.OBJECT && symbol.size() > 0) {
      return symbol.value();
    }
    boolean loads = at >= 0 && at <= code.length - 16 && code[(int) at] == LD_IMM64;
    long addend = 0;
    for (int i = 7; loads && i >= 4; i--) {
      addend = (addend << 8) | (code[(int) at + i] & 0xff);
    }
    return symbol.value() + addend;
  }

  /** {@return whether bytes of a section hold a pointer that nobody fills in} */
  public boolean holdsPointer(String section, int offset, int size) {
    return !inside(section, offset, size).isEmpty();
  }

  /**
   * Says which variables hold pointers and what these are.
   *
   * @param variables those of the object
   * @return {@code 'names' in .data (3, the first to .rodata.str1.1)} and the like; empty for none
   */
  public List<String> pointers(List<VariableInfo> variables) {
    List<String> found = new ArrayList<>();
    for (VariableInfo variable : variables) {
      List<Pointer> inside = inside(variable.section(), variable.offset(), variable.size());
      if (!inside.isEmpty()) {
        found.add(
            "'"
                + variable.name()
                + "' in "
                + variable.section()
                + (inside.size() == 1 ? " (to " : " (" + inside.size() + ", the first to ")
                + target(inside.get(0).symbol)
                + ")");
      }
    }
    return found;
  }

  private List<Pointer> inside(String section, int offset, int size) {
    List<Pointer> all = pointers.get(section);
    if (all == null) {
      return List.of();
    }
    List<Pointer> inside = new ArrayList<>();
    for (Pointer pointer : all) {
      if (pointer.offset >= offset && pointer.offset < offset + (long) size) {
        inside.add(pointer);
      }
    }
    return inside;
  }

  private static String target(ElfSymbol symbol) {
    ElfSection section = symbol.section();
    return section == null || !symbol.name().isEmpty() ? symbol.name() : section.name();
  }
}
