package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.benchmarks.Goal.Verdict;

class GoalTest {
  private static final String NONE = "open";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ratio 1.10 | 109 | 100 | 0 | MET",
        "ratio 1.10 | 111 | 100 | 0 | MISSED",
        "60 ns | 60 | 1 | 500 | MET",
        "60 ns | 61 | 1 | 0 | MISSED",
        "60 ns, no allocation | 50 | 1 | 0.01 | MET",
        "60 ns, no allocation | 50 | 1 | 24 | MISSED",
        "stated | 1000 | 1 | 0 | STATED",
      })
  void aGoalIsMeasuredAgainstTheMedian(
      String goal, double java, double c, double bytes, Verdict expected) {
    Line line = line(NONE, "", goal, java, c, bytes);

    assertEquals(expected, Goal.judge(line, List.of(line)));
  }

  @Test
  void linearIsWhatCostsNoMoreForEachVariable() {
    Line ten = line(NONE, "variables_10", "stated", 1000, 1, 0);
    Line hundred = line(NONE, "variables_100", "linear", 14_000, 1, 0);
    Line thousand = line(NONE, "variables_1000", "linear", 1_000_000, 1, 0);
    List<Line> all = List.of(ten, hundred, thousand);

    assertEquals(Verdict.MET, Goal.judge(hundred, all));
    assertEquals(Verdict.MISSED, Goal.judge(thousand, all));
  }

  @Test
  void constantIsWhatCostsAsMuchAsTheFirst() {
    Line ten = line(NONE, "variables_10", "60 ns", 20, 1, 0);
    Line hundred = line(NONE, "variables_100", "constant", 29, 1, 0);
    Line thousand = line(NONE, "variables_1000", "constant", 31, 1, 0);
    List<Line> all = List.of(ten, hundred, thousand);

    assertEquals(Verdict.MET, Goal.judge(hundred, all));
    assertEquals(Verdict.MISSED, Goal.judge(thousand, all));
  }

  @Test
  void aboveIsWhatTheRowBeforeDoesNotTake() {
    Line plain = line(NONE, "64", "stated", 3, 1, 0);
    Line typed = line(NONE, "64", "2 ns above", 5, 1, 0);
    Line slow = line(NONE, "64", "2 ns above", 7.5, 1, 0);

    assertEquals(Verdict.MET, Goal.judge(typed, List.of(plain, typed)));
    assertEquals(Verdict.MISSED, Goal.judge(slow, List.of(plain, typed, slow)));
  }

  @Test
  void growthAndLossAreReadFromTheProbes() {
    assertEquals(
        Verdict.MET,
        probe("no growth", Map.of("KiB native", 90.0, "KiB heap", 9.0, "- descriptors", 0.0)));
    assertEquals(
        Verdict.MISSED,
        probe("no growth", Map.of("KiB native", 90.0, "KiB heap", 9.0, "- descriptors", 1.0)));
    assertEquals(
        Verdict.MISSED,
        probe("no growth", Map.of("KiB native", 5000.0, "KiB heap", 9.0, "- descriptors", 0.0)));
    assertEquals(Verdict.MISSED, probe("no growth", Map.of()), "nothing measured is nothing met");
    assertEquals(Verdict.MET, probe("10 MiB", Map.of("KiB native", 1000.0, "KiB heap", 9240.0)));
    assertEquals(Verdict.MISSED, probe("10 MiB", Map.of("KiB native", 1001.0, "KiB heap", 9240.0)));
    assertEquals(Verdict.MISSED, probe("10 MiB", Map.of()), "nothing measured is nothing met");
    assertEquals(Verdict.MET, probe("none", Map.of("- lost", 0.0)));
    assertEquals(Verdict.MISSED, probe("none", Map.of("- lost", 3.0)));
  }

  @Test
  void everyRowsGoalCanBeRead() {
    for (RowSpec row : RowSpec.all()) {
      Line line = line(row.function(), row.argument(), row.goal(), 1, 1, 0);
      assertDoesNotThrow(() -> Goal.judge(line, List.of(line)), row.title());
    }
    Line odd = line(NONE, "", "quick", 1, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> Goal.judge(odd, List.of(odd)));
  }

  @Test
  void aRowThatCannotBeReadIsNotLeftOut() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RowSpec.parse("ROW(LongGet, long_get, \"counter\", \"2 ns\", \"no operations\")\n"));
    assertThrows(
        IllegalArgumentException.class,
        () -> RowSpec.parse("ROW(LongGet, long_get,\n \"counter\", 1, \"2 ns\", \"two lines\")\n"));
  }

  @Test
  void theRatioIsThatOfEachRound() {
    Line line =
        new Line(
            NONE,
            "",
            "title",
            "stated",
            List.of(
                new Line.Round(side(10, 0, 1), side(10, 0, 1)),
                new Line.Round(side(60, 0, 1), side(20, 0, 1)),
                new Line.Round(side(40, 0, 1), side(20, 0, 1))));

    assertEquals(
        List.of(1.0, 2.0, 3.0), Stream.of(line.ratios()).flatMap(GoalTest::boxed).toList());
    String table = new Table(List.of(line), Map.of()).text();
    assertTrue(table.contains("2.00 (1.00 to 3.00)"), table);
  }

  private static Stream<Double> boxed(double[] figures) {
    return Arrays.stream(figures).boxed();
  }

  private static Verdict probe(String goal, Map<String, Double> values) {
    Side java = new Side(List.of(), values, 1);
    Line line =
        new Line(
            NONE, "", "t", goal, List.of(new Line.Round(java, new Side(List.of(), Map.of(), 1))));
    return Goal.judge(line, List.of(line));
  }

  private static Line line(
      String function, String argument, String goal, double java, double c, double bytes) {
    return new Line(
        function,
        argument,
        "title",
        goal,
        List.of(new Line.Round(side(java, bytes, 1), side(c, 0, 1))));
  }

  private static Side side(double nanos, double bytes, long checksum) {
    return new Side(List.of(nanos), Map.of(Side.ALLOCATED, bytes), checksum);
  }
}
