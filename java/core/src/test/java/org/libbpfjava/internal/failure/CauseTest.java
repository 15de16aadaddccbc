package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;

/** Of all that a machine shows, the one thing that fits a refusal is named, with its remedy. */
class CauseTest {
  private static final String ROOT = "CapEff:\t000001ffffffffff\nSeccomp:\t0\n";
  private static final String FILTERED = "CapEff:\t000001ffffffffff\nSeccomp:\t2\n";
  private static final Need SOCKET = Need.ofProgramTypes(List.of("socket_filter"));
  private static final Need KPROBE = Need.ofProgramTypes(List.of("kprobe"));
  private static final Need FENTRY = Need.ofProgramTypes(List.of("tracing")).withTrampoline(true);

  @TempDir private Path root;

  private int bpf; // what the system calls answer
  private int perf;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }

  private void process(String status) throws IOException {
    write("proc/thread-self/status", status);
    write("proc/self/uid_map", "         0          0 4294967295\n");
  }

  private String cause(String kernel, int errno, Need need) {
    return new Cause(
            Confinement.read(root),
            () -> Provision.read(root, KernelVersion.parse(kernel)),
            () -> bpf,
            () -> perf)
        .of(errno, need);
  }

  @Test
  void withoutProcNobodyKnowsTheCapabilities() {
    assertEquals(
        "/proc does not tell which capabilities the process has: it needs CAP_BPF, for tracing"
            + " CAP_PERFMON too, for networking CAP_NET_ADMIN.",
        cause("6.12", Errno.EPERM, SOCKET));
  }

  @Test
  void aFilterThatRefusesTheCallIsNamed() throws IOException {
    process(FILTERED);
    bpf = Errno.EPERM;
    assertEquals(
        "A seccomp filter is on (Seccomp: 2 in /proc/self/status) and refuses the system call bpf:"
            + " let the container's or service's profile allow it.",
        cause("6.12", Errno.EPERM, SOCKET));
  }

  @Test
  void aFilterThatLetsTheCallThroughIsNotTheCause() throws IOException {
    process(FILTERED);
    assertEquals(
        "A security module (SELinux, AppArmor) or the container's runtime may refuse it: look for"
            + " a denial in the kernel's log, dmesg.",
        cause("6.12", Errno.EPERM, SOCKET));
  }

  @Test
  void perfEventsHaveACallOfTheirOwnForAttachAlone() throws IOException {
    process(FILTERED);
    perf = Errno.EPERM;
    assertEquals(
        "A seccomp filter is on (Seccomp: 2 in /proc/self/status) and refuses the system call"
            + " perf_event_open: let the container's or service's profile allow it.",
        cause("6.12", Errno.EPERM, KPROBE.toAttach()));
    write("sys/kernel/security/lsm", "lockdown,capability,apparmor");
    assertEquals(
        "A security module (SELinux, AppArmor) or the container's runtime may refuse it; active are"
            + " lockdown,capability,apparmor: look for a denial in the kernel's log, dmesg.",
        cause("6.12", Errno.EPERM, KPROBE));
  }

  @Test
  void lockedMemoryCountsBeforeLinux511() throws IOException {
    process(ROOT);
    write("proc/self/limits", "Max locked memory         65536      65536     bytes\n");
    assertEquals(
        "The process may lock 65536 bytes, and kernels before Linux 5.11 count the memory of"
            + " programs and maps against that: raise it by ulimit -l unlimited, or"
            + " LimitMEMLOCK=infinity of a service.",
        cause("5.10", Errno.EPERM, SOCKET));
    assertEquals(
        "A security module (SELinux, AppArmor) or the container's runtime may refuse it: look for"
            + " a denial in the kernel's log, dmesg.",
        cause("5.11", Errno.EPERM, SOCKET));
  }

  @Test
  void lockdownKeepsTracingFromTheKernelsMemory() throws IOException {
    process(ROOT);
    write("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    assertEquals(
        "The kernel is locked down (/sys/kernel/security/lockdown: confidentiality) and refuses what"
            + " reads its memory, to root too: start it without lockdown, or with"
            + " lockdown=integrity.",
        cause("6.12", Errno.EPERM, KPROBE));
    write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    assertEquals(
        "The kernel may be built or hardened so that its functions cannot be patched"
            + " (CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS), which fentry, fexit, fmod_ret and LSM"
            + " programs need: a tracepoint or a kprobe does without.",
        cause("6.12", Errno.EPERM, FENTRY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "4"})
  void paranoiaOfDistributionsKeepsPerfEventsForTheAdministrator(String level) throws IOException {
    process("CapEff:\t000000c000000000\nSeccomp:\t0\n"); // CAP_BPF and CAP_PERFMON
    write("proc/sys/kernel/perf_event_paranoid", level + "\n");
    assertEquals(
        "The sysctl kernel.perf_event_paranoid is "
            + level
            + ", with which perf events take CAP_SYS_ADMIN: set it to 2, or give the process that"
            + " capability.",
        cause("6.12", Errno.EACCES, KPROBE.toAttach()));
  }

  @Test
  void aUserNamespaceIsTheCauseBeforeAllElse() throws IOException {
    process(FILTERED);
    write("proc/self/uid_map", "         0       1000          1\n");
    String namespace =
        "The process is in a user namespace of its own (/proc/self/uid_map), where capabilities do"
            + " not count for bpf(2)";
    assertEquals(
        namespace + ": run it in the first one, or use Linux 6.9, which has BPF tokens.",
        cause("6.8", Errno.EPERM, SOCKET));
    assertEquals(
        namespace
            + " without a BPF token, and it sees no BPF file system that delegates them: run it in"
            + " the first one, or mount one for it with delegate_cmds, delegate_maps,"
            + " delegate_progs and delegate_attachs.",
        cause("6.9", Errno.EPERM, SOCKET));
  }

  private String delegated(String options, Need need) throws IOException {
    process(ROOT);
    write("proc/self/uid_map", "         0       1000          1\n");
    write(
        "proc/self/mountinfo",
        """
        43 42 0:39 / /sys/fs/bpf rw,relatime - bpf bpf rw,mode=700
        44 42 0:40 / /run/a\\040token rw,relatime shared:2 - bpf none rw,%s
        """
            .formatted(options));
    return cause("6.9", Errno.EPERM, need);
  }

  @Test
  void theMissingDelegationIsNamed() throws IOException {
    String system = "The BPF file system at '/run/a token' does not delegate ";
    assertEquals(
        system + "the command prog_load: mount it with delegate_cmds=map_create:prog_load.",
        delegated("delegate_cmds=map_create,delegate_maps=any", SOCKET));
    assertEquals(
        system + "the command btf_load: mount it with delegate_cmds=prog_load:btf_load.",
        delegated("delegate_cmds=prog_load", SOCKET));
    Need need = Need.ofProgramTypes(List.of("xdp")).and(Need.ofMapType("hash"));
    assertEquals(
        system
            + "the command map_create: mount it with"
            + " delegate_cmds=prog_load:btf_load:map_create.",
        delegated("delegate_cmds=prog_load:btf_load", need));
    assertEquals(
        system + "maps of type hash: mount it with delegate_maps=array:hash.",
        delegated("delegate_cmds=any,delegate_maps=array", need));
    assertEquals(
        system + "programs of type xdp: mount it with delegate_progs=socket_filter:xdp.",
        delegated("delegate_cmds=any,delegate_maps=any,delegate_progs=socket_filter", need));
    assertEquals(
        system + "programs of type socket_filter: mount it with delegate_progs=xdp:socket_filter.",
        delegated("delegate_cmds=any,delegate_maps=any,delegate_progs=xdp", need));
    assertEquals(
        system + "any attach type: mount it with delegate_attachs=any.",
        delegated("delegate_cmds=any,delegate_maps=any,delegate_progs=any", need));
    assertEquals(
        "The BPF file system at '/run/a token' delegates such calls: the attach type may be another"
            + " than those of its delegate_attachs, or the object was opened without a token.",
        delegated(
            "delegate_cmds=any,delegate_maps=any,delegate_progs=any,delegate_attachs=xdp", need));
  }

  @Test
  void aTypeThatIsNewerThanTheKernelIsNamed() {
    assertEquals(
        "Programs of type netfilter need Linux 6.4, this is 6.1: take a newer kernel, or leave it"
            + " out on this one.",
        cause("6.1", Errno.EINVAL, Need.ofProgramTypes(List.of("xdp", "netfilter"))));
    assertEquals(
        "Maps of type arena need Linux 6.9, this is 6.1: take a newer kernel, or leave it out on"
            + " this one.",
        cause("6.1", Errno.EINVAL, Need.ofMapType("arena")));
    assertEquals("", cause("6.4", Errno.EINVAL, Need.ofProgramTypes(List.of("netfilter"))));
    // A kernel that does not tell its version is no old one.
    assertEquals("", cause("0.0", Errno.EINVAL, Need.ofProgramTypes(List.of("netfilter"))));
  }

  @Test
  void aBuildOptionThatIsMissingIsNamed() throws IOException {
    write("boot/config-" + System.getProperty("os.version"), "CONFIG_BPF_SYSCALL=y\n");
    assertEquals(
        "The kernel is built without CONFIG_CGROUP_BPF, which programs of type cgroup_skb need:"
            + " take one that has it.",
        cause("6.12", Errno.EINVAL, Need.ofProgramTypes(List.of("cgroup_skb"))));
    assertEquals("", cause("6.12", Errno.EINVAL, SOCKET));
  }

  @Test
  void typesThatTheKernelDoesNotShowAreNamed() throws IOException {
    assertEquals(
        "The kernel shows no types (/sys/kernel/btf/vmlinux), which its program needs: use one with"
            + " CONFIG_DEBUG_INFO_BTF and a mounted /sys.",
        cause("6.12", Errno.EINVAL, FENTRY));
    write("sys/kernel/btf/vmlinux", "types");
    assertEquals("", cause("6.12", Errno.EINVAL, FENTRY));
  }

  @Test
  void otherNumbersHaveNoCauseHere() {
    assertEquals("", cause("4.19", Errno.ENOMEM, FENTRY));
  }
}
