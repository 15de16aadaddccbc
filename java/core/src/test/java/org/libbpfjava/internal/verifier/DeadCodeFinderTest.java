package org.libbpfjava.internal.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.DeadCode;
import org.libbpfjava.DeadCode.Fate;
import org.libbpfjava.DeadCode.Function;
import org.libbpfjava.DeadCode.SourceLine;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.insn.Symbolizer.Symbol;

/** Lines and functions of a program that kernels from 5.10 to 7.2 cut in half. */
class DeadCodeFinderTest {
  private static final Symbolizer NAMES =
      (slot, instruction) ->
          instruction instanceof LdImm64 i && i.kind() == ImmKind.MAP_VALUE
              ? Optional.of(new Symbol("&section+" + i.high(), i.kind().kernelName()))
              : Optional.empty();

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void eachFunctionIsKeptOrRemovedOrBoth(String kernel) {
    DeadCode code = switched(kernel);
    assertEquals(
        List.of(
            new Function("choose", 49, 38),
            new Function("first_generation", 57, 0),
            new Function("counted", 10, 10)),
        code.functions());
    assertEquals(
        List.of(Fate.PARTLY, Fate.REMOVED, Fate.KEPT),
        code.functions().stream().map(Function::fate).toList());
    assertEquals(116, code.slots());
    assertEquals(68, code.removedSlots());
    assertEquals(48, code.liveSlots());
    // Two jumps were visited and are not needed any more: gone, and not called dead.
    assertEquals(46, code.xlatedSlots());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void aLineThatWasInlinedIntoADeadAndALivePlaceIsKeptByHalf(String kernel) {
    Map<Integer, SourceLine> lines = new HashMap<>();
    switched(kernel).lines().forEach(line -> lines.put(line.line(), line));
    assertEquals(new SourceLine("switch.bpf.c", 30, "return x + limits[1];", 9, 5), lines.get(30));
    assertEquals(
        new SourceLine("switch.bpf.c", 55, "time = scaled(first_generation(time));", 2, 0),
        lines.get(55));
    assertEquals(new SourceLine("switch.bpf.c", 54, "if (generation == 1) {", 4, 4), lines.get(54));
    assertEquals(116, lines.values().stream().mapToInt(SourceLine::slots).sum());
  }

  @Test
  void theListingMarksWhatWasRemoved() {
    List<String> listing = switched("6.18").listing();
    assertEquals(
        List.of(
            "  choose: 68 of 116 instruction slots removed, by the verifier's log",
            "  choose():",
            "  ; switch.bpf.c:52  long time = ktime_get_ns();",
            "       0: (85) call bpf_ktime_get_ns#5",
            "  ; switch.bpf.c:54  if (generation == 1) {",
            "       1: (18) r1 = &section+0  // BPF_PSEUDO_MAP_VALUE",
            "       3: (61) r1 = *(u32 *)(r1 +0)",
            "  ; switch.bpf.c:54  if (generation == 1) {",
            "       4: (55) if r1 != 0x1 goto pc+10",
            "- ; switch.bpf.c:55  time = scaled(first_generation(time));",
            "-      5: (bf) r1 = r0",
            "-      6: (85) call pc+42",
            "- ; switch.bpf.c:29  asm volatile(\"%0 *= 3\" : \"+r\"(x));",
            "-      7: (27) r0 *= 3"),
        listing.subList(0, 14));
    assertTrue(listing.contains("- first_generation():"));
    assertTrue(listing.contains("  counted():"));
    assertEquals(switched("6.18").toString(), String.join("\n", listing));
  }

  @Test
  void aProgramWithoutRecordsSaysWhatIsMissing() {
    ProgramCode code =
        new ProgramCode(
            "bare",
            new Assembler().jump("end").mov(R0, 1).label("end").exit().instructions(),
            Map.of(),
            List.of());
    BitSet live = new BitSet();
    live.set(0);
    live.set(2);
    DeadCode dead =
        DeadCodeFinder.find(
            code, live, DeadCode.Method.INFERRED, 1, Symbolizer.NONE, List.of("No log."));
    assertEquals(List.of(), dead.functions());
    assertEquals(List.of(), dead.lines());
    assertEquals(
        List.of(
            "No log.",
            "The program has no function records: compile it with -g to see functions.",
            "The program has no line records: compile it with -g to see source lines."),
        dead.limits());
    assertEquals(
        """
          bare: 1 of 3 instruction slots removed, inferred
          No log.
          The program has no function records: compile it with -g to see functions.
          The program has no line records: compile it with -g to see source lines.
               0: (05) goto pc+1
        -      1: (b7) r0 = 1
               2: (95) exit\
        """,
        dead.toString());
  }

  private static DeadCode switched(String kernel) {
    Recording recording = Recording.of("switch-" + kernel + ".txt");
    Recording source = Recording.of("switch-source.txt");
    Map<Integer, String> functions = new HashMap<>();
    for (String line : source.part("functions").lines().toList()) {
      String[] field = line.split(" ", 2);
      functions.put(Integer.valueOf(field[0]), field[1]);
    }
    List<SourceRecord> lines =
        source
            .part("lines")
            .lines()
            .map(line -> line.split(" ", 4))
            .map(
                field ->
                    new SourceRecord(
                        Integer.parseInt(field[0]),
                        "switch.bpf.c",
                        Integer.parseInt(field[1]),
                        Integer.parseInt(field[2]),
                        field[3]))
            .toList();
    return DeadCodeFinder.find(
        new ProgramCode("choose", recording.instructions("relocated"), functions, lines),
        VerifierLog.parse(recording.part("log")).visited(),
        DeadCode.Method.EXACT,
        InstructionCodec.slots(recording.instructions("xlated")),
        NAMES,
        List.of());
  }
}
