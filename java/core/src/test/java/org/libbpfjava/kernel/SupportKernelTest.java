package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** What the kernel is said to have it has, by its version and by bpftool. */
@KernelTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SupportKernelTest {
  private static final KernelVersion RUNNING = KernelVersion.running();

  private static <T> void assertNoneIsTooNew(List<Support<T>> all) {
    List<String> tooNew =
        all.stream()
            .filter(one -> one.isSupported() && !RUNNING.isAtLeast(one.since()))
            .map(Support::toString)
            .toList();
    if (KernelTier.isRequired()) { // Debian, which ci/vm runs, takes nothing back
      assertEquals(List.of(), tooNew);
    }
  }

  @Test
  void theKernelHasNoTypeBeforeItsTime() throws Exception {
    OpenFiles before = OpenFiles.now();
    assertNoneIsTooNew(Kernel.programTypes());
    assertNoneIsTooNew(Kernel.mapTypes());
    assertNoneIsTooNew(Kernel.attachTypes());
    assertNoneIsTooNew(Kernel.helpers(ProgramType.SCHED_CLS));
    before.assertNoMore();
  }

  @Test
  void whatEveryKernelHasIsThere() {
    for (ProgramType type :
        List.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS, ProgramType.XDP)) {
      assertTrue(Kernel.supports(type), type::toString);
    }
    for (MapType type : List.of(MapType.HASH, MapType.ARRAY, MapType.LPM_TRIE, MapType.QUEUE)) {
      assertTrue(Kernel.supports(type), type::toString);
    }
    assertTrue(Kernel.supports(AttachType.TRACE_RAW_TP));
    assertTrue(Kernel.supports(Helper.KTIME_GET_NS, ProgramType.SOCKET_FILTER));
    assertEquals(
        new Support<>(ProgramType.XDP, true, KernelVersion.of(4, 8)),
        Kernel.programTypes().get(ProgramType.XDP.number() - 1));
    assertEquals(
        "xdp: yes, since Linux 4.8",
        Kernel.programTypes().get(ProgramType.XDP.number() - 1).toString());
  }

  @Test
  void aHelperIsOfSomeTypesOfProgramsAlone() {
    assertTrue(Kernel.supports(Helper.REDIRECT, ProgramType.SCHED_CLS));
    assertEquals(false, Kernel.supports(Helper.REDIRECT, ProgramType.SOCKET_FILTER));
    assertEquals(KernelVersion.of(4, 4), Kernel.since(Helper.REDIRECT));
  }

  /** libbpf says that programs of a type that the kernel lacks may call all helpers. */
  @Test
  void aTypeThatTheKernelLacksMayCallNothing() {
    ProgramType missing =
        Kernel.programTypes().stream()
            .filter(one -> !one.isSupported())
            .map(Support::what)
            .filter(type -> type != ProgramType.TRACING && type != ProgramType.EXT)
            .filter(type -> type != ProgramType.LSM && type != ProgramType.STRUCT_OPS)
            .findFirst()
            .orElseGet(() -> Assumptions.abort("the kernel has every type of programs"));
    assertEquals(List.of(), Kernel.helpers(missing).stream().filter(Support::isSupported).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"TRACING", "EXT", "LSM", "STRUCT_OPS", "UNKNOWN"})
  void whereThePlaceDecidesTheTypeCannotBeAsked(ProgramType type) {
    assertEquals(
        "which helpers programs of type "
            + type
            + " may call cannot be asked by their type: it depends on where they are attached",
        assertThrows(
                IllegalArgumentException.class, () -> Kernel.supports(Helper.KTIME_GET_NS, type))
            .getMessage());
  }

  @Test
  void anUnknownTypeIsSupportedByNoneAndHasNoFirstKernel() {
    assertEquals(false, Kernel.supports(ProgramType.UNKNOWN));
    assertEquals(false, Kernel.supports(MapType.UNKNOWN));
    assertEquals(false, Kernel.supports(AttachType.UNKNOWN));
    for (Runnable since :
        List.<Runnable>of(
            () -> Kernel.since(ProgramType.UNKNOWN),
            () -> Kernel.since(MapType.UNKNOWN),
            () -> Kernel.since(AttachType.UNKNOWN))) {
      assertEquals(
          "the first kernel with unknown is not known",
          assertThrows(IllegalArgumentException.class, since::run).getMessage());
    }
  }

  @Test
  void bpftoolFindsTheSameTypes() throws Exception {
    String probed = Bpftool.run("feature", "probe", "kernel");
    List<String> different = new ArrayList<>();
    int compared = 0;
    for (Support<ProgramType> one : Kernel.programTypes()) {
      compared += compare(different, probed, "eBPF program_type " + one.what(), one.isSupported());
    }
    for (Support<MapType> one : Kernel.mapTypes()) {
      compared += compare(different, probed, "eBPF map_type " + one.what(), one.isSupported());
    }
    assertEquals(List.of(), different);
    assertTrue(compared > 50, "compared only " + compared);
  }

  private static int compare(
      List<String> different, String probed, String what, boolean isSupported) {
    boolean yes = probed.contains(what + " is available\n");
    boolean no = probed.contains(what + " is NOT available\n");
    if ((yes || no) && yes != isSupported) {
      different.add(what + ": " + isSupported + ", and bpftool says " + yes);
    }
    return yes || no ? 1 : 0; // a bpftool older than the type does not name it
  }

  @Test
  void functionsThatProgramsMayCallAreFoundByTheirNames() {
    Optional<Boolean> missing = Kernel.hasKfunc("no_such_function_of_the_kernel");
    if (missing.isEmpty()) {
      throw KernelTier.skip("the kernel has no BTF");
    }
    assertEquals(Optional.of(false), missing);
    assertEquals(Optional.of(false), Kernel.hasKfunc(""));
    assertEquals(
        "the function's name 'bpf\\u0000x' has a NUL at 3, where C would cut it",
        assertThrows(IllegalArgumentException.class, () -> Kernel.hasKfunc("bpf\0x")).getMessage());
    KernelTier.needs("bpf_task_acquire is", KernelVersion.of(6, 2));
    assertEquals(Optional.of(true), Kernel.hasKfunc("bpf_task_acquire"));
  }

  /** Asks without a capability. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] args) {
      try {
        fail("supported: " + Kernel.supports(ProgramType.XDP));
      } catch (BpfPermissionException e) {
        System.out.println("refused: " + String.valueOf(e.getMessage()).replaceAll(" \\(.*", ""));
      }
      System.out.println("attach type: " + Kernel.supports(AttachType.TRACE_RAW_TP));
      System.out.println("has: " + Kernel.capabilities().orElseThrow().effective());
    }
  }

  @Test
  void withoutACapabilityNobodyCanTell() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    KernelTier.needs("CAP_BPF is", KernelVersion.of(5, 8));
    String set = "-all,+net_raw,+bpf";
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", set, "--inh-caps", set));
    command.addAll(ChildProcess.java(Asking.class));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertEquals(0, child.status(), child.output());
    assertEquals(
        List.of(
            "refused: ask the kernel for programs of type xdp: EPERM",
            "attach type: true",
            "has: [CAP_NET_RAW, CAP_BPF]"),
        child
            .output()
            .lines()
            .filter(line -> line.matches("(refused|attach type|has): .*"))
            .toList(),
        child.output());
  }
}
