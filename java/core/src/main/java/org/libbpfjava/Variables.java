package org.libbpfjava;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.code.VariableUse;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariablePath;
import org.libbpfjava.internal.variable.VariableTable;

/** The variables of an object in one of its phases, found by name or path, made when asked for. */
final class Variables {
  private static final int MAX_CACHED_PATHS = 16_384;

  /** What was asked for before, so that asking again costs one look-up and allocates nothing. */
  private static final class Paths {
    private final ConcurrentHashMap<String, GlobalVariable> known = new ConcurrentHashMap<>();

    @Nullable GlobalVariable get(String path) {
      return known.get(path);
    }

    void add(String path, GlobalVariable variable) {
      if (known.size() < MAX_CACHED_PATHS) { // paths made by a program must not fill the heap
        known.putIfAbsent(path, variable);
      }
    }
  }

  /** Where the bytes of sections are. */
  interface Memories {
    SectionMemory memory(String section);
  }

  private final VariableTable table;
  private final Memories memories;
  private final Liveness lookups; // checked before a name is looked up
  private final Liveness liveness; // checked before memory is reached
  private final ValueCodecs codecs;
  private final VariableUse use;
  private final ConcurrentHashMap<VariableInfo, GlobalVariable> made = new ConcurrentHashMap<>();
  private final Paths byPath = new Paths();
  private final ConcurrentHashMap<String, Paths> bySection = new ConcurrentHashMap<>();

  Variables(
      VariableTable table,
      Memories memories,
      Liveness lookups,
      Liveness liveness,
      ValueCodecs codecs,
      VariableUse use) {
    this.table = table;
    this.memories = memories;
    this.lookups = lookups;
    this.liveness = liveness;
    this.codecs = codecs;
    this.use = use;
  }

  GlobalVariable get(String path) {
    lookups.check();
    GlobalVariable known = byPath.get(path);
    if (known != null) {
      return known;
    }
    VariablePath parts = split(path);
    GlobalVariable found = place(table.get(parts.variable()), parts);
    byPath.add(path, found);
    return found;
  }

  Optional<GlobalVariable> find(String path) {
    lookups.check();
    GlobalVariable known = byPath.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    VariablePath parts = split(path);
    return table.find(parts.variable()).isPresent() ? Optional.of(get(path)) : Optional.empty();
  }

  GlobalVariable getIn(String section, String path) {
    lookups.check();
    Paths paths = bySection.get(section);
    GlobalVariable known = paths == null ? null : paths.get(path);
    if (known != null) {
      return known;
    }
    VariablePath parts = split(path);
    GlobalVariable found = place(table.get(parts.variable(), section), parts);
    bySection.computeIfAbsent(section, name -> new Paths()).add(path, found);
    return found;
  }

  Optional<GlobalVariable> findIn(String section, String path) {
    lookups.check();
    VariablePath parts = split(path);
    boolean isThere =
        table.variables(section).stream().anyMatch(info -> info.name().equals(parts.variable()));
    return isThere ? Optional.of(getIn(section, path)) : Optional.empty();
  }

  GlobalVariable getIn(String section, String path, int index) {
    lookups.check();
    VariablePath parts = split(path);
    return place(table.get(parts.variable(), section, index), parts);
  }

  private VariablePath split(String path) {
    return table.contains(path) // as most are: a name alone
        ? new VariablePath(path, "")
        : VariablePath.split(path, table::contains);
  }

  private GlobalVariable place(VariableInfo info, VariablePath parts) {
    GlobalVariable whole = variable(info);
    return parts.path().isEmpty() ? whole : whole.field(parts.path());
  }

  /** Those that can be read and written; one that the object contradicts itself about cannot. */
  List<GlobalVariable> all() {
    lookups.check();
    return usable(table.variables());
  }

  List<GlobalVariable> in(String section) {
    lookups.check();
    return usable(table.variables(section));
  }

  /** {@return why variables of a section cannot be touched, a sentence for each} */
  List<String> refusals(String section) {
    return table.variables(section).stream()
        .filter(info -> !info.isUsable())
        .map(VariableInfo::refusal)
        .toList();
  }

  private List<GlobalVariable> usable(List<VariableInfo> infos) {
    return infos.stream()
        .filter(info -> info.isUsable() && !info.section().equals(".ksyms"))
        .map(this::variable)
        .toList();
  }

  private GlobalVariable variable(VariableInfo info) {
    GlobalVariable known = made.get(info);
    if (known != null) {
      return known;
    }
    GlobalVariable fresh =
        new GlobalVariable(
            info.name(),
            memories.memory(info.section()),
            info.offset(),
            info.size(),
            info.type().orElse(null),
            liveness,
            codecs,
            UseInCode.of(use, info));
    GlobalVariable raced = made.putIfAbsent(info, fresh);
    return raced != null ? raced : fresh;
  }
}
