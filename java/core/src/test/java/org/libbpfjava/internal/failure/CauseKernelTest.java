package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.probe.Probes;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/** What this kernel refuses because of its age has that as the reason, in load and in creation. */
@KernelTest
class CauseKernelTest {
  private static final KernelVersion RUNNING = KernelVersion.running();

  @Test
  void theSystemCallsReachTheKernelThatRunsTheTests() {
    assertEquals(0, Probes.bpfCall());
    assertEquals(0, Probes.perfCall());
  }

  @Test
  void aProgramOfATypeThatIsTooNewIsToldSo() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            SEC("netfilter") int prog(void *ctx) { return 1; }
            char _license[] SEC("license") = "GPL";
            """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assumeFalse(RUNNING.isAtLeast(KernelVersion.of(6, 4)), "the kernel is not too old");
      String message = String.valueOf(assertThrows(BpfException.class, open::load).getMessage());
      assertTrue(
          message.endsWith(
              "Programs of type netfilter need Linux 6.4, this is "
                  + RUNNING
                  + ": take a newer kernel, or leave it out on this one"),
          message);
    }
  }

  @Test
  void aMapOfATypeThatIsTooNewIsToldSo() {
    assumeFalse(RUNNING.isAtLeast(KernelVersion.of(6, 19)), "the kernel is not too old");
    try (BpfScope scope = BpfScope.open("old")) {
      String message =
          String.valueOf(
              assertThrows(
                      BpfException.class,
                      () -> scope.createMap(MapOptions.of(MapType.INSN_ARRAY, "jumps", 4, 16, 1)))
                  .getMessage());
      assertTrue(
          message.endsWith(
              "This kernel has no maps of type insn_array, which Linux has since 6.19"),
          message);
    }
  }
}
