package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.OwnThread;

/** What Java sets as a record, a list or a map, the program reads as its struct. */
@KernelTest
class StructMappingKernelTest {
  sealed interface Rule {
    record Pass() implements Rule {}

    record Drop(int percent) implements Rule {}

    record RateLimit(long perSecond, long burst) implements Rule {}
  }

  record Bits(int small, long wide, int rest) {}

  record Config(
      int targetPid,
      boolean verbose,
      Duration timeoutNs,
      String comm,
      List<Rule> rules,
      Bits bits) {}

  private static final Config CONFIG =
      new Config(
          4711,
          true,
          Duration.ofSeconds(3),
          "init",
          List.of(new Rule.Drop(50), new Rule.RateLimit(100, 7)),
          new Bits(-16, (1L << 40) - 1, 99));

  private static final String PRINTED =
      "{.target_pid = 4711, .verbose = true, .timeout_ns = 3000000000, .comm = \"init\", .rules ="
          + " {{.action = ACTION_DROP, .rate_limit = {.per_second = 50, .burst = 0}, .drop = 50},"
          + " {.action = ACTION_RATE_LIMIT, .rate_limit = {.per_second = 100, .burst = 7}, .drop ="
          + " 100}}, .bits = {.small = -16, .wide = 1099511627775, .rest = 99}}";

  private static OpenBpfObject open() {
    try (InputStream resource =
        StructMappingKernelTest.class.getResourceAsStream("/bpf/mapping.bpf.o")) {
      return BpfObject.open(
          BpfSource.of(Objects.requireNonNull(resource).readAllBytes()),
          OpenOptions.defaults()
              .withName("mapping")
              .withMapper(
                  ValueMapper.of(
                      Duration.class, long.class, Duration::ofNanos, Duration::toNanos)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(BpfObject object, String program) {
    return object.program(program).testRun(TestRun.once().withContext(new byte[16])).returnValue();
  }

  private static void assertSeen(Function<String, GlobalVariable> variables) {
    assertEquals(4711, variables.apply("seen_pid").getInt());
    assertEquals(Duration.ofSeconds(3), variables.apply("seen_timeout").get(Duration.class));
    assertEquals(7, variables.apply("seen_burst").getInt());
    assertEquals(-16, variables.apply("seen_small").getInt());
    assertEquals((1L << 40) - 1, variables.apply("seen_wide").getLong());
  }

  @Test
  void theProgramSeesARecordThatWasSetBeforeLoad() {
    try (OpenBpfObject open = open()) {
      open.variable("cfg").set(CONFIG);
      assertEquals(CONFIG, open.variable("cfg").get(Config.class));
      assertEquals(
          "const volatile struct config cfg = " + PRINTED, open.variable("cfg").toString());
      try (BpfObject object = open.load()) {
        assertEquals('i', run(object, "constants"));
        assertSeen(object::variable);
        assertEquals(CONFIG, object.variable("cfg").get(Config.class));
      }
    }
  }

  @Test
  void theProgramSeesARecordThatIsSetWhileItRuns() {
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      GlobalVariable live = object.variable("live");
      assertEquals(0, run(object, "current"));
      live.set(CONFIG);
      assertEquals('i', run(object, "current"));
      assertSeen(object::variable);
      live.set(Map.of("bits", Map.of("small", 3), "comm", "x"));
      assertEquals('x', run(object, "current"));
      assertEquals(3, object.variable("seen_small").getInt());
      assertEquals((1L << 40) - 1, object.variable("seen_wide").getLong());
      live.field("bits.wide").setLong(5);
      run(object, "current");
      assertEquals(5, object.variable("seen_wide").getLong());
      assertEquals(99, live.field("bits.rest").getInt());
    }
  }

  @Test
  void aFlexibleArrayIsReachedToItsEndOnBothSidesOfLoad() {
    try (OpenBpfObject open = open()) {
      assertEquals(
          Map.of("count", 3L, "values", List.of(10L, 20L, 30L)),
          open.variable("flexible").get(Map.class));
      open.variable("flexible").set(Map.of("values", new long[] {1, 2, 3}));
      try (BpfObject object = open.load()) {
        object.variable("flexible.values[2]").setLong(40);
        run(object, "current");
        assertEquals(43, object.variable("seen_sum").getLong());
      }
    }
  }

  @Test
  void javaAndTheProgramAddToNeighboursAndLoseNothing() throws Exception {
    int rounds = 1_000_000;
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      LongHandle counted = object.variable("counted").longHandle();
      GlobalVariable live = object.variable("live");
      CompletableFuture<Void> program =
          OwnThread.run(
              () ->
                  object
                      .program("count")
                      .testRun(TestRun.once().withData(new byte[64]).withRepeat(rounds)));
      long mine = 0;
      while (!program.isDone()) {
        live.set(CONFIG);
        counted.getAndAdd(1);
        mine++;
      }
      program.get(30, TimeUnit.SECONDS);
      assertTrue(mine > 0);
      assertEquals(rounds + mine, counted.get());
      assertEquals(CONFIG, live.get(Config.class));
    }
  }
}
