package org.libbpfjava;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.VariableUse;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.kconfig.Kconfig;
import org.libbpfjava.internal.libbpf.ArenaGlobals;
import org.libbpfjava.internal.libbpf.MappableSections;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.libbpf.ObjectLoading;
import org.libbpfjava.internal.libbpf.OpenPhase;
import org.libbpfjava.internal.libbpf.ReusedMaps;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.internal.memory.SectionImage;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.SectionSize;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.OpenedTypes;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;

/** The data sections and variables of an object that is not loaded yet. */
final class OpenSections implements Variables.Memories {

  /**
   * What can change when a section gets another size: all of it is replaced at once.
   *
   * @param btf the types, with arrays as long as their sections have made them
   * @param typed the sections whose map has types
   */
  private record Contents(
      Optional<Btf> btf, Set<String> typed, VariableTable table, Variables variables) {}

  /** The initial bytes of a section, in libbpf's own memory. */
  private record Image(NativeMap map, NativeResource owner) implements SectionImage {
    @Override
    public void read(int offset, byte[] target, int start, int length) {
      owner.enter();
      try {
        ObjectLoading.read(map, offset, target, start, length);
      } finally {
        owner.exit();
      }
    }
  }

  private record Section(NativeMap map, CopySectionMemory memory, OpenDataSection view)
      implements CopySectionMemory.Target {
    @Override
    public void write(int offset, byte[] bytes) {
      ObjectLoading.handOver(map, offset, bytes);
    }
  }

  private final NativeObject object;
  private final ElfFile elf;
  private final Kconfig kconfig;
  private final OpenPhase phase;
  private final ValueCodecs codecs;
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, Integer> resized = new LinkedHashMap<>(); // guarded by the phase's lock
  private final VariableUse use;
  private final SetEffects effects;
  private final OpenedTypes types; // as the object has them
  private final Contents initial;
  private volatile Contents contents;

  OpenSections(
      NativeObject object, ElfFile elf, Kconfig kconfig, OpenPhase phase, ValueCodecs codecs) {
    this.object = object;
    this.elf = elf;
    this.kconfig = kconfig;
    this.phase = phase;
    this.codecs = codecs;
    for (ElfSection section : elf.sections()) {
      if (SectionKind.of(section.name()).isPresent() && !SectionKind.isExtern(section.name())) {
        add(section.name());
      }
    }
    this.use = VariableUse.of(elf);
    this.effects = new SetEffects(object.source(), use);
    this.types = OpenedTypes.of(elf, object.btf());
    this.initial = read();
    this.contents = initial;
    effects.warnOfPointers(initial.table);
  }

  private void add(String name) {
    NativeMap map = object.sectionMap(name).orElse(null);
    long size = map == null ? -Errno.ENOENT : map.sectionSize();
    if (map == null || size < 0 || sections.containsKey(name)) {
      return; // libbpf makes no map of an empty section
    }
    CopySectionMemory memory =
        new CopySectionMemory(
            name, Math.toIntExact(size), new Image(map, object.resource()), phase.lock(), phase);
    sections.put(name, new Section(map, memory, new OpenDataSection(name, memory, this)));
  }

  /** libbpf's own copy stays as it is until load, which gives it the sizes that stand then. */
  private Contents read() {
    Btf btf = types.btf().orElse(null);
    Set<String> typed = new HashSet<>();
    if (btf != null) {
      for (BtfDatasec section : btf.datasecs()) {
        typed.add(section.name());
      }
    }
    for (Map.Entry<String, Integer> section : resized.entrySet()) {
      String name = section.getKey();
      Btf grown =
          btf == null
              ? null
              : btf.withSectionSize(new SectionSize(name, section.getValue())).orElse(null);
      if (grown == null) {
        typed.remove(name);
      } else {
        btf = grown;
      }
    }
    VariableTable table =
        resized.isEmpty() ? types.variables() : VariableTable.of(elf, btf, resized);
    return new Contents(
        Optional.ofNullable(btf),
        typed,
        table,
        new Variables(table, this, phase, phase, codecs, use));
  }

  @Override
  public SectionMemory memory(String section) {
    Section known = sections.get(section);
    if (known != null) {
      return known.memory;
    }
    throw new BpfException(
        Message.of(
            SectionKind.isExtern(section)
                ? "section '"
                    + section
                    + "' of object '"
                    + object.source()
                    + "' has no values before load; override the kernel's configuration by"
                    + " OpenOptions.withKconfig"
                : "section '"
                    + section
                    + "' of object '"
                    + object.source()
                    + "' cannot be reached"));
  }

  Variables variables() {
    return contents.variables;
  }

  /** What relocations tell about the variables. */
  VariableUse use() {
    return use;
  }

  VariableTable table() {
    return contents.table;
  }

  Optional<Btf> btf() {
    return contents.btf;
  }

  ElfFile elf() {
    return elf;
  }

  /** The code of the file, with names for the variables as they lie now. */
  ElfCode code() {
    return new ElfCode(elf, contents.table);
  }

  @Nullable OpenDataSection find(String name) {
    Section section = sections.get(name);
    return section == null ? null : section.view;
  }

  List<String> names() {
    return List.copyOf(sections.keySet());
  }

  List<OpenDataSection> all() {
    List<OpenDataSection> all = new ArrayList<>(sections.size());
    for (Section section : sections.values()) {
      all.add(section.view);
    }
    return Collections.unmodifiableList(all);
  }

  private Section section(String name) {
    Section section = sections.get(name);
    if (section == null) {
      throw new IllegalArgumentException("no section '" + name + "'");
    }
    return section;
  }

  boolean resize(String name, int sizeBytes) {
    return phase.whileOpen(() -> resizeOpen(name, sizeBytes));
  }

  private boolean resizeOpen(String name, int sizeBytes) {
    Section section = section(name);
    int own = section.memory.initialSize();
    checkGrowth(name, own, sizeBytes);
    if (name.equals(ArenaGlobals.SECTION)) {
      throw new BpfException(
          Message.of(
              "section '" + name + "' cannot be resized: it lies in an arena of its own size"));
    }
    if (section.memory.isFrozen()) {
      throw new BpfException(
          Message.of("section '" + name + "' cannot be resized: its map exists already"));
    }
    section.memory.resize(sizeBytes);
    resized.remove(name); // so that the latest comes last, as the types that it adds
    if (sizeBytes != own) {
      resized.put(name, sizeBytes);
    }
    Contents changed = read();
    contents = changed;
    return changed.typed.contains(name);
  }

  private void checkGrowth(String name, int own, int wanted) {
    if (wanted >= own) {
      return;
    }
    String subject = "section '" + name + "' (" + own + " bytes) cannot shrink to " + wanted;
    VariableInfo cut =
        initial.table.variables(name).stream()
            .filter(variable -> variable.offset() + variable.size() > Math.max(0, wanted))
            .findFirst()
            .orElse(null);
    throw new IllegalArgumentException(
        cut == null
            ? subject + " bytes: only growing is safe"
            : subject
                + " bytes: that would cut variable '"
                + cut.name()
                + "', "
                + cut.size()
                + " bytes at "
                + cut.offset());
  }

  void reuse(String name, DataSection other) {
    phase.whileOpen(() -> reuseOpen(name, other));
  }

  private Section reuseOpen(String name, DataSection other) {
    Section section = section(name);
    SectionKind mine = SectionKind.of(name).orElseThrow();
    SectionKind theirs = SectionKind.of(other.name()).orElseThrow();
    boolean alike =
        mine.isReadOnlyAfterLoad() == theirs.isReadOnlyAfterLoad()
            && mine != SectionKind.ARENA
            && theirs != SectionKind.ARENA;
    if (!alike || theirs.isExtern() || section.memory.size() != other.size()) {
      throw new IllegalArgumentException(
          "section '"
              + name
              + "' ("
              + section.memory.size()
              + " bytes) cannot reuse the map of section '"
              + other.name()
              + "' ("
              + other.size()
              + " bytes): kind and size must be the same");
    }
    checkUnchanged(name, section);
    other.whileOpen(
        map -> {
          int fd = ReturnCode.check(map.fd(), "find the map of section", other.name());
          ReusedMaps.reuse(section.map, fd);
          return fd;
        });
    section.memory.freeze(
        "its map is that of another object's section '"
            + other.name()
            + "', which keeps its own content");
    return section;
  }

  void reuse(String name, Path pinned) {
    phase.whileOpen(() -> reuseOpen(name, pinned));
  }

  private Section reuseOpen(String name, Path pinned) {
    Section section = section(name);
    checkUnchanged(name, section);
    ReusedMaps.reuse(section.map, pinned);
    section.memory.freeze(
        "its map is the one pinned at " + pinned + ", which keeps its own content");
    return section;
  }

  private static void checkUnchanged(String name, Section section) {
    if (section.memory.isChanged(0, section.memory.size())) {
      throw new IllegalStateException(
          "section '" + name + "' has been changed; a reused map keeps its own content");
    }
  }

  /**
   * Gives libbpf what was changed, once, and says how the maps are to be made; the caller holds the
   * lock and ends the phase.
   */
  void handOver(boolean strict) {
    kconfig.checkConfiguration();
    List<SetEffects.Written> written = new ArrayList<>();
    for (Map.Entry<String, Section> section : sections.entrySet()) {
      written.add(new SetEffects.Written(section.getKey(), section.getValue().memory));
    }
    effects.check(contents.table, written, strict);
    for (Map.Entry<String, Section> entry : sections.entrySet()) {
      String name = entry.getKey();
      Section section = entry.getValue();
      Integer size = resized.get(name);
      if (size != null) {
        ObjectLoading.resize(section.map, size);
      }
      section.memory.changedPages(section);
      if (!name.equals(ArenaGlobals.SECTION)) {
        MappableSections.prepare(section.map, contents.btf);
      }
    }
  }
}
