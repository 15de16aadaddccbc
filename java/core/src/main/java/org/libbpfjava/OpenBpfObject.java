package org.libbpfjava;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.NoSuchMemberException.Kind;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ObjectFile;
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
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.map.OpenBpfMap;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.Specialization;

/**
 * A BPF object that has been read and not loaded yet: everything can still change.
 *
 * <pre>{@code
 * try (OpenBpfObject open = BpfObject.open(Path.of("probe.bpf.o"))) {
 *   open.variable("target_pid").setInt(4711);
 *   try (BpfObject object = open.load()) { … }
 * }
 * }</pre>
 *
 * <p>{@link #load} consumes it, whether that succeeds or fails; from then on, and after {@link
 * #close}, every method but {@code close} and {@code toString} throws {@link
 * IllegalStateException}. Safe on any thread: calls exclude each other.
 */
public final class OpenBpfObject implements AutoCloseable {
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
      maps.put(map.name(), new DeclaredMap(phase, map));
    }
  }

  static OpenBpfObject open(ObjectFile file, OpenOptions options) {
    ElfFile elf = ElfFile.parse(file.source(), file.bytes());
    RequiredBtf.check(elf);
    Kconfig kconfig = Kconfig.of(elf, options.kconfig());
    NativeObject object = NativeObject.open(file, options.name(), kconfig.lines());
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

  /**
   * A variable, or a place inside one.
   *
   * @param path a name such as {@code target_pid}, or a path such as {@code cfg.limits[3].max}
   * @return the variable; the same instance each time
   * @throws NoSuchMemberException if the object has none; the message lists the nearest names
   * @throws IllegalArgumentException if several static variables have the name, or the path is
   *     longer than 4096 characters
   */
  public GlobalVariable variable(String path) {
    return sections.variables().get(path);
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
    return sections.variables().get(path, section);
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
    return sections.variables().get(path, section, index);
  }

  /**
   * A variable, where this build of the object has it.
   *
   * @param path as for {@link #variable(String)}
   * @return the variable, empty where no variable has the name
   */
  public Optional<GlobalVariable> findVariable(String path) {
    return sections.variables().find(path);
  }

  /**
   * {@return all variables that have values before load, by section and offset}
   *
   * <p>Those about which the object contradicts itself are left out; {@link #dump} tells why.
   */
  public List<GlobalVariable> variables() {
    phase.check();
    List<GlobalVariable> all = new ArrayList<>();
    sections.all().forEach(section -> all.addAll(section.variables()));
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
    phase.check();
    return VariableDump.text(sections.names(), sections.variables());
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
   * @param name such as {@code .rodata}
   * @return the section
   * @throws BpfException if the object has none; the message lists those it has
   */
  public OpenDataSection section(String name) {
    return findSection(name)
        .orElseThrow(
            () -> NativeMembers.missing(object.source(), Kind.SECTION, name, sections.names()));
  }

  /**
   * A data section, where this build of the object has it.
   *
   * @param name its ELF name
   * @return the section, empty where there is none
   */
  public Optional<OpenDataSection> findSection(String name) {
    phase.check();
    return Optional.ofNullable(sections.find(name));
  }

  /** {@return the data sections, in the object's order} */
  public List<OpenDataSection> sections() {
    phase.check();
    return sections.all();
  }

  /**
   * A program by its C function's name.
   *
   * @param name the name
   * @return the program
   * @throws BpfException if the object has none; the message lists the nearest names
   */
  public OpenBpfProgram program(String name) {
    return findProgram(name)
        .orElseThrow(
            () -> NativeMembers.missing(object.source(), Kind.PROGRAM, name, programs.keySet()));
  }

  /**
   * A program, where this build of the object has it.
   *
   * @param name the C function's name
   * @return the program, empty where there is none
   */
  public Optional<OpenBpfProgram> findProgram(String name) {
    phase.check();
    return Optional.ofNullable(programs.get(name));
  }

  /** {@return the programs, in the object's order} */
  public List<OpenBpfProgram> programs() {
    phase.check();
    return List.copyOf(programs.values());
  }

  /**
   * A map by its C variable's name.
   *
   * @param name the name
   * @return the map
   * @throws BpfException if the object has none; the message lists the nearest names
   */
  public OpenBpfMap map(String name) {
    return findMap(name)
        .orElseThrow(() -> NativeMembers.missing(object.source(), Kind.MAP, name, maps.keySet()));
  }

  /**
   * A map, where this build of the object has it.
   *
   * @param name the C variable's name
   * @return the map, empty where there is none
   */
  public Optional<OpenBpfMap> findMap(String name) {
    phase.check();
    return Optional.ofNullable(maps.get(name));
  }

  /** {@return the declared maps; data sections are no maps here} */
  public List<OpenBpfMap> maps() {
    phase.check();
    return List.copyOf(maps.values());
  }

  /** {@return the object's types, empty for an object without BTF} */
  public Optional<Btf> btf() {
    phase.check();
    return sections.btf();
  }

  /**
   * Loads maps and programs into the kernel.
   *
   * @return the loaded object, to be closed by the caller
   * @see #load(LoadOptions)
   */
  public BpfObject load() {
    return load(LoadOptions.defaults());
  }

  /**
   * Loads maps and programs into the kernel. Consumes this object whether it succeeds or not;
   * nothing of a failed load stays behind.
   *
   * @param options how
   * @return the loaded object, to be closed by the caller
   * @throws BpfLoadException if a program cannot be loaded; it has the verifier's whole log
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfNotSupportedException if this kernel lacks something that the object needs
   * @throws BpfException for any other refusal
   * @libbpf bpf_object__load
   */
  public BpfObject load(LoadOptions options) {
    synchronized (phase.lock()) {
      phase.check();
      phase.end(
          "object '" + object.source() + "' was consumed by a load that failed; open it again");
      object.resource().enter();
      try {
        sections.handOver(options.strictSets());
        LoadedNames names = BpfObject.names(object, sections);
        LoadRecorder recorder =
            new LoadRecorder(
                object, options.verifierLog(), options.verifierStatistics(), sections.btf(), names);
        ObjectLoading.load(object, recorder);
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
   * Lets the verifier work on the object as it is set now, and tells what it removed, or why it
   * refused. Loads the object for that and frees it again; consumes this object as {@link #load}
   * does.
   *
   * @return what the verifier made of it
   * @throws BpfException for a refusal that is not the verifier's
   */
  public Specialization specialize() {
    return Specializing.specialize(this);
  }

  /** Frees the object, unless {@link #load} has handed it on. A second call does nothing. */
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
