package org.libbpfjava;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.internal.code.KernelProgram;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.failure.AttachPlace;
import org.libbpfjava.internal.failure.TestRunFailure;
import org.libbpfjava.internal.libbpf.Attaching;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.OpenedLinks;
import org.libbpfjava.internal.libbpf.ProgramInfo;
import org.libbpfjava.internal.libbpf.ProgramOrigin;
import org.libbpfjava.internal.libbpf.TestRuns;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.verifier.DeadCodeAnalysis;
import org.libbpfjava.internal.verifier.ProgramLog;
import org.libbpfjava.internal.verifier.RecordedVerification;
import org.libbpfjava.map.ProgramReference;
import org.libbpfjava.raw.bpf_program;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.VerifierReport;

/**
 * A program in the kernel.
 *
 * <p>After its object is closed, its name, its section and what was recorded of it still answer.
 * What reaches the kernel throws {@link IllegalStateException}. Safe on any thread.
 *
 * @libbpf struct bpf_program
 */
public final class BpfProgram implements ProgramReference {
  private final NativeResource owner;
  private final Links links;
  private final ProgramOrigin origin;
  private final LoadedNames names;
  private final String name;
  private final ProgramType type;
  private final String section;
  private final VerifierReport verification;

  BpfProgram(
      NativeResource owner,
      Links links,
      ProgramOrigin origin,
      LoadedNames names,
      String name,
      ProgramType type,
      String section,
      ProgramLog log) {
    this.owner = owner;
    this.links = links;
    this.origin = origin;
    this.names = names;
    this.name = name;
    this.type = type;
    this.section = section;
    this.verification = new RecordedVerification(name, log, this::findDeadCode);
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
        recorder.log(name));
  }

  private DeadCode findDeadCode(ProgramLog log) {
    return whileOpen(
        () ->
            DeadCodeAnalysis.ofLoaded(
                origin.relocated(names),
                ProgramInfo.readWhatIsShown(origin.fd(), name),
                origin.btf(),
                log));
  }

  /** {@return the C function's name} */
  @Override
  public String name() {
    return name;
  }

  /**
   * {@return the ELF section, such as {@code tp_btf/sched_switch}; it names the type of program and
   * the place to attach it}
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
   * {@return how many 8-byte instruction slots were given to the kernel}
   *
   * @libbpf bpf_program__insn_cnt
   */
  public long instructionCount() {
    return whileOpen(origin::slots);
  }

  /**
   * The instructions as they were given to the kernel. Those of an object's program are relocated
   * by libbpf: its own function comes first, the functions that it calls follow, and each {@code
   * ldimm64} of a map holds a descriptor.
   *
   * @return a copy, unmodifiable
   * @see #xlatedInstructions
   * @libbpf bpf_program__insns
   */
  public List<Instruction> instructions() {
    return whileOpen(origin::instructions);
  }

  /**
   * The instructions as the kernel keeps them; bpftool calls them {@code xlated}. The verifier has
   * removed dead code and inlined some helpers. Each {@code ldimm64} of a map holds the map's id,
   * and calls of helpers hold the kernel's own numbers. Takes one or two system calls.
   *
   * @return a copy, unmodifiable
   * @throws BpfPermissionException if the process lacks CAP_BPF, without which the kernel hides
   *     them
   * @throws BpfException if the kernel hides them although the process has CAP_BPF; it does so if
   *     it blinds constants (net.core.bpf_jit_harden)
   * @libbpf bpf_prog_get_info_by_fd
   */
  public List<Instruction> xlatedInstructions() {
    return whileOpen(() -> ProgramInfo.read(origin.fd(), name)).instructions();
  }

  /**
   * The instructions as they were given to the kernel, with the names of what they refer to: {@code
   * r1 = &cfg.limits[3].max // .rodata+56, BPF_PSEUDO_MAP_VALUE}.
   *
   * @return a listing that prints itself
   * @see #instructions
   * @libbpf bpf_program__insns
   */
  public Disassembly disassembly() {
    return whileOpen(() -> new Disassembly(origin.instructions(), names.given(origin.functions())));
  }

  /**
   * The instructions as the kernel keeps them, with the names of what they refer to. The names of
   * helpers come from /proc/kallsyms; they are missing if the kernel hides addresses.
   *
   * @return a listing that prints itself; {@code lines(Disassembler.kernelStyle())} is close to
   *     {@code bpftool prog dump xlated}
   * @throws BpfException as {@link #xlatedInstructions}
   * @see #xlatedInstructions
   * @libbpf bpf_prog_get_info_by_fd
   */
  public Disassembly xlatedDisassembly() {
    return whileOpen(
        () -> {
          KernelProgram kernel = ProgramInfo.read(origin.fd(), name);
          return new Disassembly(
              kernel.instructions(),
              names.xlated(name, kernel, origin.instructions(), origin.functions()));
        });
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
   * Attaches the program to the place that its section names.
   *
   * @return the link, to be closed by the caller; it ends with the object too
   * @throws BpfNotSupportedException if this kernel lacks what this type of program needs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if the kernel refuses; EOPNOTSUPP if the section names no place
   * @libbpf bpf_program__attach
   */
  public BpfLink attach() {
    return new Attaching(owner, links)
        .attach(name, section, origin)
        .orElseThrow(
            () ->
                new BpfException(
                    Message.whole(
                        "attach program '"
                            + name
                            + "': "
                            + Errno.describe(Errno.EOPNOTSUPP)
                            + ": "
                            + (section.isEmpty()
                                ? AttachPlace.ofType(type.libbpfName())
                                : AttachPlace.missing(section)),
                        Errno.EOPNOTSUPP)));
  }

  /**
   * Attaches the program to the place that options name.
   *
   * @param options where and how, such as {@code Xdp.to("eth0")}
   * @return the link, to be closed by the caller; it ends with the object too
   * @throws IllegalArgumentException if options of this kind do not take programs of this type
   * @throws IllegalStateException if the object is closed, or the program is of a {@link BpfScope}
   * @throws BpfNotSupportedException if this kernel lacks what this type of program needs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if the place does not exist, or the kernel refuses
   * @libbpf bpf_program__attach_xdp and its like
   */
  public BpfLink attach(AttachOptions options) {
    Objects.requireNonNull(options, "options");
    return new Attaching(owner, links).attach(name, section, origin, options);
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
    return returnsItsContext(run) ? runSyscall(run) : runOnCopies(run);
  }

  /** A syscall program writes the context it is given; the kernel refuses room for another. */
  private boolean returnsItsContext(TestRun run) {
    return run.asksForContextAlone() && type == ProgramType.SYSCALL;
  }

  private TestRunResult runSyscall(TestRun run) {
    byte[] context = run.rawContext().clone();
    int[] returned = new int[1];
    // Safe: the size is the array's own; whileOpen() keeps the descriptor open.
    int result = whileOpen(() -> TestRuns.runSyscall(origin.fd(), context, returned));
    int size = Math.min(run.contextOutSize(), context.length);
    checkRun(result, run, 0);
    return new TestRunResult(returned[0], new byte[0], Arrays.copyOf(context, size), Duration.ZERO);
  }

  private TestRunResult runOnCopies(TestRun run) {
    byte[] dataOut = new byte[run.dataOutSize()];
    byte[] contextOut = new byte[run.contextOutSize()];
    int[] io = {run.rawData().length, dataOut.length, run.rawContext().length, contextOut.length};
    // Safe: the sizes are the arrays' own; whileOpen() keeps the descriptor open.
    int result =
        whileOpen(
            () ->
                TestRuns.run(
                    origin.fd(),
                    run.rawData(),
                    dataOut,
                    run.rawContext(),
                    contextOut,
                    run.rawRepeat(),
                    io));
    checkRun(result, run, io[0]);
    return new TestRunResult(
        io[2],
        Arrays.copyOf(dataOut, Math.min(io[0], dataOut.length)),
        Arrays.copyOf(contextOut, Math.min(io[1], contextOut.length)),
        Duration.ofNanos(Integer.toUnsignedLong(io[3])));
  }

  private void checkRun(int result, TestRun run, int dataNeeded) {
    if (result < 0) {
      throw TestRunFailure.explain(
          name,
          type == ProgramType.UNKNOWN ? "" : type.libbpfName(),
          -result,
          run.request(dataNeeded));
    }
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
            return use.apply(origin.handle());
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

  <T> T whileOpen(Supplier<T> call) {
    owner.enter();
    try {
      return call.get();
    } finally {
      owner.exit();
    }
  }

  @Override
  public String toString() {
    return "program " + name + " (" + section + ")";
  }
}
