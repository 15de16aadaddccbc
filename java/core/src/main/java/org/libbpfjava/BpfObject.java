package org.libbpfjava;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.NoSuchMemberException.Kind;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.ksym.KernelSymbols;
import org.libbpfjava.internal.libbpf.ArenaGlobals;
import org.libbpfjava.internal.libbpf.Attaching;
import org.libbpfjava.internal.libbpf.KernelMap;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.LoadedSections;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeMembers;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.ProgramOrigin;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.verifier.SpecializationComparison;

/**
 * A BPF object whose maps and programs are in the kernel, and the way to open one.
 *
 * <pre>{@code
 * try (BpfObject object = BpfObject.load(Path.of("probe.bpf.o"), open -> open.variable("pid").setInt(4711));
 *     BpfLink link = object.program("on_exec").attach()) {
 *   long hits = object.variable("hits").getLong(); // live
 * }
 * }</pre>
 *
 * <p>{@link #close} detaches every link made through this object and frees its maps and programs;
 * from then on every method of it and of what came from it throws {@link IllegalStateException}.
 * Calls that are in the kernel meanwhile finish first, without anyone waiting. Safe on any thread:
 * attaching, detaching and pinning exclude each other within one object, since libbpf is not
 * thread-safe there; everything else runs side by side.
 *
 * <p>An object that is dropped without close() is freed when neither it nor any of its links is
 * reachable.
 *
 * @kernel 5.2 for global variables, 5.5 for live access to them without system calls
 */
public final class BpfObject implements AutoCloseable {
  private static final String KSYMS = ".ksyms";

  private final NativeObject object;
  private final NativeResource resource;
  private final Optional<Btf> btf;
  private final Variables variables;
  private final List<String> sectionNames;
  private final Map<String, SectionMemory> memories = new ConcurrentHashMap<>();
  private final Map<String, BpfProgram> programs = new LinkedHashMap<>();
  private final Map<String, BpfMap> maps = new LinkedHashMap<>();
  private final Optional<KernelSymbols> ksyms; // empty without BTF
  private final Links links = new Links();

  BpfObject(
      NativeObject object,
      OpenSections sections,
      ValueCodecs codecs,
      LoadRecorder recorder,
      LoadedNames names) {
    VariableTable table = sections.table();
    this.object = object;
    this.resource = object.resource();
    this.btf = sections.btf();
    this.ksyms =
        btf.isPresent()
            ? Optional.of(
                KernelSymbols.of(sections.elf(), sections.code(), btf.get(), autoloaded(object)))
            : Optional.empty();
    this.variables = new Variables(table, this::memory, resource, codecs, sections.use());
    Set<String> withMaps = new LinkedHashSet<>(sections.names());
    for (String section : table.sections()) { // .kconfig is in no file
      if (object.sectionMap(section).isPresent()) {
        withMaps.add(section);
      }
    }
    this.sectionNames = List.copyOf(withMaps);
    for (NativeProgram program : autoloaded(object)) {
      ProgramOrigin origin =
          new ProgramOrigin.OfObject(program, recorder.objectSlots(program.name()), btf);
      programs.put(
          program.name(),
          new BpfProgram(
              resource,
              links,
              origin,
              names,
              program.name(),
              program.section(),
              recorder.log(program.name())));
    }
    for (NativeMap map : object.maps()) {
      maps.put(map.name(), KernelMap.of(object, map));
    }
  }

  /**
   * Opens an object file.
   *
   * @param path the file, as clang made it
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if the file cannot be read
   * @libbpf bpf_object__open_mem
   */
  public static OpenBpfObject open(Path path) {
    return open(path, OpenOptions.defaults());
  }

  /**
   * Opens an object file.
   *
   * @param path the file, as clang made it
   * @param options how
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if the file cannot be read
   * @throws IllegalArgumentException if {@link OpenOptions#kconfig} does not fit the object
   */
  public static OpenBpfObject open(Path path, OpenOptions options) {
    return OpenBpfObject.open(ObjectFile.read(path), options);
  }

  /**
   * Opens an object in memory.
   *
   * @param elf the object file's bytes, copied
   * @param options how; {@link OpenOptions#name} is what messages call it
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws IllegalArgumentException if {@link OpenOptions#kconfig} does not fit the object
   */
  public static OpenBpfObject open(byte[] elf, OpenOptions options) {
    return OpenBpfObject.open(
        new ObjectFile(options.name().orElse("object"), elf.clone()), options);
  }

  /**
   * Opens an object in memory.
   *
   * @param elf the object file's bytes
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   */
  public static OpenBpfObject open(byte[] elf) {
    return open(elf, OpenOptions.defaults());
  }

  /**
   * Opens an object in memory.
   *
   * @param elf the object file's bytes, from its position to its limit; neither changes
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   */
  public static OpenBpfObject open(ByteBuffer elf) {
    byte[] bytes = new byte[elf.remaining()];
    elf.get(elf.position(), bytes);
    return open(bytes, OpenOptions.defaults());
  }

  /**
   * Opens an object that lies in a jar.
   *
   * @param anchor the class beside which it lies
   * @param resource its name, as for {@link Class#getResourceAsStream}
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if there is no such resource
   */
  public static OpenBpfObject open(Class<?> anchor, String resource) {
    return OpenBpfObject.open(ObjectFile.read(anchor, resource), OpenOptions.defaults());
  }

  /**
   * Opens, configures and loads an object in one go.
   *
   * @param path the file
   * @param configure sets variables and the like before load
   * @return the loaded object, to be closed by the caller
   */
  public static BpfObject load(Path path, Consumer<? super OpenBpfObject> configure) {
    try (OpenBpfObject open = open(path)) {
      configure.accept(open);
      return open.load();
    }
  }

  /**
   * Shows side by side what the verifier keeps of an object under two settings of its variables,
   * and which of them it refuses. Loads the object twice, one after the other, and frees both.
   *
   * <pre>{@code
   * System.out.println(
   *     BpfObject.compare(
   *         path,
   *         open -> open.variable("generation").setInt(1),
   *         open -> open.variable("generation").setInt(2)));
   * }</pre>
   *
   * @param path the file
   * @param left sets the variables one way
   * @param right sets them the other way
   * @return both, line by line
   * @throws BpfException for a refusal that is not the verifier's
   */
  public static SpecializationComparison compare(
      Path path, Consumer<? super OpenBpfObject> left, Consumer<? super OpenBpfObject> right) {
    return compare(ObjectFile.read(path), left, right);
  }

  /**
   * Shows side by side what the verifier keeps of an object in memory under two settings.
   *
   * @param elf the object file's bytes
   * @param left sets the variables one way
   * @param right sets them the other way
   * @return both, line by line
   * @see #compare(Path, Consumer, Consumer)
   */
  public static SpecializationComparison compare(
      byte[] elf, Consumer<? super OpenBpfObject> left, Consumer<? super OpenBpfObject> right) {
    return compare(new ObjectFile("object", elf.clone()), left, right);
  }

  private static SpecializationComparison compare(
      ObjectFile file,
      Consumer<? super OpenBpfObject> left,
      Consumer<? super OpenBpfObject> right) {
    try (OpenBpfObject one = OpenBpfObject.open(file, OpenOptions.defaults());
        OpenBpfObject other = OpenBpfObject.open(file, OpenOptions.defaults())) {
      left.accept(one);
      right.accept(other);
      return compare(one, other);
    }
  }

  /**
   * Lets the verifier work on one object under two settings. Loads each, one after the other, and
   * frees it again. Consumes both, as {@link OpenBpfObject#load} does.
   *
   * @param left open, set one way
   * @param right the same file, open, set the other way
   * @return both, program by program
   * @throws BpfException for a refusal that is not the verifier's
   */
  public static SpecializationComparison compare(OpenBpfObject left, OpenBpfObject right) {
    return Specializing.compare(left, right);
  }

  private SectionMemory memory(String section) {
    return memories.computeIfAbsent(section, this::reach);
  }

  private SectionMemory reach(String section) {
    resource.enter();
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
        return object.arena().orElseThrow().memory(resource);
      }
      boolean readOnly =
          SectionKind.of(section).filter(SectionKind::isReadOnlyAfterLoad).isPresent();
      return LoadedSections.of(map, readOnly, btf, object);
    } finally {
      resource.exit();
    }
  }

  private static List<NativeProgram> autoloaded(NativeObject object) {
    return object.programs().stream().filter(NativeProgram::isAutoload).toList();
  }

  /** Names in programs of the object, once its maps exist. */
  static LoadedNames names(NativeObject object, OpenSections sections) {
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

  /**
   * The address of a kernel symbol that the object declares {@code extern … __ksym}: what {@code
   * &name} is in its programs. Such a symbol has no memory of the object's, so it is no {@link
   * #variable}. A kernel function counts too, be it only called; whether this kernel has a {@code
   * __weak} one is {@code ksym(name) != 0}.
   *
   * <p>The address of a symbol that is declared {@code extern const void} is the one that libbpf
   * has put into the programs. One with a type the kernel finds by its BTF and then by its name
   * among all symbols, and so does this method: the first call reads /proc/kallsyms once, in some
   * tens of milliseconds. Of a per-CPU variable it is the address that programs give to
   * bpf_per_cpu_ptr().
   *
   * @param name the symbol's name
   * @return the kernel's address; 0 for a {@code __weak} one that this kernel does not have
   * @throws NoSuchMemberException if no loaded program uses such a symbol; the message lists those
   *     that are used
   * @throws BpfException if it has a type, and this kernel does not tell addresses to this process
   * @libbpf bpf_program__insns, in which libbpf has put what it resolved
   */
  public long ksym(String name) {
    resource.check();
    Set<String> used = ksyms.map(KernelSymbols::names).orElse(Set.of());
    if (!used.contains(name)) {
      throw new NoSuchMemberException(
          Message.of(
              object.source()
                  + ": no loaded program uses a kernel symbol '"
                  + name
                  + "'; used are: "
                  + (used.isEmpty() ? "none" : NearestNames.suggest(name, used))),
          Kind.KERNEL_SYMBOL,
          name,
          NearestNames.near(name, used));
    }
    return ksyms.orElseThrow().address(name);
  }

  /**
   * A variable, or a place inside one: live.
   *
   * @param path a name such as {@code hits}, or a path such as {@code cfg.limits[3].max}
   * @return the variable; the same instance each time
   * @throws NoSuchMemberException if the object has none; the message lists the nearest names
   * @throws IllegalArgumentException if several static variables have the name, or the path is
   *     longer than 4096 characters
   */
  public GlobalVariable variable(String path) {
    return variables.get(path);
  }

  /**
   * A variable of a section, for names that several sections have; or a place inside one.
   *
   * @param path the variable's name, or a path as for {@link #variable(String)}
   * @param section the section's ELF name
   * @return the variable; the same instance each time
   * @throws NoSuchMemberException if the section has none; the message lists the nearest names
   * @throws IllegalArgumentException if several static variables of the section have the name
   */
  public GlobalVariable variable(String path, String section) {
    return variables.get(path, section);
  }

  /**
   * One of several static variables of one name in one section, or a place inside one.
   *
   * @param path the variable's name, or a path as for {@link #variable(String)}
   * @param section the section's ELF name
   * @param index its place among them by offset, from 0
   * @return the variable
   * @throws NoSuchMemberException if the section has none; the message lists the nearest names
   * @throws IndexOutOfBoundsException if there are fewer of that name
   */
  public GlobalVariable variable(String path, String section, int index) {
    return variables.get(path, section, index);
  }

  /**
   * A variable, where this build of the object has it.
   *
   * @param path as for {@link #variable(String)}
   * @return the variable, empty where no variable has the name
   */
  public Optional<GlobalVariable> findVariable(String path) {
    return variables.find(path);
  }

  /**
   * {@return all variables, by section and offset}
   *
   * <p>Those about which the object contradicts itself are left out; {@link #dump} tells why.
   */
  public List<GlobalVariable> variables() {
    resource.check();
    List<GlobalVariable> all = new ArrayList<>();
    sectionNames.forEach(name -> all.addAll(variables.in(name)));
    return all;
  }

  /**
   * All variables as text: for each section its name and access mode, then its variables by offset,
   * each as {@link GlobalVariable#toString} shows it; last those about which the object contradicts
   * itself, with the reason. Read one by one, not at one moment.
   *
   * @return lines that end with a newline, for people to read
   */
  public String dump() {
    resource.check();
    return VariableDump.text(sectionNames, variables);
  }

  /**
   * All values as a tree: by section, then by variable, each as {@link GlobalVariable#get()} gives
   * it. Of several static variables of one name in a section the second and later ones go by {@code
   * name@offset}. Variables of more than 16 MiB are left out, and those whose value get() refuses.
   * Read one by one, not at one moment.
   *
   * @return unmodifiable maps in the order of {@link #variables}
   */
  public Map<String, Map<String, Object>> values() {
    return VariableDump.tree(variables());
  }

  /**
   * A data section by its ELF name.
   *
   * @param name such as {@code .bss}
   * @return the section
   * @throws BpfException if the object has none; the message lists those it has
   */
  public DataSection section(String name) {
    return findSection(name)
        .orElseThrow(
            () -> NativeMembers.missing(object.source(), Kind.SECTION, name, sectionNames));
  }

  /**
   * A data section, where this build of the object has it.
   *
   * @param name its ELF name
   * @return the section, empty where there is none
   */
  public Optional<DataSection> findSection(String name) {
    resource.enter();
    try {
      return sectionNames.contains(name) ? Optional.of(dataSection(name)) : Optional.empty();
    } finally {
      resource.exit();
    }
  }

  /** The caller is inside the object. */
  private DataSection dataSection(String name) {
    return new DataSection(
        name, memory(name), variables, resource, object.sectionMap(name).orElseThrow());
  }

  /** {@return the data sections, in the file's order, those without variables too} */
  public List<DataSection> sections() {
    resource.enter();
    try {
      return sectionNames.stream().map(this::dataSection).toList();
    } finally {
      resource.exit();
    }
  }

  /**
   * A program by its C function's name.
   *
   * @param name the name
   * @return the program
   * @throws BpfException if the object has none, or it was not loaded; lists the nearest names
   */
  public BpfProgram program(String name) {
    Optional<BpfProgram> found = findProgram(name);
    if (found.isEmpty()) {
      throw object.programs().stream()
          .filter(program -> program.name().equals(name))
          .findFirst()
          .map(this::notLoaded)
          .orElseGet(
              () -> NativeMembers.missing(object.source(), Kind.PROGRAM, name, programs.keySet()));
    }
    return found.get();
  }

  private BpfException notLoaded(NativeProgram program) {
    return new BpfException(
        Message.of(
            object.source()
                + ": program '"
                + program.name()
                + "' was not loaded: "
                + "its section's name begins with '?' in the source, or its autoload was switched off;"
                + " program(\""
                + program.name()
                + "\").setAutoload(true) before load"));
  }

  /**
   * A program, where it was loaded.
   *
   * @param name the C function's name
   * @return the program, empty where there is none
   */
  public Optional<BpfProgram> findProgram(String name) {
    resource.check();
    return Optional.ofNullable(programs.get(name));
  }

  /** {@return the programs that were loaded, in the object's order} */
  public List<BpfProgram> programs() {
    resource.check();
    return List.copyOf(programs.values());
  }

  /**
   * A map by its C variable's name.
   *
   * @param name the name
   * @return the map
   * @throws BpfException if the object has none; the message lists the nearest names
   */
  public BpfMap map(String name) {
    return findMap(name)
        .orElseThrow(() -> NativeMembers.missing(object.source(), Kind.MAP, name, maps.keySet()));
  }

  /**
   * A map, where this build of the object has it.
   *
   * @param name the C variable's name
   * @return the map, empty where there is none
   */
  public Optional<BpfMap> findMap(String name) {
    resource.check();
    return Optional.ofNullable(maps.get(name));
  }

  /** {@return the declared maps; data sections are no maps here} */
  public List<BpfMap> maps() {
    resource.check();
    return List.copyOf(maps.values());
  }

  /**
   * Attaches every program whose section says where, and every struct_ops map, save those programs
   * that were told otherwise before load.
   *
   * @return the links as one closeable group, and with the reason those programs that were left out
   *     because their sections do not say where
   * @throws BpfException if the kernel refuses one, or if there were programs and none of them was
   *     attached; those that were are detached again
   * @libbpf bpf_program__attach and bpf_map__attach_struct_ops for each, as
   *     bpf_object__attach_skeleton does
   */
  public BpfLinks attachAll() {
    return new Attaching(resource, links).attachAll(object);
  }

  /** {@return the object's types, empty for an object without BTF} */
  public Optional<Btf> btf() {
    resource.check();
    return btf;
  }

  /** Detaches its links and frees its maps and programs. A second call does nothing. */
  @Override
  public void close() {
    resource.close(); // first, so that nothing is attached any more; links keep it until they end
    links.close();
  }

  @Override
  public String toString() {
    return "object " + object.source();
  }
}
