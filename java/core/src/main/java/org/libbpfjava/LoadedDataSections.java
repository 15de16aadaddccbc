package org.libbpfjava;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException.Kind;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.libbpf.ArenaGlobals;
import org.libbpfjava.internal.libbpf.LoadedSections;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeMembers;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.ClosedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;

/** The data sections of a loaded object: each is reached when somebody first asks for it. */
final class LoadedDataSections implements Variables.Memories {
  private static final String KSYMS = ".ksyms";

  /** Names, types and sizes answer after close too. */
  private static final Liveness ALWAYS = new AlwaysLive();

  private final NativeObject object;
  private final Optional<Btf> btf;
  private final VariableTable table;
  private final Variables variables;
  private final Map<String, Integer> sizes = new LinkedHashMap<>(); // of those that have a map
  private final Map<String, SectionMemory> memories = new ConcurrentHashMap<>();
  private final Map<String, DataSection> views = new ConcurrentHashMap<>();

  /** The caller is inside the object. */
  LoadedDataSections(NativeObject object, OpenSections open, ValueCodecs codecs) {
    this.object = object;
    this.btf = open.btf();
    this.table = open.table();
    for (OpenDataSection section : open.all()) {
      sizes.put(section.name(), section.size());
    }
    for (String section : table.sections()) { // .kconfig is in no file
      if (!sizes.containsKey(section) && object.sectionMap(section).isPresent()) {
        sizes.put(section, end(section));
      }
    }
    this.variables = new Variables(table, this, ALWAYS, object.resource(), codecs, open.use());
  }

  private int end(String section) {
    int end = 0;
    for (VariableInfo variable : table.variables(section)) {
      end = Math.max(end, variable.offset() + variable.size());
    }
    return end;
  }

  Variables variables() {
    return variables;
  }

  List<String> names() {
    return List.copyOf(sizes.keySet());
  }

  List<GlobalVariable> allVariables() {
    List<GlobalVariable> all = new ArrayList<>();
    for (String name : sizes.keySet()) {
      all.addAll(variables.in(name));
    }
    return all;
  }

  DataSection get(String name) {
    DataSection known = views.get(name);
    if (known != null) {
      return known;
    }
    if (!sizes.containsKey(name)) {
      throw NativeMembers.missing(object.source(), Kind.SECTION, name, sizes.keySet());
    }
    DataSection made = new DataSection(name, memory(name), variables, object);
    DataSection first = views.putIfAbsent(name, made);
    return first == null ? made : first;
  }

  Optional<DataSection> find(String name) {
    return sizes.containsKey(name) ? Optional.of(get(name)) : Optional.empty();
  }

  List<DataSection> all() {
    List<DataSection> all = new ArrayList<>();
    for (String name : sizes.keySet()) {
      all.add(get(name));
    }
    return all;
  }

  @Override
  public SectionMemory memory(String section) {
    SectionMemory known = memories.get(section);
    if (known != null) {
      return known;
    }
    if (object.resource().isClosed()) {
      return closed(section);
    }
    try {
      synchronized (memories) {
        SectionMemory reached = memories.get(section);
        if (reached == null) {
          reached = reach(section);
          memories.put(section, reached);
        }
        return reached;
      }
    } catch (IllegalStateException e) { // closed meanwhile
      if (object.resource().isClosed()) {
        return closed(section);
      }
      throw e;
    }
  }

  private SectionMemory reach(String section) {
    object.resource().enter();
    try {
      NativeMap map = object.sectionMap(section).orElse(null);
      if (map == null) {
        throw new BpfException(
            Message.of(
                section.equals(KSYMS)
                    ? "kernel symbols have an address and no value: ask ksym()"
                    : "section '"
                        + section
                        + "' of object '"
                        + object.source()
                        + "' cannot be reached"));
      }
      if (section.equals(ArenaGlobals.SECTION)) {
        return object.arena().orElseThrow().memory(object.resource());
      }
      boolean readOnly = SectionKind.isReadOnlyAfterLoad(section);
      return LoadedSections.of(map, readOnly, btf, object);
    } finally {
      object.resource().exit();
    }
  }

  private SectionMemory closed(String section) {
    boolean readOnly = SectionKind.isReadOnlyAfterLoad(section);
    return new ClosedSectionMemory(
        section, sizes.getOrDefault(section, end(section)), readOnly, object.resource());
  }

  private static final class AlwaysLive implements Liveness {
    @Override
    public void check() {}
  }
}
