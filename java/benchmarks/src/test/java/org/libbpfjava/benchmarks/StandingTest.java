package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static Line row(String title, double java, double c, long checksum) {
    return new Line(
        "function",
        "",
        title,
        "stated",
        List.of(
            new Line.Round(
                new Side(List.of(java), Map.of(), checksum), new Side(List.of(c), Map.of(), 7))));
  }

  @Test
  void rowsStandByTheirRatio() {
    List<Line> lines =
        List.of(
            row("slow", 300, 100, 7),
            row("a bit slower", 105, 100, 7),
            row("other work", 50, 100, 8),
            row("fast", 50, 100, 7),
            row("fastest", 1, 100, 7));
    assertEquals(
        """

        ## Ahead, level, behind
        - **Ahead of C**: fastest (0.01); fast (0.50).
        - **Level, within a tenth**: a bit slower (1.05).
        - **Behind**: slow (3.00).
        """,
        new Standing(lines).markdown());
  }

  @Test
  void aKindWithoutRowsHasNoSentence() {
    assertEquals(
        "\n## Ahead, level, behind\n- **Behind**: slow (2.00).\n",
        new Standing(List.of(row("slow", 200, 100, 7))).markdown());
  }
}
