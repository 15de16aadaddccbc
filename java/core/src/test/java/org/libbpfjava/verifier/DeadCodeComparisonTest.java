package org.libbpfjava.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.verifier.FoundDeadCode;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.Sizes;
import org.libbpfjava.verifier.DeadCode.SourceLine;

class DeadCodeComparisonTest {
  private final DeadCode old = code("clock", 12, line(3, "old();", 4, 4), line(4, "new();", 5, 0));
  private final DeadCode fresh =
      code("clock", 12, line(3, "old();", 4, 0), line(4, "new();", 5, 3));

  @Test
  void linesThatFareDifferentlyStandSideBySide() {
    assertEquals(
        """
        kernel=1  kernel=2  clock
               7         6  of 12 slots in all
          4 of 4   removed  c.bpf.c:3  old();
         removed    3 of 5  c.bpf.c:4  new();
        """,
        DeadCodeComparison.of(old, fresh).table("kernel=1", "kernel=2"));
  }

  @Test
  void linesThatBothKeepAreNotShownAndStillThere() {
    DeadCodeComparison comparison = DeadCodeComparison.of(old, old);
    assertEquals(
        """
         left  right  clock
            7      7  of 12 slots in all
        """,
        comparison.toString());
    assertEquals(2, comparison.lines().size());
  }

  @Test
  void twoProgramsAreNotCompared() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> DeadCodeComparison.of(old, code("other", 10)));
    assertEquals(
        "program 'clock' (12 slots) and program 'other' (10 slots) are not one program",
        refusal.getMessage());
  }

  private static SourceLine line(int number, String text, int slots, int liveSlots) {
    return new SourceLine(
        "c.bpf.c",
        number,
        text,
        FoundDeadCode.fate(Method.EXACT, slots, liveSlots),
        slots,
        liveSlots,
        OptionalInt.of(liveSlots));
  }

  /** Three slots without a line are kept besides. */
  private static DeadCode code(String program, int slots, SourceLine... lines) {
    int live = 3;
    for (SourceLine line : lines) {
      live += line.liveSlots();
    }
    return new FoundDeadCode(
        program,
        Method.EXACT,
        new Sizes(slots, slots, OptionalInt.of(live), OptionalInt.empty()),
        live,
        List.of(),
        List.of(lines),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
