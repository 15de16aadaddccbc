package org.libbpfjava;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/**
 * Java and programs on every CPU change neighbouring variables at once; nobody loses what another
 * wrote.
 */
@KernelTest
class ConcurrencyKernelTest {
  private static final int PER_RUN = 10_000; // increments a call; the kernel takes breaks between

  @Test
  void aMillionIncrementsBesideWritesToTheirNeighboursAreAllThere() throws Exception {
    count(1_000_000);
  }

  @Test
  @Tag("slow")
  void tenMillionIncrementsBesideWritesToTheirNeighboursAreAllThere() throws Exception {
    count(10_000_000);
  }

  private static void count(int increments) throws Exception {
    int cpus = Runtime.getRuntime().availableProcessors();
    int runs = increments / PER_RUN / cpus;
    ExecutorService threads = Executors.newFixedThreadPool(cpus + 2);
    AtomicBoolean done = new AtomicBoolean();
    try (BpfObject object = BpfObjects.load("neighbours.bpf.o")) {
      List<Future<?>> programs = new ArrayList<>();
      for (int cpu = 0; cpu < cpus; cpu++) {
        programs.add(threads.submit(() -> run(object.program("count"), runs)));
      }
      Future<Long> plain = threads.submit(() -> writeNeighbours(object, done));
      Future<Long> atomic = threads.submit(() -> addTogether(object, done));
      for (Future<?> program : programs) {
        program.get(10, MINUTES); // surfaces the program's own failure
      }
      done.set(true);
      assertTrue(plain.get(1, MINUTES) > 0, "Java wrote beside the programs");
      long expected = (long) runs * cpus * PER_RUN;
      assertEquals(expected, object.variable("row.hits").getLong(), "hits");
      assertEquals(expected, object.variable("row.small_hits").getInt(), "small_hits");
      assertEquals(
          expected + atomic.get(1, MINUTES), object.variable("row.together").getLong(), "together");
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private static void run(BpfProgram count, int runs) {
    TestRun packets = TestRun.once().withData(new byte[64]).withRepeat(PER_RUN);
    for (int i = 0; i < runs; i++) {
      count.testRun(packets);
    }
  }

  /** Writes what lies before, between and behind the counters, in every way there is. */
  private static long writeNeighbours(BpfObject object, AtomicBoolean done) {
    GlobalVariable before = object.variable("row.before");
    GlobalVariable between = object.variable("row.between");
    GlobalVariable behind = object.variable("row.behind");
    GlobalVariable bits = object.variable("row.bits.high");
    IntHandle handle = object.variable("row.last").intHandle();
    long rounds = 0;
    while (!done.get()) {
      int round = (int) rounds++;
      before.setInt(round);
      between.setShort((short) round);
      behind.setBytes(new byte[] {1, (byte) round, 3});
      bits.setInt(round & 7);
      handle.set(round);
      assertEquals((short) round, between.getShort());
      assertEquals(round & 7, bits.getInt());
    }
    return rounds;
  }

  /** Adds to the very variable to which the programs add. */
  private static long addTogether(BpfObject object, AtomicBoolean done) {
    LongHandle together = object.variable("row.together").longHandle();
    long added = 0;
    while (!done.get()) {
      together.getAndAdd(1);
      added++;
    }
    return added;
  }
}
