package org.libbpfjava.feature;

import static org.libbpfjava.feature.FeatureSpec.titled;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.Probes;

/**
 * Something that only some kernels can do, with the first release that can.
 *
 * <pre>{@code
 * if (Feature.MMAPABLE_ARRAYS.isSupported()) { … }
 * Feature.MMAPABLE_ARRAYS.require("map section '.data'");
 * // BpfNotSupportedException:
 * // map section '.data': mmap of array maps needs Linux 5.5, this is 4.19
 * }</pre>
 *
 * <p>Only the kernel itself knows what it can do. It is asked by using the feature, once for each
 * feature and process. The versions here explain its answer. Safe on any thread.
 */
public enum Feature {
  /**
   * Global variables: maps whose values a program addresses directly (BPF_PSEUDO_MAP_VALUE).
   *
   * @kernel 5.2, d8eca5bbb2be ("bpf: implement lookup-free direct value access for maps")
   */
  GLOBAL_DATA(titled("global data").since(5, 2).probedBy(Probes::globalData)),
  /**
   * Array maps that user space maps into its memory. Global variables are live without system calls
   * then.
   *
   * @kernel 5.5, fc9702273e2e ("bpf: Add mmap() support for BPF_MAP_TYPE_ARRAY")
   */
  MMAPABLE_ARRAYS(titled("mmap of array maps").since(5, 5).probedBy(Probes::mmapableArrays)),
  /**
   * Constants in frozen maps that the verifier knows. It removes the branches that they make dead.
   *
   * @kernel 5.5, a23740ec43ba ("bpf: Track contents of read-only maps as scalars")
   */
  KNOWN_CONSTANTS(
      titled("tracking of read-only map values").since(5, 5).probedBy(Probes::knownConstants)),
  /**
   * Programs on the entry and exit of kernel functions, without the cost of a kprobe.
   *
   * @kernel 5.5, fec56f5890d9 ("bpf: Introduce BPF trampoline"); on aarch64 6.4, 2aa6ac03516d
   *     ("arm64: ftrace: Add direct call support")
   */
  FENTRY(
      titled("attaching fentry and fexit")
          .since(5, 5)
          .sinceOn("aarch64", 6, 4)
          .probedBy(Probes::fentry)),
  /**
   * Many map elements read or written by one system call.
   *
   * @kernel 5.6, cb4d03ab499d ("bpf: Add generic support for lookup batch op")
   */
  MAP_BATCH(titled("batch access to maps").since(5, 6).probedBy(Probes::mapBatch)),
  /**
   * Programs that decide what the kernel's security hooks allow.
   *
   * @kernel 5.7, fc611f47f218 ("bpf: Introduce BPF_PROG_TYPE_LSM"); on aarch64 6.4
   */
  LSM(
      titled("attaching lsm")
          .since(5, 7)
          .sinceOn("aarch64", 6, 4)
          .needsConfig("CONFIG_BPF_LSM")
          .needsBpfLsm()
          .probedBy(Probes::lsm)),
  /**
   * One buffer of events shared by all CPUs.
   *
   * @kernel 5.8, 457f44363a88 ("bpf: Implement BPF ring buffer and verifier support for it")
   */
  RING_BUFFER(titled("BPF ring buffer").since(5, 8).probedBy(Probes::ringBuffer)),
  /**
   * Counting of the runs of programs and their time, as long as somebody asks for it.
   *
   * @kernel 5.8, d46edd671a14 ("bpf: Sharing bpf runtime stats with BPF_ENABLE_STATS")
   */
  RUN_TIME_STATISTICS(
      titled("run time statistics of programs").since(5, 8).probedBy(Probes::runTimeStatistics)),
  /**
   * A number that user space gives to an attached program, which can read it.
   *
   * @kernel 5.15, 82e6b1eee6a8 ("bpf: Allow to specify user-provided bpf_cookie for BPF perf
   *     links")
   */
  COOKIE(titled("BPF cookie").since(5, 15).probedBy(Probes::cookie)),
  /**
   * One link over kprobes on many functions.
   *
   * @kernel 5.18, 0dcac2725406 ("bpf: Add multi kprobe link")
   */
  KPROBE_MULTI(
      titled("kprobe.multi")
          .since(5, 18)
          .needsConfig("CONFIG_FPROBE")
          .probedBy(Probes::kprobeMulti)),
  /**
   * Data sections of more than the kernel's KMALLOC_MAX_SIZE, which is 4 MiB on most machines.
   *
   * @kernel 6.0, 63b8ce77b15e ("bpf: remove obsolete KMALLOC_MAX_SIZE restriction on array map
   *     value size")
   */
  LARGE_SECTIONS(titled("a large data section").since(6, 0).probedBy(Probes::largeSections)),
  /**
   * A ring buffer in which user space writes and programs read.
   *
   * @kernel 6.1, 583c1f420173 ("bpf: Define new BPF_MAP_TYPE_USER_RINGBUF map type")
   */
  USER_RING_BUFFER(titled("BPF user ring buffer").since(6, 1).probedBy(Probes::userRingBuffer)),
  /**
   * Several programs on the ingress and egress of a network device, in a given order.
   *
   * @kernel 6.6, e420bed02507 ("bpf: Add fd-based tcx multi-prog infra with link support")
   */
  TCX(titled("tcx").since(6, 6).needsConfig("CONFIG_NET_XGRESS").probedBy(Probes::tcx)),
  /**
   * One link over uprobes at many places of a binary.
   *
   * @kernel 6.6, 89ae89f53d20 ("bpf: Add multi uprobe link")
   */
  UPROBE_MULTI(
      titled("uprobe.multi")
          .since(6, 6)
          .needsConfig("CONFIG_UPROBES")
          .probedBy(Probes::uprobeMulti)),
  /**
   * Network devices whose transmit path is a program.
   *
   * @kernel 6.7, 35dfaad7188c ("netkit, bpf: Add bpf programmable net device")
   */
  NETKIT(titled("netkit").since(6, 7).needsConfig("CONFIG_NETKIT").probedBy(Probes::netkit)),
  /**
   * Global functions that are verified only if live code calls them. Older kernels verify every
   * function that is not static, even if only a dead branch calls it.
   *
   * @kernel 6.8, 2afae08c9dcb ("bpf: Validate global subprogs lazily")
   */
  LAZY_FUNCTIONS(titled("lazy verification of global functions").since(6, 8)),
  /**
   * Memory that programs and user space share by address.
   *
   * @kernel 6.9, 317460317a02 ("bpf: Introduce bpf_arena."); on aarch64 6.10, 4dd31243e308 ("bpf:
   *     Add arm64 JIT support for bpf_addr_space_cast instruction.")
   */
  ARENA(titled("BPF arena").since(6, 9).sinceOn("aarch64", 6, 10).probedBy(Probes::arena)),
  /**
   * What a program prints to user space: its standard output and its errors.
   *
   * @kernel 6.17, 5ab154f1463a ("bpf: Introduce BPF standard streams")
   */
  PROGRAM_STREAMS(
      titled("output streams of programs").since(6, 17).probedBy(Probes::programStreams)),
  /**
   * Maps that one program alone can use.
   *
   * @kernel 6.18, baefdbdf6812 ("bpf: Implement exclusive map creation")
   */
  EXCLUSIVE_MAPS(titled("exclusive maps").since(6, 18).probedBy(Probes::exclusiveMaps)),
  /**
   * A ring buffer that drops its oldest records when it is full, instead of the new ones.
   *
   * @kernel 6.19, feeaf1346f80 ("bpf: Add overwrite mode for BPF ring buffer")
   */
  RING_BUFFER_OVERWRITE(
      titled("overwrite mode of BPF ring buffers")
          .since(6, 19)
          .probedBy(Probes::ringBufferOverwrite)),
  /**
   * One CPU's value of a per-CPU map read or written alone, and one value written for all CPUs.
   *
   * @kernel 7.0, 2b421662c788 ("bpf: Introduce BPF_F_CPU and BPF_F_ALL_CPUS flags")
   */
  CPU_FLAGS(titled("access to one CPU of a map").since(7, 0).probedBy(Probes::cpuFlags)),
  /**
   * A program that belongs to a struct_ops map, so that the kernel functions that it calls know
   * which one is meant.
   *
   * @kernel 7.0, b5709f6d26d6 ("bpf: Support associating BPF program with struct_ops")
   */
  STRUCT_OPS_ASSOCIATION(
      titled("association of programs with struct-ops maps")
          .since(7, 0)
          .probedBy(Probes::structOpsAssociation));

  private static final Map<Feature, Integer> ANSWERS = new ConcurrentHashMap<>(); // errnos

  @SuppressWarnings("ImmutableEnumChecker") // it is immutable, and its probe keeps nothing
  private final FeatureSpec spec;

  Feature(FeatureSpec spec) {
    this.spec = spec;
  }

  /** {@return its name as messages show it, such as {@code mmap of array maps}} */
  public String title() {
    return spec.title();
  }

  /** {@return the first upstream kernel that has it on this machine's architecture} */
  public KernelVersion since() {
    return since(RunningKernel.get().architecture());
  }

  /**
   * {@return the first upstream kernel that has it on an architecture}
   *
   * @param architecture as uname names it, {@code x86_64} or {@code aarch64}
   */
  public KernelVersion since(String architecture) {
    return spec.since(Objects.requireNonNull(architecture, "architecture"));
  }

  /**
   * {@return whether the running kernel has the feature and lets this process use it}
   *
   * <p>The first call asks the kernel. Later calls repeat that answer.
   */
  public boolean isSupported() {
    return errno() == 0;
  }

  /**
   * {@return whether the running kernel should have the feature, by its version, architecture and
   * build options}
   *
   * <p>The kernel of a distribution may have what its version does not promise, so {@link
   * #isSupported} decides. If the feature is expected and not supported, something refuses it to
   * this process.
   */
  public boolean isExpected() {
    return spec.isExpected(RunningKernel.get());
  }

  /**
   * {@return a sentence that says that the running kernel lacks the feature: {@code mmap of array
   * maps needs Linux 5.5, this is 4.19}}
   */
  public String absence() {
    return spec.absence(RunningKernel.get(), errno());
  }

  /**
   * Returns if the running kernel has the feature and lets this process use it.
   *
   * @param subject what needs it, such as {@code map section '.data'}
   * @throws BpfNotSupportedException if the kernel does not have it
   * @throws org.libbpfjava.exception.BpfPermissionException if the kernel has it and refuses it to
   *     this process
   */
  public void require(String subject) {
    Objects.requireNonNull(subject, "subject");
    if (!isSupported()) {
      throw refusal(Message.whole(subject, errno()));
    }
  }

  /**
   * For this library alone.
   *
   * @param refused what needs the feature, such as {@code map section '.data'}, and the errno of
   *     the refusal
   * @return the exception that says that the feature is absent
   * @hidden
   */
  public BpfException refusal(Message refused) {
    return spec.refusal(this, refused, RunningKernel.get());
  }

  private int errno() {
    return ANSWERS.computeIfAbsent(this, feature -> feature.spec.ask(RunningKernel.get()));
  }
}
