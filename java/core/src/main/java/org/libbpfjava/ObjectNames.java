package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
final class ObjectNames implements Supplier<List<NamedMap>> {
  private final NativeObject object;
  private final ElfFile elf;
  private final VariableTable table;

  private ObjectNames(NativeObject object, OpenSections sections) {
    this.object = object;
    this.elf = sections.elf();
    this.table = sections.table(); // the sections' own goes on changing until load
  }

  /** Names in programs of the object, once its maps exist. */
  static LoadedNames of(NativeObject object, OpenSections sections) {
    return new LoadedNames(sections.code(), sections.btf(), new ObjectNames(object, sections));
  }

  /** {@return the maps, data sections first} */
  @Override
  public List<NamedMap> get() {
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
