package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.kernel.Delegation;
import org.libbpfjava.kernel.Diagnosis;
import org.libbpfjava.kernel.Holders;
import org.libbpfjava.kernel.Kernel;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/** The code of docs/kernel.md, in the order of the page. */
@KernelTest
class KernelPageKernelTest {
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private BpfFs fs;

  @BeforeEach
  void catchOutput() throws Exception {
    fs = BpfFs.mount();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void releaseOutput() throws Exception {
    System.setOut(standard);
    fs.close();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void views() {
    try (BpfScope owner = BpfScope.open("owner")) {
      int wanted = owner.createMap(MapOptions.hash("flows", 4, 8, 64)).id();
      // [views]
      try (BpfScope scope = BpfScope.open("reader")) {
        Kernel.maps()
            .filter(info -> info.type() == MapType.HASH && info.name().equals("flows"))
            .forEach(
                info -> {
                  BpfMap map = scope.openMap(info.id()); // the scope closes it
                  System.out.println(info.maxEntries() + " " + map.lookup(new byte[4]).isPresent());
                });
      }
      // [/views]
      assertTrue(printed().contains("64 false\n"), printed());
      assertTrue(Kernel.maps().map(MapInfo::id).anyMatch(id -> id == wanted));
    }
  }

  @Test
  void holders() throws Exception {
    Path path = fs.path("flows");
    try (BpfScope scope = BpfScope.open("owner")) {
      BpfMap map = scope.createMap(MapOptions.hash("flows", 4, 8, 64));
      map.pin(path);
      // [holders]
      Holders holders = Kernel.holders(); // one pass for all
      holders.ofMap(map.id()).forEach(System.out::println);
      // java (process 4711)
      // pinned at /sys/fs/bpf/flows
      // [/holders]
      assertTrue(
          printed()
              .endsWith(
                  " (process " + ProcessHandle.current().pid() + ")\npinned at " + path + "\n"),
          printed());
      map.unpin();
    }
  }

  @Test
  void probes() {
    // [probes]
    if (Kernel.supports(Helper.REDIRECT_PEER, ProgramType.SCHED_CLS)) {
      System.out.println("fast path");
    } else {
      System.out.println("needs Linux " + Kernel.since(Helper.REDIRECT_PEER)); // 5.10
    }
    Kernel.mapTypes().stream()
        .filter(one -> !one.isSupported())
        .forEach(System.out::println); // insn_array: no, since Linux 6.19
    boolean canAcquire = Kernel.hasKfunc("bpf_task_acquire").orElse(false);
    // [/probes]
    boolean hasHelper = KernelVersion.running().isAtLeast(KernelVersion.of(5, 10));
    assertEquals(hasHelper, printed().startsWith("fast path\n"), printed());
    assertEquals(
        Feature.ARENA.isSupported(), !printed().contains("arena: no, since Linux 6.9"), printed());
    if (!canAcquire) {
      KernelTier.needs("bpf_task_acquire is", KernelVersion.of(6, 2));
    }
    assertTrue(canAcquire);
  }

  @Test
  void capabilities() {
    // [capabilities]
    Kernel.capabilities()
        .filter(held -> !held.has("CAP_BPF"))
        .ifPresent(held -> System.out.println("no CAP_BPF, only " + held.effective()));
    // [/capabilities]
    assertEquals("", printed());
  }

  @Test
  void token() {
    Path path = fs.path("x").resolveSibling("");
    // [token]
    for (Delegation delegation : Kernel.delegations()) {
      if (delegation.allows(ProgramType.XDP)) {
        System.out.println("XDP by " + delegation.path());
      }
    }
    OpenOptions options = OpenOptions.defaults().withTokenPath(path); // or leave it to the library
    ScopeOptions forScope = ScopeOptions.defaults().withTokenPath(path); // of BpfScope.open
    // [/token]
    assertEquals(Optional.of(path), forScope.tokenPath());
    assertEquals(Optional.of(path), options.tokenPath());
    assertEquals("", printed());
  }

  @Test
  void diagnosis() {
    // [diagnosis]
    Diagnosis diagnosis = Kernel.diagnosis();
    System.out.println(diagnosis); // all of it, for a bug report
    diagnosis.states().stream()
        .filter(state -> !state.advice().isEmpty())
        .forEach(state -> System.err.println(state.name() + ": " + state.advice()));
    // [/diagnosis]
    assertTrue(printed().contains("capabilities "), printed());
    assertTrue(printed().contains("bpf(2) "), printed());
  }
}
