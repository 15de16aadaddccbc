package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.OpenFiles;

/** What the kernel tells of a program. */
@KernelTest
@Timeout(60)
class ProgramInfoKernelTest {
  private static final int RUNS = 1000;

  private OpenFiles before;
  private BpfObject object;
  private BpfProgram program;

  @BeforeEach
  void load() throws Exception {
    before = OpenFiles.now();
    object = BpfObjects.load("tail_calls.bpf.o");
    program = object.program("dispatch");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    object.close();
    before.assertNoMore();
  }

  @Test
  void itAgreesWithBpftool() throws Exception {
    ProgramInfo info = program.info();
    assertEquals("dispatch", info.name());
    assertEquals(ProgramType.SOCKET_FILTER, info.type());
    assertEquals(List.of(object.map("jumps").id()), info.mapIds());
    assertTrue(info.isGplCompatible());
    assertEquals(Optional.empty(), info.offload());
    assertEquals(
        program.xlatedInstructions().stream().mapToInt(i -> i.slots() * 8).sum(),
        info.xlatedBytes());
    String json = Bpftool.run("-j", "prog", "show", "id", "" + info.id());
    assertHas(json, "\"id\":" + info.id());
    assertHas(json, "\"type\":\"socket_filter\"");
    assertHas(json, "\"name\":\"dispatch\"");
    assertHas(json, "\"tag\":\"" + info.tag() + "\"");
    assertHas(json, "\"gpl_compatible\":true");
    assertHas(json, "\"loaded_at\":" + info.loadedAt().getEpochSecond());
    assertHas(json, "\"uid\":" + info.uid());
    assertHas(json, "\"bytes_xlated\":" + info.xlatedBytes());
    assertHas(json, "\"map_ids\":[" + info.mapIds().get(0) + "]");
    assertHas(json, "\"btf_id\":" + info.btfId());
    if (info.jitedBytes() > 0) {
      assertHas(json, "\"bytes_jited\":" + info.jitedBytes());
    }
  }

  private static void assertHas(String json, String member) {
    assertTrue(json.contains(member), member + " in " + json);
  }

  @Test
  void itTellsTheMachineCodeAndWhatTheVerifierDid() {
    KernelTier.needs("counts of verified instructions are", KernelVersion.of(5, 16));
    ProgramInfo info = program.info();
    assertTrue(info.verifiedInstructions() > 0, info.toString());
    assertEquals(1, info.functions().size(), info.toString());
    assertTrue(info.functions().get(0).address() != 0, info.toString());
    assertTrue(info.functions().get(0).bytes() > 0, info.toString());
    assertTrue(info.functions().get(0).bytes() <= info.jitedBytes(), info.toString());
  }

  @Test
  void itTellsWhenTheProgramWasLoaded() {
    ProgramInfo info = program.info();
    Duration age = Duration.between(info.loadedAt(), Instant.now());
    assertFalse(age.isNegative(), "loaded " + info.loadedAt());
    assertTrue(age.compareTo(Duration.ofMinutes(1)) < 0, "loaded " + info.loadedAt());
  }

  @Test
  void aProgramIsAskedAboutByItsNumber() {
    ProgramInfo info = program.info();
    assertEquals(info.tag(), ProgramInfo.ofId(info.id()).tag());
    assertEquals(info.loadedAfterBoot(), ProgramInfo.ofId(info.id()).loadedAfterBoot());
    BpfException e = assertThrows(BpfException.class, () -> ProgramInfo.ofId(-1));
    assertEquals(
        "open the program with id 4294967295: ENOENT (-2): there is no such program",
        e.getMessage());
  }

  @Test
  @RequiresFeature(Feature.RUN_TIME_STATISTICS)
  @SuppressWarnings("try") // closed once more where it matters
  void runsAreCountedWhileStatisticsAreEnabled() {
    try (BpfStatistics statistics = BpfStatistics.enable()) {
      assertTrue(statistics.isOpen());
      ProgramInfo first = program.info();
      program.testRun(TestRun.once().withData(new byte[64]).withRepeat(RUNS));
      ProgramInfo second = program.info();
      assertEquals(RUNS, second.runCount() - first.runCount());
      assertTrue(second.runTime().compareTo(first.runTime()) > 0, second.toString());
      assertTrue(second.runTime().compareTo(Duration.ofSeconds(10)) < 0, second.toString());
      statistics.close();
      statistics.close(); // a second time
      assertFalse(statistics.isOpen());
      assertEquals("run time statistics (closed)", statistics.toString());
    }
  }

  @Test
  void theSourceHasFunctionsAndLines() {
    ProgramSource source = program.source();
    assertEquals(List.of(new ProgramSource.Function(0, "dispatch")), source.functions());
    ProgramSource.Line call =
        source.lines().stream()
            .filter(line -> line.text().contains("bpf_tail_call(skb, &jumps, 1)"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(source.toString()));
    assertTrue(call.file().endsWith("tail_calls.bpf.c"), call.toString());
    assertTrue(call.number() > 1, call.toString());
    assertTrue(call.column() > 0, call.toString());
    assertEquals(
        call.file() + ":" + call.number() + ":" + call.column() + ": " + call.text().strip(),
        call.toString());
    assertTrue(call.slot() < program.xlatedInstructions().size() * 2, call.toString());
  }

  @Test
  void aProgramWithoutTypesHasNoSource() {
    try (BpfScope scope = BpfScope.open("bare")) {
      BpfProgram bare =
          scope.loadProgram(
              ProgramOptions.of(
                      ProgramType.SOCKET_FILTER,
                      "bare",
                      new Assembler().mov(Register.R0, 0).exit().instructions())
                  .withLicense("none"));
      assertEquals(new ProgramSource(List.of(), List.of()), bare.source());
      ProgramInfo info = bare.info();
      assertEquals(0, info.btfId());
      assertEquals(List.of(), info.mapIds());
      assertFalse(info.isGplCompatible());
    }
  }

  @Test
  void aClosedProgramIsAskedNothing() {
    object.close();
    String message = "object 'tail_calls.bpf.o' is closed";
    assertEquals(message, assertThrows(IllegalStateException.class, program::info).getMessage());
    assertEquals(message, assertThrows(IllegalStateException.class, program::source).getMessage());
  }
}
