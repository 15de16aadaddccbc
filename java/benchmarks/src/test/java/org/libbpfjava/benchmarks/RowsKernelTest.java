package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.benchmarks.rows.Row;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;

/** Every row runs, and Java and C do the same work in it; how fast is not for the build to tell. */
@KernelTest
class RowsKernelTest {
  private static final int ITERATIONS = 2;

  private static Path objects;
  private static Baseline baseline;

  @BeforeAll
  static void find() {
    objects = Path.of(System.getProperty(Row.OBJECTS));
    baseline = new Baseline(Path.of(System.getProperty("benchmarks.baseline")), objects);
  }

  static Stream<RowSpec> timedRows() {
    return RowSpec.all().stream().filter(RowSpec::isTimed);
  }

  static Stream<RowSpec> probes() {
    return RowSpec.all().stream().filter(row -> !row.isTimed());
  }

  @ParameterizedTest
  @MethodSource("timedRows")
  void bothSidesOfARowDoTheSameWork(RowSpec row) throws Exception {
    if (row.missing().isPresent()) {
      throw KernelTier.skip(row.missing().get());
    }
    int few = Math.min(row.operations(), row.isOfWholeObjects() ? 1 : 2000);
    RowSpec small = row.withOperations(few);

    Side c = baseline.run(small, 0, ITERATIONS);

    assertEquals(c.checksum(), java(small).checksum(), row.title());
    assertNotEquals(0, c.checksum(), row.title() + " adds something up");
    assertEquals(ITERATIONS, c.nanos().size(), row.title());
    assertTrue(c.nanos().stream().allMatch(nanos -> nanos > 0), row.title());
  }

  @ParameterizedTest
  @MethodSource("probes")
  void bothSidesOfAProbeDoTheSameWork(RowSpec row) {
    RowSpec small = new RowSpec(row.javaClass(), row.function(), "100", 0, row.goal(), row.title());

    Side ours = new JavaSide(objects).probe(small);
    Side c = Child.run(baseline.command(small.function(), small.argument())).side(1);

    assertEquals(c.checksum(), ours.checksum(), row.title());
    assertTrue(ours.values().keySet().containsAll(c.values().keySet()), row.title());
  }

  @Test
  void thereIsNoRatioWhereOneSideDidMore() throws Exception {
    RowSpec row =
        timedRows().filter(spec -> spec.javaClass().equals("AtomicAdd")).findFirst().get();
    Side c = baseline.run(row.withOperations(101), 0, ITERATIONS);

    Line line = line(row, java(row.withOperations(100)), c);

    assertThrows(IllegalStateException.class, line::ratios);
    assertEquals(Goal.Verdict.REFUSED, Goal.judge(line, List.of(line)));
    String table = new Table(List.of(line), Map.of()).text();
    assertTrue(table.contains("none: checksums differ") && !table.contains(" to 1."), table);
  }

  @Test
  void aRowThatCannotBeRunSaysWhy() {
    RowSpec row = RowSpec.all().get(0);
    Line line = Line.notRun(row, "no such thing here");

    assertEquals(Goal.Verdict.NOT_RUN, Goal.judge(line, List.of(line)));
    String table = new Table(List.of(line), Map.of()).text();
    assertTrue(table.contains("not run: no such thing here"), table);
  }

  @Test
  void thereIsARatioWhereBothDidTheSame() throws Exception {
    RowSpec row =
        timedRows()
            .filter(spec -> spec.javaClass().equals("AtomicAdd"))
            .findFirst()
            .get()
            .withOperations(100);

    Line line = line(row, java(row), baseline.run(row, 0, ITERATIONS));

    assertEquals(1, line.ratios().length);
    assertNotEquals(Goal.Verdict.REFUSED, Goal.judge(line, List.of(line)));
  }

  /** Without a fork of JMH, which takes seconds. */
  private static Side java(RowSpec row) throws ReflectiveOperationException {
    Class<? extends Row> type = Class.forName(row.className()).asSubclass(Row.class);
    Row instance = type.getDeclaredConstructor().newInstance();
    long checksum = instance.runOnce(row.argument(), row.operations(), ITERATIONS * row.batch());
    return new Side(List.of(1.0), Map.of(), checksum);
  }

  private static Line line(RowSpec row, Side ours, Side c) {
    return new Line(
        row.function(), row.argument(), row.title(), row.goal(), List.of(new Line.Round(ours, c)));
  }
}
