package org.libbpfjava.internal.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.insn.Symbolizer.Symbol;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Function;
import org.libbpfjava.verifier.DeadCode.Sizes;
import org.libbpfjava.verifier.DeadCode.SourceLine;

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
            new Function("choose", Fate.PARTLY, 49, 38, OptionalInt.of(36)),
            new Function("first_generation", Fate.REMOVED, 57, 0, OptionalInt.of(0)),
            new Function("counted", Fate.KEPT, 10, 10, OptionalInt.of(10))),
        code.functions());
    assertEquals(new Sizes(49, 116, OptionalInt.of(46), OptionalInt.of(212)), code.sizes());
    assertEquals(68, code.removedSlots());
    assertEquals(48, code.liveSlots());
    // Two jumps were visited and are not needed any more: gone, and not called dead.
    assertEquals(46, code.lines().stream().mapToInt(l -> l.xlatedSlots().orElseThrow()).sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void aLineThatWasInlinedIntoADeadAndALivePlaceIsKeptByHalf(String kernel) {
    Map<Integer, SourceLine> lines = new HashMap<>();
    switched(kernel).lines().forEach(line -> lines.put(line.line(), line));
    assertEquals(line(30, "return x + limits[1];", Fate.PARTLY, 9, 5, 5), lines.get(30));
    assertEquals(
        line(55, "time = scaled(first_generation(time));", Fate.REMOVED, 2, 0, 0), lines.get(55));
    // The jump at its end is not needed any more.
    assertEquals(line(54, "if (generation == 1) {", Fate.KEPT, 4, 4, 3), lines.get(54));
    assertEquals(116, lines.values().stream().mapToInt(SourceLine::slots).sum());
  }

  private static SourceLine line(
      int number, String text, Fate fate, int slots, int liveSlots, int xlatedSlots) {
    return new SourceLine(
        "switch.bpf.c", number, text, fate, slots, liveSlots, OptionalInt.of(xlatedSlots));
  }

  @Test
  void theListingMarksWhatWasRemoved() {
    List<String> listing = switched("6.18").listing();
    assertEquals(
        List.of(
            "  choose: 68 of 116 instruction slots removed, by the verifier's log",
            "  slots: 49 in the object, 116 with what it calls, 46 in the kernel"
                + " (212 bytes of machine code)",
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
        listing.subList(0, 15));
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
        new DeadCodeFinder(
                code,
                live,
                DeadCode.Method.INFERRED,
                Optional.empty(),
                (slot, instruction) -> Optional.empty(),
                List.of("No log."))
            .find(new Sizes(3, 3, OptionalInt.of(1), OptionalInt.empty()), Optional.empty());
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
          slots: 3 in the object, 3 with what it calls, 1 in the kernel
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
    List<Instruction> relocated = recording.instructions("relocated");
    List<Instruction> xlated = recording.instructions("xlated");
    Alignment alignment =
        Alignment.of(new Code(relocated, Map.of(), Map.of()), new Code(xlated, Map.of(), Map.of()));
    return new DeadCodeFinder(
            new ProgramCode("choose", relocated, functions, lines),
            VerifierLog.parse(recording.part("log")).visited(),
            DeadCode.Method.EXACT,
            Optional.of(alignment),
            NAMES,
            List.of())
        .find(
            new Sizes(49, 116, OptionalInt.of(InstructionCodec.slots(xlated)), OptionalInt.of(212)),
            Optional.empty());
  }
}
