package org.libbpfjava;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.libbpfjava.internal.Liveness;
import org.libbpfjava.internal.SectionMemory;
import org.libbpfjava.internal.VariableInfo;
import org.libbpfjava.internal.VariablePath;
import org.libbpfjava.internal.VariableTable;
import org.libbpfjava.internal.value.ValueCodecs;

/** The variables of an object in one of its phases, found by name or path, made when asked for. */
final class Variables {
  private static final int MAX_CACHED_PATHS = 16_384;

  private final VariableTable table;
  private final Function<String, SectionMemory> memories; // by section
  private final Liveness liveness;
  private final ValueCodecs codecs;
  private final ConcurrentHashMap<VariableInfo, GlobalVariable> made = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, GlobalVariable> byName = new ConcurrentHashMap<>();

  Variables(
      VariableTable table,
      Function<String, SectionMemory> memories,
      Liveness liveness,
      ValueCodecs codecs) {
    this.table = table;
    this.memories = memories;
    this.liveness = liveness;
    this.codecs = codecs;
  }

  /** Refuses what belongs to a phase that is over. */
  void checkLive() {
    liveness.check();
  }

  GlobalVariable get(String path) {
    liveness.check();
    GlobalVariable known = byName.get(path);
    if (known != null) {
      return known;
    }
    VariablePath parts = VariablePath.split(path, table::contains);
    GlobalVariable whole = variable(table.get(parts.variable()));
    GlobalVariable found = parts.path().isEmpty() ? whole : whole.field(parts.path());
    if (byName.size() < MAX_CACHED_PATHS) { // paths made by a program must not fill the heap
      byName.putIfAbsent(path, found);
    }
    return found;
  }

  Optional<GlobalVariable> find(String path) {
    liveness.check();
    VariablePath parts = VariablePath.split(path, table::contains);
    return table.find(parts.variable()).isPresent() ? Optional.of(get(path)) : Optional.empty();
  }

  GlobalVariable get(String name, String section) {
    liveness.check();
    return variable(table.get(name, section));
  }

  GlobalVariable get(String name, String section, int index) {
    liveness.check();
    return variable(table.get(name, section, index));
  }

  /** Those that can be read and written; one that the object contradicts itself about cannot. */
  List<GlobalVariable> all() {
    liveness.check();
    return usable(table.variables());
  }

  List<GlobalVariable> in(String section) {
    liveness.check();
    return usable(table.variables(section));
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
            memories.apply(info.section()),
            info.offset(),
            info.size(),
            info.type().orElse(null),
            liveness,
            codecs);
    GlobalVariable raced = made.putIfAbsent(info, fresh);
    return raced != null ? raced : fresh;
  }
}
