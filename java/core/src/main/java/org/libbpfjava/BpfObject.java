package org.libbpfjava;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.NoSuchMemberException.Kind;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.ksym.KernelSymbols;
import org.libbpfjava.internal.libbpf.Attaching;
import org.libbpfjava.internal.libbpf.KernelMap;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeMembers;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.raw.bpf_object;
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
 * from then on names, types and sizes still answer, and what reaches memory or the kernel throws
 * {@link IllegalStateException}. Calls that are in the kernel meanwhile finish first, without
 * anyone waiting. Safe on any thread: attaching, detaching and pinning exclude each other within
 * one object, since libbpf is not thread-safe there; everything else runs side by side.
 *
 * <p>An object that is dropped without close() is freed when neither it nor any of its links is
 * reachable.
 *
 * @kernel 5.2 for global variables, 5.5 for live access to them without system calls
 */
public final class BpfObject implements GlobalVariables, AutoCloseable {
  private final NativeObject object;
  private final NativeResource resource;
  private final Optional<Btf> btf;
  private final Variables variables;
  private final LoadedDataSections sections;
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
    this.object = object;
    this.resource = object.resource();
    this.btf = sections.btf();
    this.ksyms =
        btf.isPresent()
            ? Optional.of(
                KernelSymbols.of(sections.elf(), sections.code(), btf.get(), autoloaded(object)))
            : Optional.empty();
    this.sections = new LoadedDataSections(object, sections, codecs);
    this.variables = this.sections.variables();
    for (NativeProgram program : autoloaded(object)) {
      programs.put(program.name(), BpfProgram.of(program, resource, links, recorder, names, btf));
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
   * @throws IllegalArgumentException if {@link OpenOptions#withKconfig} does not fit the object
   */
  public static OpenBpfObject open(Path path, OpenOptions options) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(options, "options");
    return OpenBpfObject.open(ObjectFile.read(path), options);
  }

  /**
   * Opens an object, wherever it comes from.
   *
   * @param source the object file
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if it cannot be read
   * @libbpf bpf_object__open_mem
   */
  public static OpenBpfObject open(BpfSource source) {
    return open(source, OpenOptions.defaults());
  }

  /**
   * Opens an object, wherever it comes from.
   *
   * @param source the object file
   * @param options how; of an object in memory {@link OpenOptions#withName} is what messages call
   *     it
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if it cannot be read
   * @throws IllegalArgumentException if {@link OpenOptions#withKconfig} does not fit the object
   * @libbpf bpf_object__open_mem
   */
  public static OpenBpfObject open(BpfSource source, OpenOptions options) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(options, "options");
    return OpenBpfObject.open(source.read(options.name()), options);
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
    return OpenBpfObject.open(
        ObjectFile.read(
            Objects.requireNonNull(anchor, "anchor"), Objects.requireNonNull(resource, "resource")),
        OpenOptions.defaults());
  }

  /**
   * Opens, configures and loads an object in one go.
   *
   * @param path the file
   * @param configure sets variables and the like before load
   * @return the loaded object, to be closed by the caller
   */
  public static BpfObject load(Path path, Consumer<? super OpenBpfObject> configure) {
    Objects.requireNonNull(configure, "configure");
    try (OpenBpfObject open = open(path)) {
      configure.accept(open);
      return open.load();
    }
  }

  /**
   * Opens, configures and loads an object in one go, wherever it comes from.
   *
   * @param source the object file
   * @param configure sets variables and the like before load
   * @return the loaded object, to be closed by the caller
   */
  public static BpfObject load(BpfSource source, Consumer<? super OpenBpfObject> configure) {
    Objects.requireNonNull(configure, "configure");
    try (OpenBpfObject open = open(source)) {
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
    return compare(BpfSource.of(path), left, right);
  }

  /**
   * Shows side by side what the verifier keeps of an object under two settings, wherever it comes
   * from.
   *
   * @param source the object file, which is read once
   * @param left sets the variables one way
   * @param right sets them the other way
   * @return both, line by line
   * @see #compare(Path, Consumer, Consumer)
   */
  public static SpecializationComparison compare(
      BpfSource source,
      Consumer<? super OpenBpfObject> left,
      Consumer<? super OpenBpfObject> right) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    ObjectFile file = source.read(Optional.empty());
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
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    return Specializing.compare(left, right);
  }

  private static List<NativeProgram> autoloaded(NativeObject object) {
    return object.programs().stream().filter(NativeProgram::isAutoload).toList();
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
    Objects.requireNonNull(name, "name");
    resource.check();
    return ksyms.orElse(KernelSymbols.NONE).address(name, object.source());
  }

  @Override
  public GlobalVariable variable(String path) {
    return variables.get(Objects.requireNonNull(path, "path"));
  }

  @Override
  public Optional<GlobalVariable> findVariable(String path) {
    return variables.find(Objects.requireNonNull(path, "path"));
  }

  @Override
  public List<GlobalVariable> variables() {
    List<GlobalVariable> all = new ArrayList<>();
    sections.names().forEach(name -> all.addAll(variables.in(name)));
    return all;
  }

  @Override
  public String dump() {
    resource.check();
    return VariableDump.text(sections.names(), variables);
  }

  @Override
  public Map<String, Map<String, Object>> values() {
    return VariableDump.tree(variables());
  }

  @Override
  public DataSection section(String name) {
    return sections.get(Objects.requireNonNull(name, "name"));
  }

  @Override
  public Optional<DataSection> findSection(String name) {
    return sections.find(Objects.requireNonNull(name, "name"));
  }

  @Override
  public List<DataSection> sections() {
    return sections.all();
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
          .map(program -> NativeMembers.notLoaded(object.source(), name))
          .orElseGet(
              () -> NativeMembers.missing(object.source(), Kind.PROGRAM, name, programs.keySet()));
    }
    return found.get();
  }

  /**
   * A program, where it was loaded.
   *
   * @param name the C function's name
   * @return the program, empty where there is none
   */
  public Optional<BpfProgram> findProgram(String name) {
    return Optional.ofNullable(programs.get(Objects.requireNonNull(name, "name")));
  }

  /** {@return the programs that were loaded, in the object's order} */
  public List<BpfProgram> programs() {
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
    return Optional.ofNullable(maps.get(Objects.requireNonNull(name, "name")));
  }

  /** {@return the declared maps; data sections are no maps here} */
  public List<BpfMap> maps() {
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

  @Override
  public boolean isOpen() {
    return !resource.isClosed();
  }

  @Override
  public Optional<Btf> btf() {
    return btf;
  }

  /**
   * Lends libbpf's own handle, for calls of the raw binding. Nothing frees it while {@code use}
   * runs; it must not be kept. Other threads that attach, detach or pin wait meanwhile.
   *
   * @param use what to do with it; it must not close it
   * @return what {@code use} returns
   * @throws IllegalStateException if the object is closed
   * @libbpf struct bpf_object
   */
  public <T> T withHandle(Function<bpf_object, T> use) {
    Objects.requireNonNull(use, "use");
    resource.enter();
    try {
      synchronized (resource.lock()) {
        return use.apply(object.handle());
      }
    } finally {
      resource.exit();
    }
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
