package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.libbpfjava.internal.failure.Capability.CAP_BPF;
import static org.libbpfjava.internal.failure.Capability.CAP_NET_ADMIN;
import static org.libbpfjava.internal.failure.Capability.CAP_PERFMON;
import static org.libbpfjava.internal.failure.Capability.CAP_SYS_ADMIN;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CapabilityTest {

  @Test
  void withoutAnyAllAreMissingInTheOrderAsked() {
    assertEquals(
        List.of(CAP_PERFMON, CAP_BPF), Capability.missing(effective("0000"), CAP_PERFMON, CAP_BPF));
  }

  @Test
  void eachIsFoundAtItsBit() {
    long bpfAndNet = effective("0000008000001000");
    assertEquals(
        List.of(CAP_PERFMON), Capability.missing(bpfAndNet, CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN));
  }

  @Test
  void sysAdminStandsInForTheOthers() {
    assertEquals(
        List.of(),
        Capability.missing(
            effective("200000"), CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN, CAP_SYS_ADMIN));
  }

  @Test
  void allSixtyFourBitsAreRead() {
    assertEquals(List.of(), Capability.missing(effective("ffffffffffffffff"), CAP_BPF));
  }

  @Test
  void aStatusWithoutTheLineTellsNothing() {
    assertEquals(
        OptionalLong.empty(), Capability.effective(Stream.of("Name:\tjava", "CapPrm:\tffff")));
  }

  private static long effective(String hex) {
    return Capability.effective(Stream.of("Name:\tjava", "CapPrm:\t0", "CapEff:\t" + hex))
        .orElseThrow();
  }
}
