package org.libbpfjava.verifier;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Function;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.SourceLine;

/** What the verifier of this kernel did, asked of a program with branches for two generations. */
@KernelTest
@RequiresFeature(Feature.KNOWN_CONSTANTS)
class VerificationKernelTest {
  private static final String OBJECT = "switch.bpf.o";

  @Test
  void recordedDeadCodeIsExact() {
    try (BpfObject object = load(2, LoadOptions.recordVerification())) {
      DeadCode code = object.program("choose").verification().deadCode();
      assertEquals(Method.EXACT, code.method());
      assertEquals(List.of(), code.limits());
      assertEquals(Optional.empty(), code.refusal());
      Map<String, Fate> fates =
          code.functions().stream().collect(toMap(Function::name, Function::fate));
      assertEquals(
          Map.of("choose", Fate.PARTLY, "first_generation", Fate.REMOVED, "counted", Fate.KEPT),
          fates);
      assertTrue(code.removedSlots() > 0);
      assertEquals(code.sizes().relocated(), code.liveSlots() + code.removedSlots());
      assertEquals(Fate.REMOVED, line(code, "x = no_such_helper(x);").fate());
      assertEquals(Fate.KEPT, line(code, "hits[x & 3] += 1;").fate());
    }
  }

  @Test
  void aFunctionThatWasInlinedIntoADeadAndALivePlaceIsKeptByHalf() {
    try (BpfObject object = load(2, LoadOptions.recordVerification())) {
      SourceLine line =
          line(object.program("choose").verification().deadCode(), "return x + limits[1];");
      assertEquals(Fate.PARTLY, line.fate());
      assertTrue(line.liveSlots() > 0 && line.liveSlots() < line.slots(), line.toString());
      assertEquals(line.liveSlots(), line.xlatedSlots().orElseThrow());
    }
  }

  @Test
  void withoutARecordDeadCodeIsInferredAndTheSame() {
    DeadCode exact;
    try (BpfObject object = load(2, LoadOptions.recordVerification())) {
      exact = object.program("choose").verification().deadCode();
    }
    try (BpfObject object = load(2, LoadOptions.defaults())) {
      DeadCode inferred = object.program("choose").verification().deadCode();
      assertEquals(Method.INFERRED, inferred.method());
      assertEquals(exact.lines(), inferred.lines());
      assertEquals(exact.functions(), inferred.functions());
      assertEquals(exact.sizes(), inferred.sizes());
      assertEquals(
          exact.listing().subList(1, exact.listing().size()),
          inferred.listing().subList(1, inferred.listing().size()));
    }
  }

  @Test
  void logAndStatisticsAreThereWhereTheyWereRecorded() {
    VerifierReport report;
    try (BpfObject object = load(2, LoadOptions.recordVerification())) {
      report = object.program("choose").verification();
      assertTrue(report.log().contains("0: (85) call bpf_ktime_get_ns#5"), report.log());
      assertFalse(report.log().contains("PROG LOAD LOG"), report.log());
      VerifierStatistics statistics = report.statistics();
      assertTrue(statistics.instructionsProcessed() > 20, statistics.toString());
      assertTrue(statistics.verificationTime().isPresent());
      assertFalse(statistics.stackDepthsBytes().isEmpty());
    }
    assertTrue(report.log().length() > 100); // what was recorded outlives the object
  }

  @Test
  void statisticsAloneComeWithoutALog() {
    try (BpfObject object = load(2, LoadOptions.defaults().withVerifierStatistics(true))) {
      VerifierReport report = object.program("choose").verification();
      assertTrue(report.statistics().verificationTime().isPresent());
      assertEquals(
          "program 'choose': no record of the verifier's log; load with"
              + " LoadOptions.recordVerification()",
          refused(report::log));
      assertEquals(Method.INFERRED, report.deadCode().method());
    }
  }

  @Test
  void aLogOfBranchesHasStatisticsWithoutTime() {
    LoadOptions branches = LoadOptions.defaults().withVerifierLog(LogLevel.BRANCHES);
    try (BpfObject object = load(2, branches)) {
      VerifierReport report = object.program("choose").verification();
      assertFalse(report.log().isEmpty());
      assertTrue(report.statistics().instructionsProcessed() > 20);
      assertTrue(report.statistics().verificationTime().isEmpty());
      assertEquals(Method.INFERRED, report.deadCode().method());
    }
  }

  @Test
  void whatWasNotRecordedSaysHowToAsk() {
    try (BpfObject object = load(2, LoadOptions.defaults())) {
      VerifierReport report = object.program("choose").verification();
      assertEquals(
          "program 'choose': no record of the verifier's log; load with"
              + " LoadOptions.recordVerification()",
          refused(report::log));
      assertEquals(
          "program 'choose': no record of the verifier's statistics; load with"
              + " LoadOptions.recordVerification(), or for these alone"
              + " LoadOptions.defaults().withVerifierStatistics(true)",
          refused(report::statistics));
    }
  }

  @Test
  void deadCodeIsFoundOnceAndNotFirstAfterClose() {
    VerifierReport asked;
    VerifierReport unasked;
    try (BpfObject object = load(2, LoadOptions.defaults());
        BpfObject other = load(2, LoadOptions.defaults())) {
      asked = object.program("choose").verification();
      assertSame(asked.deadCode(), asked.deadCode());
      unasked = other.program("choose").verification();
    }
    assertEquals("choose", asked.deadCode().program());
    assertEquals("object 'switch.bpf.o' is closed", refused(unasked::deadCode));
  }

  @Test
  void aRefusedProgramShowsHowFarTheVerifierCame() {
    BpfLoadException refusal =
        assertThrows(BpfLoadException.class, () -> load(1, LoadOptions.recordVerification()));
    DeadCode code = refusal.verification().orElseThrow().deadCode();
    assertEquals(Method.REFUSED, code.method());
    assertEquals(0, code.removedSlots());
    DeadCode.Refusal place = code.refusal().orElseThrow();
    assertEquals("invalid func unknown#9999", place.reason());
    assertEquals("x = no_such_helper(x);", place.line().orElseThrow().text());
    assertTrue(
        code.listing().stream().anyMatch(l -> l.matches("! +\\d+: \\(85\\) call unknown#9999")),
        code.toString());
    assertTrue(code.listing().contains("!         invalid func unknown#9999"), code.toString());
    assertTrue(refusal.verification().orElseThrow().log().contains("unknown#9999"));
  }

  @Test
  void aRefusalThatNobodyRecordedHasNoReport() {
    BpfLoadException refusal =
        assertThrows(BpfLoadException.class, () -> load(1, LoadOptions.defaults()));
    assertEquals(Optional.empty(), refusal.verification());
  }

  @Test
  void twoSettingsStandSideBySideThoughOneIsRefused() {
    SpecializationComparison both =
        BpfObject.compare(
            BpfSource.of(BpfObjects.bytes(OBJECT)),
            open -> open.variable("generation").setInt(1),
            open -> open.variable("generation").setInt(2));
    assertFalse(both.left().isAccepted());
    assertTrue(both.right().isAccepted());
    assertEquals("generation = 1", both.left().setting());
    String table = both.toString();
    assertTrue(table.startsWith("generation = 1  generation = 2  choose\n"), table);
    assertTrue(
        table.contains(
            "       refused         removed  ./switch.bpf.c:36  x = no_such_helper(x);\n"),
        table);
    assertTrue(table.endsWith("generation = 1 is refused: invalid func unknown#9999\n"), table);
  }

  @Test
  void twoSettingsThatAreAcceptedStandSideBySide() {
    SpecializationComparison both =
        BpfObject.compare(
            BpfSource.of(BpfObjects.bytes(OBJECT)),
            open -> open.variable("generation").setInt(2),
            open -> open.variable("generation").setInt(0));
    String table = both.toString();
    assertTrue(both.left().isAccepted() && both.right().isAccepted());
    assertTrue(
        table.matches(
            "(?s).*\n +\\d+ of \\d+ +removed  \\./switch\\.bpf\\.c:\\d+"
                + "  counted\\(time\\);\n.*"),
        table);
  }

  private static BpfObject load(int generation, LoadOptions options) {
    try (OpenBpfObject open = BpfObjects.open(OBJECT)) {
      open.variable("generation").setInt(generation);
      return open.load(options);
    }
  }

  private static SourceLine line(DeadCode code, String text) {
    return code.lines().stream().filter(l -> l.text().equals(text)).findFirst().orElseThrow();
  }

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(IllegalStateException.class, call).getMessage());
  }
}
