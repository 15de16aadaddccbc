package org.libbpfjava.internal.variable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.elf.DataSymbols;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/**
 * All variables of an object, by name and by section.
 *
 * <p>Built in one pass; a look-up costs the same with 10,000 variables as with one. Immutable; may
 * be used from any thread.
 */
public final class VariableTable {
  private final ElfFile elf;
  private final List<VariableInfo> variables;
  private final Map<String, List<VariableInfo>> byName;
  private final Map<String, List<VariableInfo>> bySection;

  private VariableTable(ElfFile elf, List<VariableInfo> variables) {
    this.elf = elf;
    this.variables = List.copyOf(variables);
    this.byName = byName(this.variables);
    this.bySection = bySection(this.variables);
  }

  private static Map<String, List<VariableInfo>> byName(List<VariableInfo> variables) {
    Map<String, List<VariableInfo>> named = new LinkedHashMap<>(2 * variables.size());
    Map<String, List<VariableInfo>> several = new HashMap<>();
    for (VariableInfo variable : variables) {
      List<VariableInfo> before = named.putIfAbsent(variable.name(), List.of(variable));
      if (before != null) {
        several.computeIfAbsent(variable.name(), name -> new ArrayList<>(before)).add(variable);
      }
    }
    for (Map.Entry<String, List<VariableInfo>> entry : several.entrySet()) {
      named.put(entry.getKey(), Collections.unmodifiableList(entry.getValue()));
    }
    return named;
  }

  /** Those of one section stand together. */
  private static Map<String, List<VariableInfo>> bySection(List<VariableInfo> variables) {
    Map<String, List<VariableInfo>> sections = new LinkedHashMap<>();
    for (int start = 0, end; start < variables.size(); start = end) {
      String section = variables.get(start).section();
      end = start + 1;
      while (end < variables.size() && variables.get(end).section().equals(section)) {
        end++;
      }
      sections.put(section, variables.subList(start, end));
    }
    return sections;
  }

  /**
   * Lists the variables of an object.
   *
   * @param elf the object's file
   * @param btf the object's BTF; better as libbpf gives it after open, which has the offsets of
   *     externs. Null where there is none
   * @param resizedSections sizes in bytes of sections that have another size than in the file
   * @return the variables
   * @throws InvalidBpfObjectException if the file's own BTF is needed, for {@code .ksyms}, and is
   *     malformed
   */
  public static VariableTable of(
      ElfFile elf, @Nullable Btf btf, Map<String, Integer> resizedSections) {
    return new VariableTable(elf, new VariableCollector(elf, resizedSections).collect(btf));
  }

  /**
   * Lists the variables of an object whose sections have the sizes of the file.
   *
   * @param elf the object's file
   * @param btf the object's BTF, or null
   * @return the variables
   * @throws InvalidBpfObjectException if the file's own BTF is needed, for {@code .ksyms}, and is
   *     malformed
   */
  public static VariableTable of(ElfFile elf, @Nullable Btf btf) {
    return of(elf, btf, Map.of());
  }

  /** {@return all variables, by section and offset; refused ones included} */
  public List<VariableInfo> variables() {
    return variables;
  }

  /**
   * {@return the variables of one section by offset, empty where it has none}
   *
   * @param section its ELF name
   */
  public List<VariableInfo> variables(String section) {
    return bySection.getOrDefault(section, List.of());
  }

  /** {@return the names of the sections that have variables, in the file's order} */
  public Set<String> sections() {
    return Collections.unmodifiableSet(bySection.keySet());
  }

  /**
   * {@return whether any variable has that name; ambiguous and refused ones count too}
   *
   * @param name the name
   */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * Finds the one variable of a name, where a build has it.
   *
   * @param name the name
   * @return the variable, empty where none has the name
   * @throws IllegalArgumentException if several variables have the name
   * @throws InvalidBpfObjectException if the object contradicts itself about it
   */
  public Optional<VariableInfo> find(String name) {
    List<VariableInfo> found = byName.getOrDefault(name, List.of());
    return found.isEmpty() ? Optional.empty() : Optional.of(single(name, found));
  }

  /**
   * Finds the one variable of a name in a section, where a build has it.
   *
   * @param name the name
   * @param section the section's ELF name
   * @return the variable, empty where none has the name there
   * @throws IllegalArgumentException if several variables have the name there
   * @throws InvalidBpfObjectException if the object contradicts itself about it
   */
  public Optional<VariableInfo> find(String name, String section) {
    List<VariableInfo> found = named(name, section);
    return found.isEmpty() ? Optional.empty() : Optional.of(single(name, found));
  }

  /**
   * {@return the one variable of a name}
   *
   * @param name the name
   * @throws NoSuchMemberException if none has the name
   * @throws IllegalArgumentException if several variables have the name
   * @throws InvalidBpfObjectException if the object contradicts itself about it
   */
  public VariableInfo get(String name) {
    Optional<VariableInfo> found = find(name);
    if (found.isEmpty()) {
      throw missing(name, "", byName.keySet());
    }
    return found.get();
  }

  /**
   * {@return the one variable of a name in a section}
   *
   * @param name the name
   * @param section the section's ELF name
   * @throws NoSuchMemberException if none has the name there
   * @throws IllegalArgumentException if several variables have the name there
   * @throws InvalidBpfObjectException if the object contradicts itself about it
   */
  public VariableInfo get(String name, String section) {
    Optional<VariableInfo> found = find(name, section);
    if (found.isEmpty()) {
      throw missing(name, section);
    }
    return found.get();
  }

  /**
   * {@return one of several variables of a name in a section}
   *
   * @param name the name
   * @param section the section's ELF name
   * @param index its place among them by offset, from 0
   * @throws NoSuchMemberException if none has the name there
   * @throws IndexOutOfBoundsException if there are fewer
   * @throws InvalidBpfObjectException if the object contradicts itself about it
   */
  public VariableInfo get(String name, String section, int index) {
    List<VariableInfo> found = named(name, section);
    if (found.isEmpty()) {
      throw missing(name, section);
    }
    if (index < 0 || index >= found.size()) {
      throw new IndexOutOfBoundsException(
          elf.source()
              + ": no variable '"
              + name
              + "' with index "
              + index
              + " in "
              + section
              + "; it has "
              + found.size()
              + " of that name");
    }
    return usable(found.get(index));
  }

  private List<VariableInfo> named(String name, String section) {
    return byName.getOrDefault(name, List.of()).stream()
        .filter(variable -> variable.section().equals(section))
        .toList();
  }

  private VariableInfo single(String name, List<VariableInfo> found) {
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          elf.source()
              + ": "
              + found.size()
              + " variables are named '"
              + name
              + "': "
              + IntStream.range(0, Math.min(found.size(), 8))
                  .mapToObj(i -> found.get(i).place())
                  .collect(Collectors.joining("; "))
              + (found.size() > 8 ? " and " + (found.size() - 8) + " more" : "")
              + ". Choose one by its section, or by section and index");
    }
    return usable(found.get(0));
  }

  private VariableInfo usable(VariableInfo variable) {
    if (!variable.isUsable()) {
      throw new InvalidBpfObjectException(Message.aboutInput(elf.source(), variable.refusal()));
    }
    return variable;
  }

  private NoSuchMemberException missing(String name, String section) {
    if (!bySection.containsKey(section)) {
      return new NoSuchMemberException(
          Message.of(
              elf.source()
                  + ": no variable '"
                  + name
                  + "' in '"
                  + section
                  + "', which is no section with variables; it has: "
                  + listed(section, bySection.keySet())),
          NoSuchMemberException.Kind.VARIABLE,
          name,
          List.of());
    }
    return missing(
        name, " in " + section, variables(section).stream().map(VariableInfo::name).toList());
  }

  private NoSuchMemberException missing(String name, String where, Collection<String> known) {
    return new NoSuchMemberException(
        Message.of(
            elf.source()
                + ": no variable '"
                + name
                + "'"
                + where
                + whatElse(name)
                + "; it has: "
                + listed(name, known)),
        NoSuchMemberException.Kind.VARIABLE,
        name,
        NearestNames.near(name, known));
  }

  /** What else has the name: data in a section that has no variables. */
  private String whatElse(String name) {
    return elf.symbols().stream()
        .filter(symbol -> symbol.isData() && symbol.name().equals(name))
        .map(DataSymbols::section)
        .filter(section -> SectionKind.of(section).isEmpty())
        .reduce((first, last) -> last)
        .map(
            section ->
                section.equals(".maps")
                    ? ", which is a map"
                    : ", which lies in section '" + section + "', where libbpf looks for none")
        .orElse("");
  }

  private static String listed(String wanted, Collection<String> known) {
    return known.isEmpty() ? "none" : NearestNames.suggest(wanted, known);
  }
}
