package org.libbpfjava.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.internal.probe.KernelConfig;

class RunningKernelTest {

  @ParameterizedTest
  @CsvSource({
    "6.1.0-35-amd64, #1 SMP PREEMPT_DYNAMIC Debian 6.1.137-1 (2025-05-07), 6.1.137",
    "5.10.0-46-amd64, #1 SMP Debian 5.10.262-1 (2026-08-01), 5.10.262",
    "4.19.0-27-amd64, #1 SMP Debian 4.19.316-1 (2024-06-25), 4.19.316",
    "6.12.117+deb13-amd64, #1 SMP PREEMPT_DYNAMIC Debian 6.12.117-1 (2026-07-01), 6.12.117",
    "6.18.44-fc-v669, #1 SMP PREEMPT_DYNAMIC @0, 6.18.44",
  })
  void debianHidesThePatchNumberInTheBuildText(String release, String build, String expected) {
    assertEquals(expected, RunningKernel.version(release, build, "").toString());
  }

  @Test
  void ubuntuHidesThePatchNumberInTheSignature() {
    KernelVersion version =
        RunningKernel.version(
            "5.15.0-91-generic",
            "#101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023",
            "Ubuntu 5.15.0-91.101-generic 5.15.131");
    assertEquals("5.15.131", version.toString());
  }

  @Test
  void aTextOfAnotherSeriesIsNotBelieved() {
    KernelVersion version =
        RunningKernel.version("6.6.1", "#1 SMP Debian 6.1.137-1 (2025-05-07)", "");
    assertEquals("6.6.1", version.toString());
  }

  @Test
  void anUnreadableSignatureIsNotBelieved() {
    assertEquals(
        "5.15", RunningKernel.version("5.15.0-91-generic", "#101-Ubuntu", "Ubuntu ?").toString());
  }

  @ParameterizedTest
  @CsvSource({"amd64, x86_64", "x86_64, x86_64", "aarch64, aarch64"})
  void architecturesGoByTheirKernelName(String jvm, String expected) {
    assertEquals(expected, RunningKernel.architecture(jvm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lockdown,capability,yama,apparmor", "bpfish", "capability"})
  void bpfIsMissedAmongTheSecurityModules(String active) {
    assertTrue(withModules(active).lacksBpfLsm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lockdown,bpf", "bpf"})
  void bpfIsNotMissedWhereItIsActiveOrNothingIsKnown(String active) {
    assertFalse(withModules(active).lacksBpfLsm());
  }

  private static RunningKernel withModules(String active) {
    return new RunningKernel(KernelVersion.of(6, 1), "x86_64", KernelConfig.unknown(), active);
  }
}
