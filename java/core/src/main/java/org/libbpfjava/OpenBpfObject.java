package org.libbpfjava;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.NoSuchMemberException.Kind;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.elf.ParsedFiles;
import org.libbpfjava.internal.elf.RequiredBtf;
import org.libbpfjava.internal.kconfig.Kconfig;
import org.libbpfjava.internal.libbpf.DeclaredMap;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeMembers;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.ObjectLoading;
import org.libbpfjava.internal.libbpf.OpenPhase;
import org.libbpfjava.internal.libbpf.ProgramSettings;
import org.libbpfjava.internal.libbpf.TypedHandles;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.map.OpenBpfMap;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.Specialization;

/**
 * A BPF object that has been read and is not loaded yet. Everything in it can still change.
 *
 * <pre>{@code
 * try (OpenBpfObject open = BpfObject.open(Path.of("probe.bpf.o"))) {
 *   open.variable("target_pid").setInt(4711);
 *   try (BpfObject object = open.load()) { … }
 * }
 * }</pre>
 *
 * <p>{@link #load} consumes it, whether the load succeeds or fails. After that, and after {@link
 * #close}, every method but {@code close}, {@code isOpen} and {@code toString} throws {@link
 * IllegalStateException}. Safe on any thread; calls exclude each other.
 *
 * @libbpf struct bpf_object
 */
public final class OpenBpfObject implements GlobalVariables, AutoCloseable {
  private final NativeObject object;
  private final OpenPhase phase;
  private final ValueCodecs codecs;
  private final OpenSections sections;
  private final Map<String, OpenBpfProgram> programs = new LinkedHashMap<>();
  private final Map<String, OpenBpfMap> maps = new LinkedHashMap<>();

  private OpenBpfObject(NativeObject object, ElfFile elf, Kconfig kconfig, OpenOptions options) {
    this.codecs = new ValueCodecs(options.mappings());
    this.object = object;
    this.phase = new OpenPhase(object.resource());
    this.sections = new OpenSections(object, elf, kconfig, phase, codecs);
    for (NativeProgram program : object.programs()) {
      programs.put(program.name(), new OpenBpfProgram(this, phase, program));
    }
    for (NativeMap map : object.maps()) {
      maps.put(map.name(), new DeclaredMap(phase, object, map));
    }
  }

  static OpenBpfObject open(ObjectFile file, OpenOptions options) {
    ElfFile elf = ParsedFiles.of(file);
    RequiredBtf.check(elf);
    Kconfig kconfig = Kconfig.of(elf, options.kconfig());
    NativeObject object =
        NativeObject.open(
            file,
            options.name(),
            kconfig.lines(),
            options.pinRoot(),
            options.kernelTypes(),
            options.token());
    object.resource().enter();
    try {
      return new OpenBpfObject(object, elf, kconfig, options);
    } catch (Throwable e) {
      object.resource().close();
      throw e;
    } finally {
      object.resource().exit();
    }
  }

  @Override
  public GlobalVariable variable(String path) {
    Objects.requireNonNull(path, "path");
    return sections.variables().get(path);
  }

  @Override
  public Optional<GlobalVariable> findVariable(String path) {
    Objects.requireNonNull(path, "path");
    return sections.variables().find(path);
  }

  @Override
  public List<GlobalVariable> variables() {
    phase.check();
    List<GlobalVariable> all = new ArrayList<>();
    sections.all().forEach(section -> all.addAll(section.variables()));
    return all;
  }

  @Override
  public String dump() {
    phase.check();
    return VariableDump.text(sections.names(), sections.variables());
  }

  @Override
  public Map<String, Map<String, Object>> values() {
    return VariableDump.tree(variables());
  }

  @Override
  public OpenDataSection section(String name) {
    Optional<OpenDataSection> found = findSection(name);
    if (found.isEmpty()) {
      throw NativeMembers.missing(object.source(), Kind.SECTION, name, sections.names());
    }
    return found.get();
  }

  @Override
  public Optional<OpenDataSection> findSection(String name) {
    Objects.requireNonNull(name, "name");
    phase.check();
    return Optional.ofNullable(sections.find(name));
  }

  @Override
  public List<OpenDataSection> sections() {
    phase.check();
    return sections.all();
  }

  /**
   * A program by the name of its C function.
   *
   * @param name the function's name
   * @return the program; the same instance each time
   * @throws BpfException if the object has none; the message lists the nearest names
   * @throws IllegalStateException if the object is loaded or closed
   */
  public OpenBpfProgram program(String name) {
    Optional<OpenBpfProgram> found = findProgram(name);
    if (found.isEmpty()) {
      throw NativeMembers.missing(object.source(), Kind.PROGRAM, name, programs.keySet());
    }
    return found.get();
  }

  /**
   * A program by the name of its C function, if this build of the object has it.
   *
   * @param name the function's name
   * @return the program, empty if there is none
   * @throws IllegalStateException if the object is loaded or closed
   */
  public Optional<OpenBpfProgram> findProgram(String name) {
    Objects.requireNonNull(name, "name");
    phase.check();
    return Optional.ofNullable(programs.get(name));
  }

  /** {@return the programs, in the object's order} */
  public List<OpenBpfProgram> programs() {
    phase.check();
    return List.copyOf(programs.values());
  }

  /**
   * A map by the name of its C variable.
   *
   * @param name the variable's name
   * @return the map; the same instance each time
   * @throws BpfException if the object has none; the message lists the nearest names
   * @throws IllegalStateException if the object is loaded or closed
   */
  public OpenBpfMap map(String name) {
    Optional<OpenBpfMap> found = findMap(name);
    if (found.isEmpty()) {
      throw NativeMembers.missing(object.source(), Kind.MAP, name, maps.keySet());
    }
    return found.get();
  }

  /**
   * A map by the name of its C variable, if this build of the object has it.
   *
   * @param name the variable's name
   * @return the map, empty if there is none
   * @throws IllegalStateException if the object is loaded or closed
   */
  public Optional<OpenBpfMap> findMap(String name) {
    Objects.requireNonNull(name, "name");
    phase.check();
    return Optional.ofNullable(maps.get(name));
  }

  /** {@return the declared maps, in the object's order} Data sections are not among them. */
  public List<OpenBpfMap> maps() {
    phase.check();
    return List.copyOf(maps.values());
  }

  @Override
  public boolean isOpen() {
    return phase.isOpen();
  }

  @Override
  public Optional<Btf> btf() {
    phase.check();
    return sections.btf();
  }

  /** The programs that are targets of this object's stay open meanwhile. */
  private void loadWithTargets(LoadRecorder recorder) {
    List<ProgramSettings> settings = new ArrayList<>(programs.size());
    for (OpenBpfProgram program : programs.values()) {
      settings.add(program.settings());
    }
    if (ProgramSettings.haveTargets(settings)) {
      ProgramSettings.withTargets(settings, () -> ObjectLoading.load(object, recorder));
    } else {
      ObjectLoading.load(object, recorder);
    }
  }

  /**
   * Loads maps and programs into the kernel, with the default options.
   *
   * @return the loaded object, to be closed by the caller
   * @libbpf bpf_object__load
   * @see #load(LoadOptions)
   */
  public BpfObject load() {
    return load(LoadOptions.defaults());
  }

  /**
   * Loads maps and programs into the kernel. Consumes this object, whether the load succeeds or
   * fails. A load that fails leaves nothing in the kernel.
   *
   * @param options how to load it
   * @return the loaded object, to be closed by the caller
   * @throws BpfLoadException if a program cannot be loaded; it has the verifier's whole log
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfNotSupportedException if this kernel lacks something that the object needs
   * @throws BpfException for any other refusal
   * @throws IllegalStateException if the object is loaded or closed already
   * @libbpf bpf_object__load
   */
  public BpfObject load(LoadOptions options) {
    Objects.requireNonNull(options, "options");
    synchronized (phase.lock()) {
      phase.check();
      phase.end(
          "object '" + object.source() + "' was consumed by a load that failed; open it again");
      object.resource().enter();
      try {
        sections.handOver(options.strictSets());
        LoadedNames names = ObjectNames.of(object, sections);
        LoadRecorder recorder =
            new LoadRecorder(
                object, options.verifierLog(), options.verifierStatistics(), sections.btf(), names);
        loadWithTargets(recorder);
        BpfObject loaded = new BpfObject(object, sections, codecs, recorder, names);
        phase.end(
            "object '"
                + object.source()
                + "' was consumed by load(); use the BpfObject it returned");
        return loaded;
      } catch (Throwable e) {
        object.resource().close();
        throw e;
      } finally {
        object.resource().exit();
      }
    }
  }

  /** What messages call it. */
  String source() {
    return object.source();
  }

  /** Names in a program of the object's file; the caller is inside the phase. */
  Symbolizer names(NativeProgram program) {
    return sections.code().names(program.name(), program.section());
  }

  /**
   * Lets the verifier work on the object as it is set now. The result tells what the verifier
   * removed, or why it refused the object. Loads the object for that and frees it again. Consumes
   * this object, as {@link #load} does.
   *
   * @return what the verifier made of the object
   * @throws BpfException if anything but the verifier refuses the object
   * @throws IllegalStateException if the object is loaded or closed already
   * @libbpf bpf_object__load
   */
  public Specialization specialize() {
    return Specializing.specialize(this);
  }

  /**
   * Lends libbpf's own handle to calls of the raw binding. Nothing loads or closes the object while
   * {@code use} runs.
   *
   * @param use what to do with the handle; it must not load it, close it or keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the object is loaded or closed
   * @libbpf struct bpf_object
   */
  public <T> T withHandle(Function<bpf_object, T> use) {
    Objects.requireNonNull(use, "use");
    return phase.whileOpen(() -> use.apply(TypedHandles.object(object.handle())));
  }

  /**
   * Frees the object, unless {@link #load} has consumed it. A second call does nothing.
   *
   * @libbpf bpf_object__close
   */
  @Override
  public void close() {
    synchronized (phase.lock()) {
      if (phase.isOpen()) {
        phase.end("object '" + object.source() + "' is closed");
        object.resource().close();
      }
    }
  }

  @Override
  public String toString() {
    return "open object " + object.source();
  }
}
