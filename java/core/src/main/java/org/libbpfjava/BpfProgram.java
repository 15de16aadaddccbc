package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_program__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.lbj_program_attach;
import static org.libbpfjava.raw.global.libbpf.lbj_program_test_run;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.Native;
import org.libbpfjava.internal.NativeLog;
import org.libbpfjava.internal.NativePointers;
import org.libbpfjava.internal.NativeResource;
import org.libbpfjava.raw.bpf_program;

/**
 * A program in the kernel. Safe on any thread; after its object is closed every method but {@link
 * #name}, {@link #section} and {@link #toString} throws {@link IllegalStateException}.
 *
 * @libbpf struct bpf_program
 */
public final class BpfProgram {
  private final NativeResource owner;
  private final Links links;
  private final bpf_program handle;
  private final String name;
  private final String section;

  BpfProgram(NativeResource owner, Links links, bpf_program handle, String name, String section) {
    this.owner = owner;
    this.links = links;
    this.handle = handle;
    this.name = name;
    this.section = section;
  }

  /** {@return the C function's name} */
  public String name() {
    return name;
  }

  /** {@return the ELF section, which names its type and place: {@code tp_btf/sched_switch}} */
  public String section() {
    return section;
  }

  /** {@return how many 8-byte instruction slots it has, as libbpf relocated it} */
  public long instructionCount() {
    return whileOpen(() -> bpf_program__insn_cnt(handle));
  }

  /**
   * Attaches it to the place that its section names.
   *
   * @return the link, to be closed by the caller; it ends with the object too
   * @throws BpfException if its section names no place, or the kernel refuses
   * @libbpf bpf_program__attach
   */
  public BpfLink attach() {
    return attachIfPlaced()
        .orElseThrow(
            () ->
                new BpfException(
                    "attach program '"
                        + name
                        + "': its section '"
                        + section
                        + "' does not say where",
                    Errno.EOPNOTSUPP));
  }

  Optional<BpfLink> attachIfPlaced() {
    NativeLog.Outcome<Long> attached =
        whileOpen(
            () -> NativeLog.collect(NativeLog.Detail.WARNINGS, () -> lbj_program_attach(handle)));
    long result = attached.result();
    if (result == -Errno.EOPNOTSUPP) {
      attached.log().forwardQuietly();
      return Optional.empty();
    }
    if (result < 0) {
      attached.log().forwardQuietly();
      String warning = attached.log().lastWarning();
      throw Native.refusal(
          (int) -result,
          "attach program '" + name + "'" + (warning.isEmpty() ? "" : " (" + warning + ")"));
    }
    attached.log().forward();
    BpfLink link = new BpfLink(NativePointers.link(result), name, links);
    links.add(link);
    return Optional.of(link);
  }

  /**
   * Runs it in the kernel without attaching it.
   *
   * @param run data, context, repetitions
   * @return what it returned and left behind
   * @throws BpfException if the kernel refuses: ENOTSUPP where the program's type has no test run,
   *     EINVAL where it wants other data or context, ENOSPC where the room for output is too small
   * @kernel 4.12; which program types have it differs by kernel
   * @libbpf bpf_prog_test_run_opts
   */
  public TestRunResult testRun(TestRun run) {
    byte[] dataOut = new byte[run.dataOutSize()];
    byte[] contextOut = new byte[run.contextOutSize()];
    int[] io = {run.rawData().length, dataOut.length, run.rawContext().length, contextOut.length};
    // Safe: the sizes are the arrays' own; whileOpen() keeps the descriptor open.
    int result =
        whileOpen(
            () ->
                lbj_program_test_run(
                    bpf_program__fd(handle),
                    run.rawData(),
                    dataOut,
                    run.rawContext(),
                    contextOut,
                    run.rawRepeat(),
                    0,
                    0,
                    io));
    Native.check(result, "test run of program", name);
    return new TestRunResult(
        io[2],
        Arrays.copyOf(dataOut, Math.min(io[0], dataOut.length)),
        Arrays.copyOf(contextOut, Math.min(io[1], contextOut.length)),
        Duration.ofNanos(Integer.toUnsignedLong(io[3])));
  }

  /**
   * {@return the kernel's descriptor of the program, for use with other libraries}
   *
   * <p>Outside every promise of this class: it dangles once the object is closed.
   *
   * @libbpf bpf_program__fd
   */
  public int unsafeFd() {
    return whileOpen(() -> bpf_program__fd(handle));
  }

  bpf_program handle() {
    return handle;
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
