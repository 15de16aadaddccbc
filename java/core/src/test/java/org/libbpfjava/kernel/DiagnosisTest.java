package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.failure.Confinement;
import org.libbpfjava.internal.failure.Provision;
import org.libbpfjava.kernel.Diagnosis.State;

/** The table of all that decides, from files of machines that cannot all be had. */
class DiagnosisTest {
  /** Of this machine, whatever the files say. */
  private static final List<String> OF_THE_JVM = List.of("kernel", "libbpf", "java");

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }

  private Diagnosis diagnosis(String kernel, int bpf, int perf) {
    return Diagnosis.of(
        Confinement.read(root),
        Provision.read(root, KernelVersion.parse(kernel)),
        () -> bpf,
        () -> perf);
  }

  private static String table(Diagnosis diagnosis) {
    return diagnosis.states().stream()
        .filter(state -> !OF_THE_JVM.contains(state.name()))
        .map(state -> state.name() + " | " + state.value() + " | " + state.advice())
        .map(String::strip)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void aServiceThatMayLittleIsToldAllOfIt() throws IOException {
    write("proc/thread-self/status", "CapEff:\t0000008000000000\nSeccomp:\t2\n");
    write("proc/self/uid_map", "         0       1000          1\n");
    write("proc/self/limits", "Max locked memory         65536      65536     bytes\n");
    write("proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
    write("proc/sys/kernel/perf_event_paranoid", "3\n");
    write("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    write("sys/kernel/security/lsm", "lockdown,capability,yama");
    write("boot/config-" + System.getProperty("os.version"), "CONFIG_BPF_SYSCALL=y\n");
    write("proc/self/mountinfo", "22 1 0:20 / /proc rw - proc proc rw\n");
    assertEquals(
        """
        capabilities | CAP_BPF | lacks CAP_PERFMON, CAP_NET_ADMIN: CAP_BPF is for all, CAP_PERFMON for tracing, CAP_NET_ADMIN for networking
        user namespace | its own | bpf(2) asks for a BPF token here
        BPF token | no BPF file system delegates |
        seccomp | a filter |
        bpf(2) | reaches the kernel |
        perf_event_open(2) | refused: EPERM (-1) | a seccomp filter of the container or service refuses it, or the kernel lacks it
        lockdown | confidentiality | no program may read the kernel's memory: start it with lockdown=integrity
        security modules | lockdown,capability,yama |
        kernel.unprivileged_bpf_disabled | 2 |
        kernel.perf_event_paranoid | 3 |
        locked memory | 65536 | this kernel counts programs and maps against it: ulimit -l unlimited
        BTF | none | CO-RE, fentry, tp_btf and LSM programs need it: CONFIG_DEBUG_INFO_BTF, and /sys
        build options | without CONFIG_BPF_JIT CONFIG_BPF_EVENTS CONFIG_BPF_LSM CONFIG_CGROUP_BPF CONFIG_DEBUG_INFO_BTF CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS CONFIG_FPROBE CONFIG_KPROBES CONFIG_UPROBES CONFIG_NET_CLS_BPF CONFIG_NETFILTER_BPF_LINK CONFIG_NETKIT CONFIG_XDP_SOCKETS |
        bpf | not mounted | pinning needs one: mount -t bpf bpf /sys/fs/bpf
        tracefs | not mounted | tracepoints by their names need it: mount -t tracefs nodev /sys/kernel/tracing
        cgroup2 | not mounted | programs of control groups need it: mount -t cgroup2 none /sys/fs/cgroup
        """,
        table(diagnosis("5.10", 0, Errno.EPERM)));
  }

  @Test
  void whereNothingIsInTheWayThereIsNoAdvice() throws IOException {
    write("proc/thread-self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t0\n");
    write("proc/self/uid_map", "         0          0 4294967295\n");
    write("proc/self/limits", "Max locked memory         65536      65536     bytes\n");
    write("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
    write("sys/kernel/btf/vmlinux", "types");
    write(
        "proc/self/mountinfo",
        """
        26 1 0:24 / /sys/kernel/tracing rw - tracefs tracefs rw
        27 1 0:25 / /sys/fs/cgroup rw - cgroup2 none rw
        28 1 0:26 / /sys/fs/bpf rw - bpf bpf rw
        29 1 0:27 / /run/token rw - bpf none rw,delegate_cmds=prog_load:map_create,delegate_maps=any
        """);
    assertEquals(
        """
        capabilities | all |
        user namespace | the first |
        BPF token | /run/token delegate_cmds=prog_load:map_create delegate_maps=any |
        seccomp | off |
        bpf(2) | reaches the kernel |
        perf_event_open(2) | reaches the kernel |
        lockdown | none |
        security modules | not told |
        kernel.unprivileged_bpf_disabled | not told |
        kernel.perf_event_paranoid | not told |
        locked memory | 65536 |
        BTF | /sys/kernel/btf/vmlinux |
        build options | not told |
        bpf | /sys/fs/bpf /run/token |
        tracefs | /sys/kernel/tracing |
        cgroup2 | /sys/fs/cgroup |
        """,
        table(diagnosis("6.12", 0, 0)));
  }

  @Test
  void aMachineThatTellsNothingIsNoFailure() {
    Diagnosis diagnosis = diagnosis("0.0", Errno.EPERM, Errno.EPERM);
    assertEquals("not told", diagnosis.find("capabilities").orElseThrow().value());
    assertEquals("not told", diagnosis.find("bpf").orElseThrow().value());
    assertEquals(Optional.empty(), diagnosis.find("no such thing"));
    Diagnosis without =
        Diagnosis.of(
            Confinement.read(root),
            Provision.read(root, KernelVersion.of(6, 1)),
            () -> {
              throw new UnsatisfiedLinkError("no library");
            },
            () -> {
              throw new UnsupportedOperationException("no library");
            });
    assertEquals(
        List.of(
            new State("bpf(2)", "not told", ""), new State("perf_event_open(2)", "not told", "")),
        List.of(
            without.find("bpf(2)").orElseThrow(),
            without.find("perf_event_open(2)").orElseThrow()));
  }

  @Test
  void theTableHasALineForEachStateInColumns() throws IOException {
    write("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    Diagnosis diagnosis = diagnosis("6.1", 0, 0);
    List<String> lines = diagnosis.toString().lines().toList();
    assertEquals(diagnosis.states().size(), lines.size());
    assertEquals(
        "lockdown                          confidentiality (no program may read the kernel's memory:"
            + " start it with lockdown=integrity)",
        lines.stream().filter(line -> line.startsWith("lockdown")).findFirst().orElseThrow());
    assertThrows(UnsupportedOperationException.class, () -> diagnosis.states().clear());
  }
}
