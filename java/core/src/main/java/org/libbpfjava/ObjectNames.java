package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;

/** What the instructions of an object's programs refer to, by name. */
final class ObjectNames {
  private ObjectNames() {}

  /** Names in programs of the object, once its maps exist. */
  static LoadedNames of(NativeObject object, OpenSections sections) {
    VariableTable table = sections.table();
    return new LoadedNames(
        sections.code(), sections.btf(), () -> namedMaps(object, sections.elf(), table));
  }

  private static List<NamedMap> namedMaps(NativeObject object, ElfFile elf, VariableTable table) {
    List<NamedMap> named = new ArrayList<>();
    Stream.concat(
            elf.sections().stream().map(ElfSection::name),
            table.variables().stream().map(VariableInfo::section))
        .distinct()
        .filter(section -> SectionKind.of(section).isPresent())
        .forEach(section -> object.sectionMap(section).ifPresent(named::add));
    named.addAll(object.maps());
    return named;
  }
}
