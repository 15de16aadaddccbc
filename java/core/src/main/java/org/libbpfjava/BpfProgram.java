package org.libbpfjava;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.failure.AttachPlace;
import org.libbpfjava.internal.libbpf.Attaching;
import org.libbpfjava.internal.libbpf.KernelCode;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.OpenedLinks;
import org.libbpfjava.internal.libbpf.Pins;
import org.libbpfjava.internal.libbpf.ProgramFacts;
import org.libbpfjava.internal.libbpf.ProgramOrigin;
import org.libbpfjava.internal.libbpf.ProgramStreams;
import org.libbpfjava.internal.libbpf.StructOpsMaps;
import org.libbpfjava.internal.libbpf.TypedHandles;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.verifier.DeadCodeAnalysis;
import org.libbpfjava.internal.verifier.ProgramLog;
import org.libbpfjava.internal.verifier.RecordedVerification;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.ProgramReference;
import org.libbpfjava.raw.bpf_program;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.LogLevel;
import org.libbpfjava.verifier.VerifierReport;

/**
 * A program in the kernel.
 *
 * <p>After its object is closed, its name, its section and what was recorded of it still answer.
 * What reaches the kernel throws {@link IllegalStateException}. Safe on any thread.
 *
 * @libbpf struct bpf_program
 */
public final class BpfProgram extends LoadedProgram implements ProgramReference {
  private static final ProgramLog NOT_RECORDED =
      new ProgramLog(LogLevel.NONE, Optional.empty(), "A BpfScope records no verification.");
  private static final ProgramLog OPENED =
      new ProgramLog(
          LogLevel.NONE, Optional.empty(), "It was opened, and verified when it was loaded.");

  private final NativeResource owner;
  private final Links links;
  private final ProgramOrigin origin;
  private final String name;
  private final ProgramType type;
  private final String section;
  private final VerifierReport verification;
  private final Pins pins;
  private final ProgramOutput stdout = new ProgramOutput(this, ProgramStreams.Kind.STDOUT);
  private final ProgramOutput stderr = new ProgramOutput(this, ProgramStreams.Kind.STDERR);

  private BpfProgram(
      NativeResource owner,
      Links links,
      ProgramOrigin origin,
      LoadedNames names,
      String name,
      ProgramType type,
      String section,
      ProgramLog log,
      @Nullable Path pinned) {
    super(owner, origin, names, name);
    this.owner = owner;
    this.links = links;
    this.origin = origin;
    this.name = name;
    this.type = type;
    this.section = section;
    this.verification = new RecordedVerification(name, log, new DeadCodeFinder(this, names));
    this.pins = new Pins(owner, origin, "program '" + name + "'", pinned);
  }

  /** A program of an object that is loaded; the caller is inside it. */
  static BpfProgram of(
      NativeProgram program,
      NativeResource owner,
      Links links,
      LoadRecorder recorder,
      LoadedNames names,
      Optional<Btf> btf) {
    String name = program.name();
    return new BpfProgram(
        owner,
        links,
        new ProgramOrigin.OfObject(program, recorder.objectSlots(name), btf),
        names,
        name,
        ProgramType.of(program.typeNumber()),
        program.section(),
        recorder.log(name),
        null);
  }

  /** A program that was loaded by itself. */
  static BpfProgram of(
      NativeResource owner,
      Links links,
      ProgramOrigin.OfInstructions origin,
      LoadedNames names,
      ProgramType type,
      String section) {
    return new BpfProgram(
        owner, links, origin, names, origin.name(), type, section, NOT_RECORDED, null);
  }

  /**
   * A program that somebody else has loaded; the caller is inside the owner.
   *
   * @param otherwise what messages call it if the kernel has no name of it
   * @param pinned where it was opened, null for elsewhere
   */
  static BpfProgram opened(
      NativeResource owner,
      Links links,
      LoadedNames names,
      int fd,
      String otherwise,
      @Nullable Path pinned) {
    ProgramFacts facts = ProgramFacts.of(fd, otherwise);
    String name = facts.name().isEmpty() ? otherwise : facts.name();
    return new BpfProgram(
        owner,
        links,
        new ProgramOrigin.OfKernel(fd, name, facts.typeNumber()),
        names,
        name,
        ProgramType.of(facts.typeNumber()),
        "",
        OPENED,
        pinned);
  }

  /** What the verifier removed, found out when it is asked for. */
  private record DeadCodeFinder(BpfProgram program, LoadedNames names)
      implements Function<ProgramLog, DeadCode> {
    @Override
    public DeadCode apply(ProgramLog log) {
      ProgramOrigin origin = program.origin;
      return program.whileOpen(
          () ->
              DeadCodeAnalysis.ofLoaded(
                  origin.relocated(names),
                  KernelCode.readWhatIsShown(origin.fd(), program.name),
                  origin.btf(),
                  log));
    }
  }

  /**
   * {@return the C function's name; for a program that was opened the kernel's name, up to 15
   * characters, or the path or number by which it was opened if the kernel has none}
   */
  @Override
  public String name() {
    return name;
  }

  /**
   * {@return the ELF section, such as {@code tp_btf/sched_switch}; it names the type of program and
   * the place to attach it. Empty for a program that was opened or has no section}
   */
  public String section() {
    return section;
  }

  /**
   * {@return its type, {@link ProgramType#UNKNOWN} for one that is newer than this library}
   *
   * @libbpf bpf_program__type
   */
  public ProgramType type() {
    return type;
  }

  /**
   * {@return what the verifier did with the program, as far as {@link LoadOptions} asked to record
   * it}
   *
   * <p>After close the report still answers, except for dead code that nobody asked for before.
   */
  public VerifierReport verification() {
    return verification;
  }

  /**
   * Attaches the program to the place that its section names. One of a {@link BpfScope} or one that
   * was opened is attached where it was loaded for one place: a typed tracepoint, a function, an
   * LSM hook, another program, or an iterator.
   *
   * @return the link, to be closed by the caller; it ends with the object too
   * @throws BpfNotSupportedException if this kernel lacks what this type of program needs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if the kernel refuses; EOPNOTSUPP if the section names no place
   * @libbpf bpf_program__attach
   */
  public BpfLink attach() {
    Optional<BpfLink> link = new Attaching(owner, links).attach(name, section, origin);
    if (link.isEmpty()) {
      throw new BpfException(
          Message.whole(
              "attach program '"
                  + name
                  + "': "
                  + Errno.describe(Errno.EOPNOTSUPP)
                  + ": "
                  + (section.isEmpty()
                      ? AttachPlace.ofType(type.libbpfName())
                      : AttachPlace.missing(section)),
              Errno.EOPNOTSUPP));
    }
    return link.get();
  }

  /**
   * Attaches the program to the place that options name. Options with many places make one link of
   * the kernel where the program and the kernel have such a one, and one for each place otherwise;
   * if one of these is refused, none is left. The text of the link says which it is, and how long
   * it took.
   *
   * @param options where and how, such as {@code Xdp.to("eth0")}
   * @return the link, to be closed by the caller; it ends with the object too
   * @throws IllegalArgumentException if options of this kind do not take programs of this type
   * @throws IllegalStateException if the program's owner is closed; or it is of a {@link BpfScope},
   *     and libbpf attaches to such a place programs of objects alone; or it was opened, and only
   *     who loaded it knows for which of several places
   * @throws BpfNotSupportedException if this kernel lacks what this type of program needs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if the place does not exist, or the kernel refuses
   * @libbpf bpf_program__attach_xdp and its like; bpf_link_create for a program of no object
   */
  public BpfLink attach(AttachOptions options) {
    Objects.requireNonNull(options, "options");
    return new Attaching(owner, links).attach(name, section, origin, options);
  }

  /**
   * Attaches an iterator, a program of {@code SEC("iter/…")}, to what its section names, and walks
   * it once.
   *
   * @return the walk, to be closed by the caller, which detaches the program too
   * @throws IllegalArgumentException if the program is no iterator
   * @throws BpfException as {@link #attach()}
   * @kernel 5.8, ac51d99bf81c ("bpf: Create anonymous bpf iterator")
   * @libbpf bpf_program__attach, bpf_iter_create
   * @see BpfIterator#of
   */
  public BpfIterator iterate() {
    checkIterates();
    return BpfIterator.owning(attach());
  }

  /**
   * Attaches an iterator to what options name, such as the elements of a map, and walks it once.
   *
   * @param options what it walks over
   * @return the walk, to be closed by the caller, which detaches the program too
   * @throws IllegalArgumentException if the program is no iterator, or is not attached by options
   *     of this kind
   * @throws BpfException as {@link #attach(AttachOptions)}
   * @kernel 5.8, ac51d99bf81c ("bpf: Create anonymous bpf iterator")
   * @libbpf bpf_program__attach_iter, bpf_iter_create
   */
  public BpfIterator iterate(AttachOptions options) {
    Objects.requireNonNull(options, "options");
    checkIterates();
    return BpfIterator.owning(attach(options));
  }

  /** Before it is attached: it would run. */
  private void checkIterates() {
    if (!whileOpen(origin::mayIterate)) {
      throw new IllegalArgumentException(
          this + " is no iterator: only programs of SEC(\"iter/…\") are walked");
    }
  }

  /**
   * Attaches the program so that it outlives this process, and takes the place of an earlier
   * version in one step. If a link is pinned at the path, its program is replaced by this one, and
   * the place of the link stays as it is. If nothing is pinned there, or a link whose place is
   * gone, this attaches the program as {@link #attach} does, and pins the link there.
   *
   * @param path a file in a BPF file system
   * @return the link, to be closed by the caller; the file keeps the program attached
   * @throws IllegalArgumentException if what is pinned is no link
   * @throws BpfException as {@link #attach}, {@link BpfLink#update} and {@link BpfLink#pin};
   *     nothing is then attached or changed
   * @kernel 5.7; which links take another program is said at {@link BpfLink#update}
   * @libbpf bpf_link__open, bpf_link__update_program, bpf_program__attach, bpf_link__pin
   */
  public BpfLink attachPinned(Path path) {
    Objects.requireNonNull(path, "path");
    return new OpenedLinks(owner, links).attachOrUpdate(path, this, this::attach);
  }

  /**
   * Keeps the program in a BPF file system, loaded and not attached, until the file is deleted.
   * Other processes open it by its path. A program has one path here; a second call with that path
   * does nothing. If the last folder of the path does not exist, it is made.
   *
   * @param path a new file in a BPF file system
   * @throws BpfException if the kernel refuses: EEXIST if there is such a file, EPERM if it lies in
   *     no BPF file system or a name in it has a full stop, which these file systems do not take
   * @throws IllegalStateException if it is pinned at another path, or its owner is closed
   * @kernel 4.4, b2197755b263 ("bpf: add support for persistent maps/progs")
   * @libbpf bpf_obj_pin, as bpf_program__pin
   * @see BpfScope#openPinnedProgram
   */
  public void pin(Path path) {
    pins.pin(Objects.requireNonNull(path, "path"));
  }

  /**
   * Deletes the file in which the program was pinned. A file that is gone already is no failure.
   *
   * @throws BpfException if the file cannot be deleted
   * @throws IllegalStateException if the program is not pinned, or its owner is closed
   * @libbpf bpf_program__unpin
   */
  public void unpin() {
    pins.unpin();
  }

  /**
   * {@return where the program was pinned by this object, or where it was opened; empty for
   * nowhere}
   */
  public Optional<Path> pinPath() {
    return pins.path();
  }

  /**
   * Runs the program in the kernel without attaching it.
   *
   * @param run data, context and repetitions
   * @return what the program returned and left behind
   * @throws BpfException if the kernel refuses; the message says why: ENOTSUPP if this type of
   *     program has no test run, EINVAL if it wants other data or context, ENOSPC if the room for
   *     output is too small
   * @kernel 4.12; which types of programs can be run differs by kernel
   * @libbpf bpf_prog_test_run_opts
   */
  public TestRunResult testRun(TestRun run) {
    Objects.requireNonNull(run, "run");
    return whileOpen(() -> new TestRunning(origin.fd(), name, type, run).result());
  }

  /**
   * {@return what the program prints by {@code bpf_stream_printk(BPF_STDOUT, …)}; the same instance
   * each time}
   *
   * @kernel 6.17; {@link ProgramOutput#lines} asks it
   */
  public ProgramOutput stdout() {
    return stdout;
  }

  /**
   * {@return what the program prints by {@code bpf_stream_printk(BPF_STDERR, …)}, and what the
   * kernel says of its errors; the same instance each time}
   *
   * @kernel 6.17; {@link ProgramOutput#lines} asks it
   */
  public ProgramOutput stderr() {
    return stderr;
  }

  /**
   * Makes the program one of a struct_ops map, for good: kernel functions that the program calls
   * know by it which struct_ops are meant.
   *
   * @param map a struct_ops map that is loaded
   * @throws IllegalArgumentException if it is another map, or the program itself is of struct_ops
   * @throws BpfNotSupportedException if this kernel is older than Linux 7.0
   * @throws BpfException if the kernel refuses: EBUSY if the program is one of another map already
   * @throws IllegalStateException if the owner of the program or of the map is closed
   * @kernel 7.0, b5709f6d26d6 ("bpf: Support associating BPF program with struct_ops")
   * @libbpf bpf_prog_assoc_struct_ops
   */
  public void associate(BpfMap map) {
    Objects.requireNonNull(map, "map");
    withFd(
        fd -> {
          StructOpsMaps.associate(fd, name, type == ProgramType.STRUCT_OPS, map);
          return this;
        });
  }

  /**
   * Lends libbpf's own handle to calls of the raw binding. Nothing frees it while {@code use} runs.
   * The lock of the object is held during that time, because libbpf is not thread-safe within one
   * object: other threads that attach, detach or pin wait.
   *
   * @param use what to do with the handle; it must not keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the object is closed, or the program is of a {@link BpfScope}
   * @libbpf struct bpf_program
   */
  public <T> T withHandle(Function<bpf_program, T> use) {
    Objects.requireNonNull(use, "use");
    return whileOpen(
        () -> {
          synchronized (owner.lock()) {
            return use.apply(TypedHandles.program(origin.handle()));
          }
        });
  }

  /**
   * Lends the kernel's descriptor of the program to other libraries or the raw binding. Nothing can
   * close it while {@code use} runs.
   *
   * @param use what to do with the descriptor; it must neither close it nor keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the program's owner is closed
   * @libbpf bpf_program__fd
   */
  @Override
  public <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    return whileOpen(() -> use.apply(origin.fd()));
  }

  @Override
  public String toString() {
    return "program " + name + " (" + (section.isEmpty() ? type : section) + ")";
  }
}
