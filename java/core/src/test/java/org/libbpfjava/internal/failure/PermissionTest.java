package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a process that may not, from what /proc and /sys say of it. */
class PermissionTest {
  private static final long BPF = 1L << 39;
  private static final long PERFMON = 1L << 38;
  private static final long NET_ADMIN = 1L << 12;
  private static final Need TRACING = Need.ofProgramTypes(List.of("socket_filter", "tracing"));

  private static Confinement confined(OptionalLong capabilities, String unprivilegedBpf) {
    return new Confinement(capabilities, false, "0", "", unprivilegedBpf, "2", "", "");
  }

  private static Permission of(long capabilities) {
    return new Permission(confined(OptionalLong.of(capabilities), "2"), () -> true);
  }

  @Test
  void whatIsMissingIsNamedWithWhatItIsForAndWhatIsThere() {
    assertEquals(
        Optional.of(
            "the process lacks CAP_PERFMON (for programs of type tracing); it has CAP_NET_ADMIN,"
                + " CAP_BPF. Run as root, or give the process what is missing"),
        of(BPF | NET_ADMIN).missing(TRACING));
  }

  @Test
  void withoutAnyTheSwitchForTheUnprivilegedIsNamed() {
    assertEquals(
        Optional.of(
            "the process lacks CAP_BPF (for programs and maps of any kind, with"
                + " kernel.unprivileged_bpf_disabled 2), CAP_NET_ADMIN (for maps of type xskmap);"
                + " it has none of those that bpf(2) asks for. Run as root, or give the process"
                + " what is missing"),
        of(0).missing(Need.ofAnything().and(Need.ofMapType("xskmap"))));
  }

  @Test
  void beforeCapBpfItIsCapSysAdmin() {
    Confinement none = confined(OptionalLong.of(0), "");
    assertEquals(
        Optional.of(
            "the process lacks CAP_SYS_ADMIN, which this kernel, older than 5.8, asks for instead of"
                + " CAP_BPF; it has none of those that bpf(2) asks for. Run as root, or give the"
                + " process what is missing"),
        new Permission(none, () -> false).missing(TRACING));
  }

  @Test
  void aProcessThatHasAllLacksNothing() {
    assertEquals(Optional.empty(), of(BPF | PERFMON).missing(TRACING));
    assertEquals(Optional.empty(), of(1L << 21).missing(TRACING)); // CAP_SYS_ADMIN
  }

  @Test
  void whereProcTellsNothingNothingIsSaidToBeMissing() {
    Permission unknown = new Permission(confined(OptionalLong.empty(), ""), () -> true);
    assertEquals(Optional.empty(), unknown.missing(TRACING));
    assertFalse(unknown.lacks(Capability.CAP_BPF));
  }

  @Test
  void programsOfNetworkAndTracingNeedBoth() {
    assertEquals(
        List.of(Capability.CAP_BPF, Capability.CAP_PERFMON, Capability.CAP_NET_ADMIN),
        List.copyOf(Need.ofProgramTypes(List.of("kprobe", "sched_cls")).purposes().keySet()));
    assertEquals(
        List.of(Capability.CAP_BPF),
        List.copyOf(
            Need.ofProgramTypes(List.of("socket_filter", "cgroup_skb", "sk_lookup", "syscall"))
                .purposes()
                .keySet()));
  }

  @Test
  void everythingThatConfinesAProcessIsRead(@TempDir Path root) throws IOException {
    write(root, "proc/thread-self/status", "Name:\tjava\nCapEff:\t0000000000000000\nSeccomp:\t2\n");
    write(root, "proc/self/uid_map", "         0       1000          1\n");
    write(root, "proc/self/limits", "Max locked memory         65536      unlimited     bytes\n");
    write(root, "proc/sys/kernel/unprivileged_bpf_disabled", "1\n");
    write(root, "proc/sys/kernel/perf_event_paranoid", "3\n");
    write(root, "sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    write(root, "sys/kernel/security/lsm", "lockdown,capability,bpf");
    assertEquals(
        new Confinement(
            OptionalLong.of(0),
            true,
            "2",
            "integrity",
            "1",
            "3",
            "65536",
            "lockdown,capability,bpf"),
        Confinement.read(root));
  }

  @Test
  void anOrdinaryProcessOfRootIsNotConfined(@TempDir Path root) throws IOException {
    write(root, "proc/thread-self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t0\n");
    write(root, "proc/self/uid_map", "         0          0 4294967295\n");
    write(root, "sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
    write(root, "proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
    assertEquals(
        new Confinement(OptionalLong.of(0x1ffffffffffL), false, "0", "none", "2", "", "", ""),
        Confinement.read(root));
  }

  @Test
  void withoutProcAndSysLessIsKnownAndNothingThrown(@TempDir Path root) {
    assertEquals(
        new Confinement(OptionalLong.empty(), false, "", "", "", "", "", ""),
        Confinement.read(root));
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(path, text);
  }
}
