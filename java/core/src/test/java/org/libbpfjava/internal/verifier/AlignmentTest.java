package org.libbpfjava.internal.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static Alignment align(Recording recording) {
    return Alignment.of(
        new Code(recording.instructions("relocated"), Map.of(), Map.of()),
        new Code(recording.instructions("xlated"), Map.of(), Map.of()));
  }
}
