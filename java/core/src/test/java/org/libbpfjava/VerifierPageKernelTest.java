package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.SpecializationComparison;
import org.libbpfjava.verifier.VerifierReport;

/** The code of docs/verifier.md, in the order of the page. */
@KernelTest
@RequiresFeature(Feature.KNOWN_CONSTANTS)
@TestMethodOrder(OrderAnnotation.class)
class VerifierPageKernelTest {
  private final Path path;

  VerifierPageKernelTest(@TempDir Path folder) throws IOException {
    path = Files.write(folder.resolve("clock.bpf.o"), BpfObjects.bytes("kernel_switch.bpf.o"));
  }

  @Test
  @Order(1)
  void oneConstantSwitches() {
    // [load]
    try (BpfObject object = BpfObject.load(path, open -> open.variable("generation").setInt(1))) {
      object.program("read_clock").testRun(TestRun.once().withData(new byte[64]));
      System.out.println(object.variable("clock_us"));
    }
    // [/load]
  }

  @Test
  @Order(2)
  void theReportTellsWhatWasRemoved() {
    // [report]
    try (OpenBpfObject open = BpfObject.open(path)) {
      open.variable("generation").setInt(1);
      try (BpfObject object = open.load(LoadOptions.recordVerification())) {
        VerifierReport report = object.program("read_clock").verification();
        System.out.println(report.deadCode()); // the listing
        System.out.println(report.statistics().instructionsProcessed());
      }
    }
    // [/report]
  }

  @Test
  @Order(3)
  void theReportCanBeAsked() {
    try (OpenBpfObject open = BpfObject.open(path);
        BpfObject object = open.load(LoadOptions.recordVerification())) {
      // [ask]
      DeadCode code = object.program("read_clock").verification().deadCode();
      assertEquals(Method.EXACT, code.method());
      for (DeadCode.Function function : code.functions()) {
        System.out.println(function.name() + " " + function.fate()); // next_generation REMOVED
      }
      boolean removed =
          code.lines().stream()
              .filter(line -> line.text().contains("bpf_next_clock_ns"))
              .allMatch(line -> line.fate() == Fate.REMOVED);
      // [/ask]
      assertTrue(removed);
    }
  }

  @Test
  @Order(4)
  void withoutARecordItIsInferred() {
    try (BpfObject object = BpfObject.load(path, open -> {})) {
      // [inferred]
      VerifierReport report = object.program("read_clock").verification();
      assertEquals(Method.INFERRED, report.deadCode().method());
      assertThrows(IllegalStateException.class, report::log); // says how to ask for it
      // [/inferred]
    }
  }

  @Test
  @Order(5)
  void aRefusalShowsWhere() {
    try (OpenBpfObject open = BpfObject.open(path)) {
      // [refused]
      open.variable("generation").setInt(2);
      BpfLoadException refused =
          assertThrows(
              BpfLoadException.class, () -> open.load(LoadOptions.recordVerification()).close());
      System.out.println(refused.getMessage()); // the reason and what to do
      System.out.println(refused.verification().orElseThrow().deadCode()); // how far it came
      // [/refused]
    }
  }

  @Test
  @Order(6)
  void twoSettingsSideBySide() {
    // [compare]
    SpecializationComparison both =
        BpfObject.compare(
            path,
            open -> open.variable("generation").setInt(2),
            open -> open.variable("generation").setInt(1));
    System.out.println(both);
    // [/compare]
    assertTrue(both.toString().contains("removed"), both.toString());
  }
}
