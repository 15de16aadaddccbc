package org.libbpfjava;

import java.nio.file.Path;
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
import org.libbpfjava.internal.ksym.KernelSymbols;
import org.libbpfjava.internal.libbpf.Attaching;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeMembers;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.TypedHandles;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.verifier.SpecializationComparison;

/**
 * A BPF object whose maps and programs are in the kernel. Its static methods open and load objects.
 *
 * <pre>{@code
 * try (BpfObject object = BpfObject.load(Path.of("probe.bpf.o"), open -> open.variable("pid").setInt(4711));
 *     BpfLink link = object.program("on_exec").attach()) {
 *   long hits = object.variable("hits").getLong(); // live
 * }
 * }</pre>
 *
 * <p>{@link #close} detaches every link that was made through this object and frees its maps and
 * programs. After that, names, types and sizes still answer, and what reaches memory or the kernel
 * throws {@link IllegalStateException}. {@code close} does not wait for calls that are in the
 * kernel; the last of them to return frees the object.
 *
 * <p>Safe on any thread. Attaching, detaching and pinning exclude each other within one object,
 * because libbpf is not thread-safe there. All other calls run side by side.
 *
 * <p>An object that is dropped without {@code close} is freed when neither it nor any of its links
 * is reachable.
 *
 * @kernel 5.2 for global variables, 5.5 for live access to them without system calls
 * @libbpf struct bpf_object
 */
public final class BpfObject implements GlobalVariables, AutoCloseable {
  private final NativeObject object;
  private final NativeResource resource;
  private final Optional<Btf> btf;
  private final Variables variables;
  private final LoadedDataSections sections;
  private final Map<String, BpfProgram> programs = new LinkedHashMap<>();
  private final Map<String, BpfMap> maps;
  private final Optional<KernelSymbols> ksyms; // empty without BTF
  private final Links links;

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
                KernelSymbols.of(
                    sections.elf(), sections.code(), btf.get(), NativeMembers.autoloaded(object)))
            : Optional.empty();
    this.sections = new LoadedDataSections(object, sections, codecs);
    this.variables = this.sections.variables();
    Optional<ObjectTypes> types = ObjectTypes.of(btf, codecs);
    this.links = new Links(types);
    for (NativeProgram program : NativeMembers.autoloaded(object)) {
      programs.put(program.name(), BpfProgram.of(program, resource, links, recorder, names, btf));
    }
    maps = NativeMembers.loadedMaps(object, types);
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
   * Opens an object file with options.
   *
   * @param path the file, as clang made it
   * @param options how to open it
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if the file cannot be read
   * @throws IllegalArgumentException if {@link OpenOptions#withKconfig} does not fit the object
   * @libbpf bpf_object__open_mem
   */
  public static OpenBpfObject open(Path path, OpenOptions options) {
    return open(BpfSource.of(path), options);
  }

  /**
   * Opens an object from any source.
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
   * Opens an object from any source with options.
   *
   * @param source the object file
   * @param options how to open it
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
   * Opens an object that lies in a jar or beside classes.
   *
   * @param anchor the class beside which it lies
   * @param resource its name, as for {@link Class#getResourceAsStream}
   * @return the open object, to be closed by the caller
   * @throws InvalidBpfObjectException if it is no BPF object for this machine
   * @throws BpfException if there is no such resource
   * @libbpf bpf_object__open_mem
   */
  public static OpenBpfObject open(Class<?> anchor, String resource) {
    return open(BpfSource.ofResource(anchor, resource));
  }

  /**
   * Opens, configures and loads an object in one call.
   *
   * @param path the file
   * @param configure sets variables before load; if it throws, the object is closed
   * @return the loaded object, to be closed by the caller
   * @throws BpfException if it cannot be read or loaded, as {@link OpenBpfObject#load()} tells
   * @libbpf bpf_object__open_mem, bpf_object__load
   */
  public static BpfObject load(Path path, Consumer<? super OpenBpfObject> configure) {
    return load(BpfSource.of(path), configure);
  }

  /**
   * Opens, configures and loads an object from any source in one call.
   *
   * @param source the object file
   * @param configure sets variables before load; if it throws, the object is closed
   * @return the loaded object, to be closed by the caller
   * @throws BpfException if it cannot be read or loaded, as {@link OpenBpfObject#load()} tells
   * @libbpf bpf_object__open_mem, bpf_object__load
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
   * and which setting it refuses. Loads the object once for each setting, one after the other, and
   * frees it again.
   *
   * <pre>{@code
   * System.out.println(
   *     BpfObject.compare(
   *         path, one -> one.variable("mode").setInt(1), two -> two.variable("mode").setInt(2)));
   * }</pre>
   *
   * @param path the file
   * @param left sets the variables one way
   * @param right sets the variables another way
   * @return the comparison, line by line
   * @throws BpfException if the object cannot be opened, or if anything but the verifier refuses it
   * @libbpf bpf_object__load for each setting
   */
  public static SpecializationComparison compare(
      Path path, Consumer<? super OpenBpfObject> left, Consumer<? super OpenBpfObject> right) {
    return compare(BpfSource.of(path), left, right);
  }

  /**
   * Shows side by side what the verifier keeps of an object from any source under two settings.
   *
   * @param source the object file, which is read once
   * @param left sets the variables one way
   * @param right sets the variables another way
   * @return the comparison, line by line
   * @libbpf bpf_object__load for each setting
   * @see #compare(Path, Consumer, Consumer)
   */
  public static SpecializationComparison compare(
      BpfSource source,
      Consumer<? super OpenBpfObject> left,
      Consumer<? super OpenBpfObject> right) {
    return Specializing.compare(
        Objects.requireNonNull(source, "source"),
        Objects.requireNonNull(left, "left"),
        Objects.requireNonNull(right, "right"));
  }

  /**
   * Shows side by side what the verifier keeps of one object under two settings. Consumes both, as
   * {@link OpenBpfObject#load} does, one after the other.
   *
   * @param left the object, open and set one way
   * @param right an object of the same file, open and set the other way
   * @return the comparison, program by program
   * @throws BpfException if anything but the verifier refuses one of them
   * @libbpf bpf_object__load for each setting
   */
  public static SpecializationComparison compare(OpenBpfObject left, OpenBpfObject right) {
    return Specializing.compare(
        Objects.requireNonNull(left, "left"), Objects.requireNonNull(right, "right"));
  }

  /**
   * The address of a kernel symbol that the object declares {@code extern … __ksym}. It is what
   * {@code &name} is in its programs. The object has no memory for such a symbol, so it is no
   * {@link #variable}. Functions that programs only call count too. To know whether this kernel has
   * a {@code __weak} symbol, compare the address with 0.
   *
   * <p>The address of a symbol that is declared {@code extern const void} is the one that libbpf
   * has put into the programs. A symbol with a type is found as the kernel finds it: by the
   * kernel's BTF, and then by its name among all symbols. The first such call reads /proc/kallsyms,
   * which takes some tens of milliseconds. The address of a per-CPU variable is the one that
   * programs give to bpf_per_cpu_ptr().
   *
   * @param name the symbol's name
   * @return the kernel's address; 0 for a {@code __weak} symbol that this kernel does not have
   * @throws NoSuchMemberException if no loaded program uses such a symbol; the message lists those
   *     that are used
   * @throws BpfException if the symbol has a type and this kernel does not tell addresses to this
   *     process
   * @libbpf bpf_program__insns, which libbpf has filled with the addresses that it found
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
    return sections.allVariables();
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
   * A program by the name of its C function.
   *
   * @param name the function's name
   * @return the program; the same instance each time
   * @throws BpfException if the object has none, or did not load it; the message lists the nearest
   *     names
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
   * A program by the name of its C function, if it was loaded.
   *
   * @param name the function's name
   * @return the program; empty if the object has none, or did not load it
   */
  public Optional<BpfProgram> findProgram(String name) {
    return Optional.ofNullable(programs.get(Objects.requireNonNull(name, "name")));
  }

  /** {@return the programs that were loaded, in the object's order} */
  public List<BpfProgram> programs() {
    return List.copyOf(programs.values());
  }

  /**
   * A map by the name of its C variable.
   *
   * @param name the variable's name
   * @return the map; the same instance each time
   * @throws BpfException if the object has none, or did not make it
   */
  public BpfMap map(String name) {
    Optional<BpfMap> found = findMap(name);
    if (found.isEmpty()) {
      throw NativeMembers.missingMap(object, name, maps.keySet());
    }
    return found.get();
  }

  /**
   * A map by the name of its C variable, if this build of the object has it.
   *
   * @param name the variable's name
   * @return the map, empty if there is none
   */
  public Optional<BpfMap> findMap(String name) {
    return Optional.ofNullable(maps.get(Objects.requireNonNull(name, "name")));
  }

  /** {@return the maps that load made, in the object's order} Without data sections. */
  public List<BpfMap> maps() {
    return List.copyOf(maps.values());
  }

  /**
   * Attaches every program whose section says where, and every struct_ops map. Leaves out the
   * programs for which {@link OpenBpfProgram#setAutoattach} said so.
   *
   * @return the links as one closeable group; it lists the programs that were left out because
   *     their sections do not say where, with the reason
   * @throws BpfException if the kernel refuses one, or if there were programs and none of them was
   *     attached; what was attached before is detached again
   * @throws IllegalStateException if the object is closed
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
   * Lends libbpf's own handle to calls of the raw binding. Nothing frees it while {@code use} runs.
   * The lock of the object is held during that time, because libbpf is not thread-safe within one
   * object: other threads that attach, detach or pin wait.
   *
   * @param use what to do with the handle; it must not close it or keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the object is closed
   * @libbpf struct bpf_object
   */
  public <T> T withHandle(Function<bpf_object, T> use) {
    Objects.requireNonNull(use, "use");
    resource.enter();
    try {
      synchronized (resource.lock()) {
        return use.apply(TypedHandles.object(object.handle()));
      }
    } finally {
      resource.exit();
    }
  }

  /**
   * Detaches its links and frees its maps and programs. A second call does nothing.
   *
   * @libbpf bpf_object__close
   */
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
