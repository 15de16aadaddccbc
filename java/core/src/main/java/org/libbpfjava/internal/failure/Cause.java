package org.libbpfjava.internal.failure;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.probe.Probes;

/**
 * Picks, of all that a kernel may refuse a call for, the one thing that fits this process and this
 * machine, and says what to do about it.
 */
public final class Cause {
  /** Kernels before it count the memory of programs and maps as locked: 97306be45fbe, 5.11. */
  private static final KernelVersion OWN_MEMORY = KernelVersion.of(5, 11);

  private static final String UNLIMITED = "unlimited";

  /** Programs whose targets have types. */
  private static final Set<String> TYPED = Set.of("tracing", "lsm", "ext", "struct_ops");

  /** Programs that the kernel calls by a perf event: libbpf attaches them by perf_event_open(2). */
  private static final Set<String> BY_PERF_EVENT = Set.of("kprobe", "tracepoint", "perf_event");

  /** What a type of program does not exist without: kernel/bpf, include/linux/bpf_types.h. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("kprobe", "CONFIG_BPF_EVENTS"),
          Map.entry("tracepoint", "CONFIG_BPF_EVENTS"),
          Map.entry("perf_event", "CONFIG_BPF_EVENTS"),
          Map.entry("raw_tracepoint", "CONFIG_BPF_EVENTS"),
          Map.entry("raw_tracepoint_writable", "CONFIG_BPF_EVENTS"),
          Map.entry("tracing", "CONFIG_BPF_EVENTS"),
          Map.entry("lsm", "CONFIG_BPF_LSM"),
          Map.entry("struct_ops", "CONFIG_BPF_JIT"),
          Map.entry("ext", "CONFIG_BPF_JIT"),
          Map.entry("cgroup_skb", "CONFIG_CGROUP_BPF"),
          Map.entry("cgroup_sock", "CONFIG_CGROUP_BPF"),
          Map.entry("cgroup_sock_addr", "CONFIG_CGROUP_BPF"),
          Map.entry("cgroup_sockopt", "CONFIG_CGROUP_BPF"),
          Map.entry("cgroup_sysctl", "CONFIG_CGROUP_BPF"),
          Map.entry("cgroup_device", "CONFIG_CGROUP_BPF"),
          Map.entry("lirc_mode2", "CONFIG_BPF_LIRC_MODE2"),
          Map.entry("netfilter", "CONFIG_NETFILTER_BPF_LINK"));

  private final Confinement process;
  private final Supplier<Provision> machine;
  private final IntSupplier bpfCall;
  private final IntSupplier perfCall;

  Cause(
      Confinement process, Supplier<Provision> machine, IntSupplier bpfCall, IntSupplier perfCall) {
    this.process = process;
    this.machine = machine;
    this.bpfCall = bpfCall;
    this.perfCall = perfCall;
  }

  /** {@return what tells of the calling thread, as it is now} */
  static Cause ofThisThread() {
    return new Cause(Confinement.ofThisThread(), Provision::now, Probes::bpfCall, Probes::perfCall);
  }

  /**
   * {@return why a call was refused for which the process lacks no capability, and what to do about
   * it, sentences; empty where nothing fits}
   *
   * @param errno the positive error number
   * @param need what the call asks of process and kernel
   */
  String of(int errno, Need need) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> denial(errno, need);
      case Errno.EINVAL,
          Errno.EOPNOTSUPP,
          Errno.ENOTSUPP,
          Errno.ENOENT,
          Errno.ESRCH,
          Errno.ENODEV ->
          absence(need);
      default -> "";
    };
  }

  /** A denial has a cause; where nothing fits, those are named that keep no record here. */
  private String denial(int errno, Need need) {
    if (process.capabilities().isEmpty()) {
      return "/proc does not tell which capabilities the process has: it needs CAP_BPF, for tracing"
          + " CAP_PERFMON too, for networking CAP_NET_ADMIN.";
    }
    if (process.ownUserNamespace()) {
      return TokenMount.missing(machine.get(), need);
    }
    return filter(need)
        .or(() -> lockedMemory(errno))
        .or(() -> lockdown(need))
        .or(() -> paranoia(errno, need))
        .or(() -> trampoline(need))
        .orElseGet(this::securityModule);
  }

  private Optional<String> filter(Need need) {
    if (!process.isFiltered()) {
      return Optional.empty();
    }
    boolean takesEvent = need.isAttach() && contains(need, BY_PERF_EVENT);
    String call =
        bpfCall.getAsInt() != 0
            ? "bpf"
            : takesEvent && perfCall.getAsInt() != 0 ? "perf_event_open" : "";
    return call.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "A seccomp filter is on (Seccomp: 2 in /proc/self/status) and refuses the system call "
                + call
                + ": let the container's or service's profile allow it.");
  }

  private Optional<String> lockedMemory(int errno) {
    return errno == Errno.EPERM
            && !process.lockedMemory().isEmpty()
            && !process.lockedMemory().equals(UNLIMITED)
            && machine.get().isOlderThan(OWN_MEMORY)
        ? Optional.of(
            "The process may lock "
                + process.lockedMemory()
                + " bytes, and kernels before Linux 5.11 count the memory of programs and maps"
                + " against that: raise it by ulimit -l unlimited, or LimitMEMLOCK=infinity of a"
                + " service.")
        : Optional.empty();
  }

  private Optional<String> lockdown(Need need) {
    return process.lockdown().equals("confidentiality") && need.isOfTracing()
        ? Optional.of(
            "The kernel is locked down (/sys/kernel/security/lockdown: confidentiality) and refuses"
                + " what reads its memory, to root too: start it without lockdown, or with"
                + " lockdown=integrity.")
        : Optional.empty();
  }

  /** Debian's and Ubuntu's kernels know 3 and 4: perf events are then for CAP_SYS_ADMIN alone. */
  private Optional<String> paranoia(int errno, Need need) {
    boolean isStrict =
        process.perfEventParanoid().equals("3") || process.perfEventParanoid().equals("4");
    boolean lacksAdmin =
        !Capability.missing(process.capabilities().orElse(-1), Capability.CAP_SYS_ADMIN).isEmpty();
    return errno == Errno.EACCES
            && isStrict
            && lacksAdmin
            && need.isAttach()
            && contains(need, BY_PERF_EVENT)
        ? Optional.of(
            "The sysctl kernel.perf_event_paranoid is "
                + process.perfEventParanoid()
                + ", with which perf events take CAP_SYS_ADMIN: set it to 2, or give the process"
                + " that capability.")
        : Optional.empty();
  }

  private Optional<String> trampoline(Need need) {
    return need.needsTrampoline()
        ? Optional.of(
            "The kernel may be built or hardened so that its functions cannot be patched"
                + " (CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS), which fentry, fexit, fmod_ret and"
                + " LSM programs need: a tracepoint or a kprobe does without.")
        : Optional.empty();
  }

  private String securityModule() {
    String modules = process.securityModules();
    return "A security module (SELinux, AppArmor) or the container's runtime may refuse it"
        + (modules.isEmpty() ? "" : "; active are " + modules)
        + ": look for a denial in the kernel's log, dmesg.";
  }

  private String absence(Need need) {
    Provision kernel = machine.get();
    return tooOld(need, kernel)
        .or(() -> option(need, kernel))
        .or(() -> types(need, kernel))
        .orElse("");
  }

  private static Optional<String> tooOld(Need need, Provision kernel) {
    for (String type : need.programTypes()) {
      Optional<KernelVersion> first = FirstKernels.ofProgramType(type);
      if (first.filter(kernel::isOlderThan).isPresent()) {
        return Optional.of(needs("Programs", type, first.get(), kernel));
      }
    }
    for (String type : need.mapTypes()) {
      Optional<KernelVersion> first = FirstKernels.ofMapType(type);
      if (first.filter(kernel::isOlderThan).isPresent()) {
        return Optional.of(needs("Maps", type, first.get(), kernel));
      }
    }
    return Optional.empty();
  }

  private static String needs(String what, String type, KernelVersion first, Provision kernel) {
    return what
        + " of type "
        + type
        + " need Linux "
        + first
        + ", this is "
        + kernel.version()
        + ": take a newer kernel, or leave it out on this one.";
  }

  private static Optional<String> option(Need need, Provision kernel) {
    for (String type : need.programTypes()) {
      String option = OPTIONS.get(type);
      if (option != null && kernel.config().lacks(option)) {
        return Optional.of(
            "The kernel is built without "
                + option
                + ", which programs of type "
                + type
                + " need: take one that has it.");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> types(Need need, Provision kernel) {
    return contains(need, TYPED) && !kernel.hasBtf()
        ? Optional.of(
            "The kernel shows no types (/sys/kernel/btf/vmlinux), which its program needs: use one"
                + " with CONFIG_DEBUG_INFO_BTF and a mounted /sys.")
        : Optional.empty();
  }

  private static boolean contains(Need need, Set<String> types) {
    return need.programTypes().stream().anyMatch(types::contains);
  }
}
