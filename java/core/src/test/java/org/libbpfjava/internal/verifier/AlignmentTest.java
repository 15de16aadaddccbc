package org.libbpfjava.internal.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R2;
import static org.libbpfjava.insn.Register.R3;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.insn.AluOp;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.JmpOp;

/** What the walk finds is what the verifier says it visited. */
class AlignmentTest {

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void deadBranchesAreFoundThoughTheirCodeStandsElsewhereToo(String kernel) {
    Recording recording = Recording.of("switch-" + kernel + ".txt");
    Alignment alignment = align(recording);
    assertEquals(VerifierLog.parse(recording.part("log")).visited(), alignment.live());
    assertTrue(alignment.isCertain());
    assertEquals(OptionalInt.empty(), alignment.xlatedSlot(4)); // the hard-wired jump
    assertEquals(OptionalInt.of(4), alignment.xlatedSlot(15)); // scaled(), the live copy
    assertEquals(OptionalInt.empty(), alignment.xlatedSlot(7)); // scaled(), the dead copy
  }

  /**
   * Variant 222 leaves looked_up() dead, 000 nearly everything; the others run all branches, the
   * newer kernels with a callback. looked_up() is not static: before 6.8 it is verified and kept
   * though nothing calls it, which only the function records tell.
   */
  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void whatTheKernelRewroteIsNotCalledDead(String kernel) {
    Recording recording = Recording.of("rewritten-" + kernel + ".txt");
    for (String variant : List.of("000", "222", kernel.equals("5.10") ? "137" : "137-loops")) {
      Alignment alignment =
          Alignment.of(
              code(recording, variant, "relocated", true),
              code(recording, variant, "xlated", true));
      assertEquals(visited(recording, variant), alignment.live(), variant);
      assertTrue(alignment.isCertain(), variant);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.12", "6.18", "7.2"})
  void theFlowAloneTellsWhatIsDead(String kernel) {
    Recording recording = Recording.of("rewritten-" + kernel + ".txt");
    for (String variant : List.of("000", "222", "137-loops")) {
      Alignment alignment =
          Alignment.of(
              code(recording, variant, "relocated", false),
              code(recording, variant, "xlated", false));
      assertEquals(visited(recording, variant), alignment.live(), variant);
    }
  }

  @Test
  void aProgramThatTheKernelLeftAloneIsWhollyAlive() {
    Code code =
        new Code(
            new Assembler()
                .loadImm64(R1, 7)
                .jumpIf(R1, JmpOp.EQ, 7, "end")
                .mov(R0, 1)
                .label("end")
                .exit()
                .instructions(),
            Map.of(),
            Map.of());
    Alignment alignment = Alignment.of(code, code);
    BitSet all = new BitSet();
    all.set(0, 5);
    all.clear(1);
    assertEquals(all, alignment.live());
    assertEquals(OptionalInt.of(4), alignment.xlatedSlot(4));
  }

  @Test
  void deadCodeThatWasFilledInInsteadOfRemovedIsDead() {
    List<Instruction> before =
        new Assembler()
            .mov(R1, 1)
            .jumpIf(R1, JmpOp.EQ, 1, "end")
            .mov(R1, 2)
            .mov(R1, 3)
            .label("end")
            .mov(R0, 0)
            .exit()
            .instructions();
    List<Instruction> after = new ArrayList<>(before);
    after.set(2, new Ja(-1));
    after.set(3, new Ja(-1));
    Alignment alignment =
        Alignment.of(new Code(before, Map.of(), Map.of()), new Code(after, Map.of(), Map.of()));
    assertEquals(slots(0, 1, 4, 5), alignment.live());
    assertTrue(alignment.isCertain());
  }

  @Test
  void whatFitsNowhereCountsAsAlive() {
    List<Instruction> before =
        new Assembler().mov(R1, 1).mov(R2, 2).mov(R0, 0).exit().instructions();
    List<Instruction> other =
        new Assembler().mov(R1, 1).alu(AluOp.XOR, R2, R2).mov(R3, 0).exit().instructions();
    Alignment alignment =
        Alignment.of(new Code(before, Map.of(), Map.of()), new Code(other, Map.of(), Map.of()));
    assertEquals(slots(0, 1, 2, 3), alignment.live());
    assertFalse(alignment.isCertain());
  }

  private static Alignment align(Recording recording) {
    return Alignment.of(
        new Code(recording.instructions("relocated"), Map.of(), Map.of()),
        new Code(recording.instructions("xlated"), Map.of(), Map.of()));
  }

  private static Code code(Recording recording, String variant, String side, boolean records) {
    Map<Integer, Long> lines = new HashMap<>();
    Map<Integer, Integer> functions = new HashMap<>();
    if (records) {
      for (String line : recording.part(variant + " lines " + side).lines().toList()) {
        String[] field = line.split("[ :]", -1);
        lines.put(
            Integer.valueOf(field[0]), Long.parseLong(field[1]) << 32 | Long.parseLong(field[2]));
      }
      for (String line : recording.part(variant + " functions " + side).lines().toList()) {
        String[] field = line.split(" ", -1);
        functions.put(Integer.valueOf(field[0]), Integer.valueOf(field[1]));
      }
    }
    return new Code(recording.instructions(variant + " " + side), lines, functions);
  }

  private static BitSet visited(Recording recording, String variant) {
    return slots(
        Stream.of(recording.part(variant + " visited").strip().split(" ", -1))
            .mapToInt(Integer::parseInt)
            .toArray());
  }

  private static BitSet slots(int... slots) {
    return IntStream.of(slots).collect(BitSet::new, BitSet::set, BitSet::or);
  }
}
