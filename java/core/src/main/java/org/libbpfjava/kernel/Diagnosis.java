package org.libbpfjava.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.libbpfjava.Libbpf;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.failure.Confinement;
import org.libbpfjava.internal.failure.Mounts.Mount;
import org.libbpfjava.internal.failure.Provision;
import org.libbpfjava.internal.failure.TokenMount;
import org.libbpfjava.internal.probe.Probes;

/**
 * All that decides what this process may do with BPF, at one moment: capabilities, namespaces,
 * filters, sysctls, the kernel's build, and mounts. {@link #toString} is a table to put into a bug
 * report.
 *
 * <p>Exceptions of this library name the one of them that fits a refusal. This shows them all.
 * Making it never fails; what the machine does not tell is "not told". Immutable; safe on any
 * thread.
 *
 * @see Kernel#diagnosis
 */
public final class Diagnosis {
  private static final String NOT_TOLD = "not told";
  private static final KernelVersion OWN_MEMORY = KernelVersion.of(5, 11);
  private static final KernelVersion CAP_BPF = KernelVersion.of(5, 8);

  /** What programs of some kind do not work without. */
  private static final List<String> OPTIONS =
      List.of(
          "CONFIG_BPF_SYSCALL",
          "CONFIG_BPF_JIT",
          "CONFIG_BPF_EVENTS",
          "CONFIG_BPF_LSM",
          "CONFIG_CGROUP_BPF",
          "CONFIG_DEBUG_INFO_BTF",
          "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
          "CONFIG_FPROBE",
          "CONFIG_KPROBES",
          "CONFIG_UPROBES",
          "CONFIG_NET_CLS_BPF",
          "CONFIG_NETFILTER_BPF_LINK",
          "CONFIG_NETKIT",
          "CONFIG_XDP_SOCKETS");

  /**
   * One thing that decides.
   *
   * @param name what it is, {@code capabilities}
   * @param value how it is
   * @param advice what it keeps from working, and what to do; empty if it is in no one's way
   */
  public record State(String name, String value, String advice) {
    /** Refuses null by NullPointerException. */
    public State {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(advice, "advice");
    }
  }

  private final List<State> states = new ArrayList<>();

  private Diagnosis() {}

  /** Of the calling thread and the running kernel. */
  static Diagnosis now() {
    return of(Confinement.ofThisThread(), Provision.now(), Probes::bpfCall, Probes::perfCall);
  }

  static Diagnosis of(
      Confinement process, Provision machine, IntSupplier bpfCall, IntSupplier perfCall) {
    Diagnosis made = new Diagnosis();
    made.addVersions(machine);
    made.addPrivileges(process, machine);
    made.addFilters(process, bpfCall, perfCall);
    made.addSysctls(process, machine);
    made.addBuild(machine);
    made.addMounts(machine);
    return made;
  }

  /** {@return each state, in the order of the table} */
  public List<State> states() {
    return List.copyOf(states);
  }

  /**
   * {@return a state by its name, empty if there is none}
   *
   * @param name such as {@code lockdown}
   */
  public Optional<State> find(String name) {
    Objects.requireNonNull(name, "name");
    return states.stream().filter(state -> state.name().equals(name)).findFirst();
  }

  private void add(String name, String value, String advice) {
    states.add(new State(name, value.isEmpty() ? NOT_TOLD : value, advice));
  }

  private void addVersions(Provision machine) {
    add(
        "kernel",
        System.getProperty("os.version", NOT_TOLD)
            + " (Linux "
            + machine.version()
            + ") "
            + System.getProperty("os.arch", ""),
        "");
    Throwable cause = Libbpf.unavailabilityCause();
    add(
        "libbpf",
        cause == null ? Libbpf.version() : "not available",
        cause == null ? "" : String.valueOf(cause.getMessage()));
    add("java", Runtime.version().toString(), "");
  }

  private void addPrivileges(Confinement process, Provision machine) {
    OptionalLong bits = process.capabilities();
    if (bits.isEmpty()) {
      add("capabilities", "", "");
    } else {
      Capabilities held = Capabilities.of(bits.getAsLong(), process.ownUserNamespace());
      add(
          "capabilities",
          held.areAll()
              ? "all"
              : held.effective().isEmpty() ? "none" : String.join(" ", held.effective()),
          lacking(held, machine));
    }
    add(
        "user namespace",
        process.ownUserNamespace() ? "its own" : "the first",
        process.ownUserNamespace() ? "bpf(2) asks for a BPF token here" : "");
    List<TokenMount> delegations = TokenMount.of(machine.mounts());
    add(
        "BPF token",
        delegations.isEmpty()
            ? "no BPF file system delegates"
            : delegations.stream().map(Diagnosis::delegation).collect(Collectors.joining("; ")),
        "");
  }

  private static String lacking(Capabilities held, Provision machine) {
    if (held.has("CAP_SYS_ADMIN")) {
      return "";
    }
    if (!machine.version().isAtLeast(CAP_BPF)) {
      return "this kernel asks for CAP_SYS_ADMIN";
    }
    List<String> lacking =
        Stream.of("CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN").filter(one -> !held.has(one)).toList();
    return lacking.isEmpty()
        ? ""
        : "lacks "
            + String.join(", ", lacking)
            + ": CAP_BPF is for all, CAP_PERFMON for tracing, CAP_NET_ADMIN for networking";
  }

  private static String delegation(TokenMount mount) {
    return mount.folder()
        + mount.rights().entrySet().stream()
            .map(right -> " " + right.getKey() + "=" + String.join(":", right.getValue()))
            .collect(Collectors.joining());
  }

  private void addFilters(Confinement process, IntSupplier bpfCall, IntSupplier perfCall) {
    add(
        "seccomp",
        switch (process.seccomp()) {
          case "" -> "";
          case "0" -> "off";
          case "1" -> "strict";
          default -> "a filter";
        },
        "");
    addCall("bpf(2)", bpfCall);
    addCall("perf_event_open(2)", perfCall);
    String lockdown = process.lockdown();
    add(
        "lockdown",
        lockdown,
        switch (lockdown) {
          case "integrity" -> "no program may write the memory of processes";
          case "confidentiality" ->
              "no program may read the kernel's memory: start it with lockdown=integrity";
          default -> "";
        });
    add("security modules", process.securityModules(), "");
  }

  private void addCall(String name, IntSupplier call) {
    int errno;
    try {
      errno = call.getAsInt();
    } catch (UnsupportedOperationException | LinkageError e) {
      add(name, "", ""); // without the library nobody can ask
      return;
    }
    add(
        name,
        errno == 0 ? "reaches the kernel" : "refused: " + Errno.describe(errno),
        errno == 0
            ? ""
            : "a seccomp filter of the container or service refuses it, or the kernel lacks it");
  }

  private void addSysctls(Confinement process, Provision machine) {
    add("kernel.unprivileged_bpf_disabled", process.unprivilegedBpf(), "");
    add("kernel.perf_event_paranoid", process.perfEventParanoid(), "");
    String memory = process.lockedMemory();
    add(
        "locked memory",
        memory,
        memory.isEmpty() || memory.equals("unlimited") || machine.version().isAtLeast(OWN_MEMORY)
            ? ""
            : "this kernel counts programs and maps against it: ulimit -l unlimited");
  }

  private void addBuild(Provision machine) {
    add(
        "BTF",
        machine.hasBtf() ? "/sys/kernel/btf/vmlinux" : "none",
        machine.hasBtf()
            ? ""
            : "CO-RE, fentry, tp_btf and LSM programs need it: CONFIG_DEBUG_INFO_BTF, and /sys");
    List<String> lacking = OPTIONS.stream().filter(machine.config()::lacks).toList();
    add(
        "build options",
        !machine.config().isKnown()
            ? ""
            : lacking.isEmpty() ? "none is missing" : "without " + String.join(" ", lacking),
        "");
  }

  private void addMounts(Provision machine) {
    addMount(machine, "bpf", "pinning needs one: mount -t bpf bpf /sys/fs/bpf");
    addMount(
        machine,
        "tracefs",
        "tracepoints by their names need it: mount -t tracefs nodev /sys/kernel/tracing");
    addMount(
        machine,
        "cgroup2",
        "programs of control groups need it: mount -t cgroup2 none /sys/fs/cgroup");
  }

  private void addMount(Provision machine, String type, String advice) {
    List<Mount> mounts = machine.mounts().ofType(type);
    boolean isUnknown = machine.mounts().areUnknown();
    add(
        type,
        isUnknown
            ? ""
            : mounts.isEmpty()
                ? "not mounted"
                : mounts.stream()
                    .map(mount -> mount.folder().toString())
                    .distinct()
                    .collect(Collectors.joining(" ")),
        isUnknown || !mounts.isEmpty() ? "" : advice);
  }

  /** {@return a table, one line for each state, without a line's end at its end} */
  @Override
  public String toString() {
    int width = states.stream().mapToInt(state -> state.name().length()).max().orElse(0);
    return states.stream()
        .map(
            state ->
                state.name()
                    + " ".repeat(width - state.name().length() + 2)
                    + state.value()
                    + (state.advice().isEmpty() ? "" : " (" + state.advice() + ")"))
        .collect(Collectors.joining("\n"));
  }
}
