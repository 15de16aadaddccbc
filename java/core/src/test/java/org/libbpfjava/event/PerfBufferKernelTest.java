package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OwnThread;

/**
 * Events of real perf buffers reach Java in the order of each CPU, once, or are counted as lost.
 */
@KernelTest
@Timeout(60)
class PerfBufferKernelTest {
  private static final PerfOptions ONE_PAGE = PerfOptions.defaults().withPages(1);
  private static final int RECORD_BYTES = 24; // of an event of 12 bytes: 8 + 4 + 12

  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("perf.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private PerfBuffer open(PerfOptions options) {
    return PerfBuffer.of(object.map("events"), "sample", options);
  }

  private void write(int count) {
    PerfWriter.write(object.program("write_sample"), 0, count);
  }

  private void write(int count, int bytes) {
    object.variable("size").setInt(bytes);
    write(count);
  }

  private static List<Long> numbers(PerfBuffer events) {
    List<Long> numbers = new ArrayList<>();
    events.read(event -> numbers.add(event.getLong(0)));
    return numbers;
  }

  @Test
  void eventsComeInTheirOrderAndOnce() {
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      assertEquals(List.of(), numbers(events));
      write(3);
      assertEquals(List.of(0L, 1L, 2L), numbers(events));
      assertEquals(List.of(), numbers(events));
      write(1);
      assertEquals(List.of(3L), numbers(events));
      assertEquals(4, events.statistics().records());
      assertEquals(4 * 12, events.statistics().bytes());
      assertEquals(0, events.statistics().lost());
    }
  }

  @Test
  void eachEventTellsItsCpu() {
    BpfProgram program = object.program("write_on_cpu");
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      int cpus = events.statistics().cpus().size();
      for (int round = 0; round < 3; round++) {
        for (int cpu = 0; cpu < cpus; cpu++) {
          PerfWriter.write(program, cpu, 1);
        }
      }
      Map<Integer, Long> next = new HashMap<>();
      EventField cpu = events.field("cpu");
      events.read(
          event -> {
            assertEquals(cpu.getInt(event), event.cpu());
            assertEquals(next.merge(event.cpu(), 1L, Long::sum) - 1, event.getLong(0));
            assertEquals(20, event.size()); // 16 and what aligns the record
          });
      assertEquals(cpus, next.size());
      events.statistics().cpus().forEach(each -> assertEquals(3, each.records()));
    }
  }

  @Test
  void programsOnAllCpusAtOnceLoseNothingThatFoundRoom() throws Exception {
    BpfProgram program = object.program("write_on_cpu");
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      int cpus = Math.min(events.statistics().cpus().size(), 64);
      AtomicBoolean isOver = new AtomicBoolean();
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < cpus; i++) {
        int cpu = i;
        writers.add(
            OwnThread.run(
                () -> {
                  while (!isOver.get()) {
                    PerfWriter.write(program, cpu, 1);
                  }
                }));
      }
      long[] next = new long[cpus];
      long[] missed = new long[cpus];
      EventHandler check =
          event -> {
            long number = event.getLong(0);
            assertTrue(number >= next[event.cpu()], "an event came twice");
            missed[event.cpu()] += number - next[event.cpu()];
            next[event.cpu()] = number + 1;
          };
      for (int read = 0; read < 20_000; ) {
        read += events.poll(Duration.ofSeconds(20), check);
      }
      isOver.set(true);
      for (CompletableFuture<Void> writer : writers) {
        writer.get(20, TimeUnit.SECONDS);
      }
      events.read(check);
      long[] refusals = object.variable("refusals").get(long[].class);
      long[] numbers = object.variable("numbers").get(long[].class);
      for (int cpu = 0; cpu < cpus; cpu++) {
        assertEquals(refusals[cpu], missed[cpu] + numbers[cpu] - next[cpu], "CPU " + cpu);
      }
    }
  }

  @Test
  void aLimitLeavesTheRest() {
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      write(5);
      List<Long> numbers = new ArrayList<>();
      assertEquals(2, events.read(event -> numbers.add(event.getLong(0)), 2));
      assertEquals(0, events.read(event -> numbers.add(-1L), 0));
      assertEquals(List.of(0L, 1L), numbers);
      assertEquals(List.of(2L, 3L, 4L), numbers(events));
    }
  }

  @Test
  void whatFindsNoRoomIsCounted() {
    try (PerfBuffer events = open(ONE_PAGE)) {
      int room = (int) events.statistics().cpus().get(0).sizeBytes() / RECORD_BYTES;
      write(room + 50);
      assertEquals(50L, object.variable("refused").getLong());
      assertEquals(room, numbers(events).size());
      assertEquals(0, events.statistics().lost(), "the kernel tells with the next event");
      write(1);
      assertEquals(List.of(room + 50L), numbers(events));
      assertEquals(50, events.statistics().lost());
      assertEquals(50, events.statistics().cpus().get(0).lost());
    }
  }

  @Test
  void samplesOfAllSizesCrossTheEndWhole() {
    try (PerfBuffer events = open(ONE_PAGE)) {
      int most = (int) events.statistics().cpus().get(0).sizeBytes() - 64;
      long number = 0;
      for (int round = 0; round < 20; round++) {
        for (int bytes = 12; bytes < Math.min(most, 4000); bytes += 4 * (1 + round)) {
          write(1, bytes);
          int wanted = bytes;
          long expected = number++;
          assertEquals(1, events.read(event -> check(event, wanted, expected)));
        }
      }
      assertEquals(0, events.statistics().lost());
      assertEquals(number, events.statistics().records());
    }
  }

  private static void check(EventView event, int bytes, long number) {
    assertEquals((bytes + 4 + 7) / 8 * 8 - 4, event.size());
    assertEquals(number, event.getLong(0));
    if (bytes >= 16) {
      assertEquals((int) number, event.getInt(bytes / 4 * 4 - 4), "the last word");
    }
    byte[] copy = event.copy();
    assertEquals(event.getInt(8), event.asByteBuffer().getInt(8));
    assertEquals((byte) number, copy[0]);
  }

  @Test
  void largeSamplesArriveWhole() {
    try (PerfBuffer events = open(PerfOptions.defaults().withBytesAtLeast(100_000))) {
      for (int round = 0; round < 40; round++) {
        write(1, 32_764);
        long expected = round;
        assertEquals(1, events.read(event -> check(event, 32_764, expected)));
      }
    }
  }

  @Test
  void nobodyWakesBeforeTheWatermark() throws InterruptedException {
    assertWakes(PerfOptions.defaults().withWakeUpAfterEvents(10), 9);
    assertWakes(PerfOptions.defaults().withWakeUpAfterBytes(240), 7); // records of 32 bytes
  }

  /** One event more than the number that wakes nobody wakes the reader. */
  private void assertWakes(PerfOptions options, int silent) throws InterruptedException {
    BpfProgram program = object.program("write_on_cpu");
    try (PerfBuffer events = open(options)) {
      for (int i = 0; i < silent; i++) {
        PerfWriter.write(program, 0, 1);
      }
      assertEquals(silent, events.read(event -> {}));
      assertEquals(0, events.poll(Duration.ofMillis(50), event -> {}));
      assertEquals(0, events.statistics().wakeUps());
      PerfWriter.write(program, 0, 1);
      assertEquals(1, events.read(event -> {}));
      assertEquals(0, events.poll(Duration.ofMillis(50), event -> {}));
      assertEquals(1, events.statistics().wakeUps());
    }
  }

  /** What woke nobody is there when the time is over. */
  @Test
  void aPollThatNobodyWakesHandsOverAtItsEnd() throws Exception {
    try (PerfBuffer events = open(PerfOptions.defaults().withWakeUpAfterEvents(1000))) {
      CompletableFuture<Void> writer = OwnThread.run(() -> write(3));
      int read = 0;
      while (read < 3) {
        read += events.poll(Duration.ofMillis(20), event -> {});
      }
      writer.get(20, TimeUnit.SECONDS);
      assertEquals(0, events.statistics().wakeUps());
    }
  }

  @Test
  void whileItPausesEventsAreLost() {
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      write(2);
      events.pause();
      write(3);
      assertEquals(3L, object.variable("refused").getLong());
      assertEquals(List.of(0L, 1L), numbers(events));
      events.resume();
      write(1);
      assertEquals(List.of(5L), numbers(events));
      assertEquals(3, events.statistics().lost());
    }
  }

  @Test
  void aFlightRecorderKeepsTheNewest() {
    try (PerfBuffer events = open(ONE_PAGE.withOverwriting())) {
      int room = (int) events.statistics().cpus().get(0).sizeBytes() / RECORD_BYTES;
      write(3 * room);
      assertEquals(0L, object.variable("refused").getLong());
      List<Long> numbers = numbers(events);
      assertEquals(room, numbers.size());
      for (int i = 0; i < room; i++) {
        assertEquals(2L * room + i, numbers.get(i));
      }
      assertEquals(List.of(), numbers(events));
      long overwritten =
          events.statistics().cpus().stream()
              .mapToLong(PerfBufferStatistics.Cpu::overwrittenBytes)
              .sum();
      assertEquals(2L * room * RECORD_BYTES, overwritten);

      write(5);
      List<Long> newer = new ArrayList<>();
      assertEquals(2, events.read(event -> newer.add(event.getLong(0)), 2));
      events.pause();
      write(1);
      events.read(event -> newer.add(event.getLong(0)));
      assertEquals(List.of(0L, 1L, 2L, 3L, 4L), newer.stream().map(n -> n - 3L * room).toList());
      assertEquals(1L, object.variable("refused").getLong(), "it paused all the while");
    }
  }

  @Test
  void aHandlerThatThrowsHasReadItsEvent() {
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      write(3);
      IllegalStateException thrown = new IllegalStateException("of the handler");
      EventView[] kept = new EventView[1];
      assertEquals(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  events.read(
                      event -> {
                        kept[0] = event;
                        throw thrown;
                      })));
      assertThrows(IllegalStateException.class, () -> kept[0].getInt(0));
      assertEquals(List.of(1L, 2L), numbers(events));
    }
  }

  @Test
  void theStreamOutlivesTheObject() {
    PerfBuffer events = open(PerfOptions.defaults());
    write(3);
    object.close();
    assertEquals(List.of(0L, 1L, 2L), numbers(events));
    events.close();
    assertEquals(3, events.statistics().records());
    assertEquals(0, events.statistics().cpus().get(0).availableBytes());
    assertThrows(IllegalStateException.class, () -> events.read(event -> {}));
    assertThrows(IllegalStateException.class, events::pause);
  }

  @Test
  void afterCloseProgramsFindNoBuffer() {
    PerfBuffer events = open(PerfOptions.defaults());
    events.close();
    write(1);
    assertEquals(-2L, object.variable("last_error").getLong(), "ENOENT: the element is gone");
    try (PerfBuffer again = open(PerfOptions.defaults())) {
      write(1);
      assertEquals(List.of(1L), numbers(again));
    }
  }

  @Test
  void aBufferThatWasKeptShowsZerosAfterClose() {
    PerfBuffer events = open(PerfOptions.defaults());
    write(2);
    List<ByteBuffer> kept = new ArrayList<>();
    events.read(event -> kept.add(event.asByteBuffer()));
    assertEquals(1, kept.get(1).getLong(0));
    events.close();
    assertEquals(0, kept.get(1).getLong(0));
  }

  @Test
  void aMapOfFewerElementsThanCpusTakesTheFirstCpus() {
    try (PerfBuffer events = PerfBuffer.of(object.map("first_cpu"))) {
      assertEquals(1, events.statistics().cpus().size());
      PerfWriter.write(object.program("write_first_cpu"), 0, 2);
      assertEquals(2, events.read(event -> assertEquals(0, event.cpu())));
    }
  }

  @Test
  void aWaitEndsWithAnEventOfAnotherThread() throws Exception {
    try (PerfBuffer events = open(PerfOptions.defaults())) {
      while (events.statistics().wakeUps() == 0) {
        CompletableFuture<Void> writer = OwnThread.run(() -> write(1));
        assertEquals(1, events.await(event -> {}));
        writer.get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void closeEndsAReaderOnAnotherThread() throws Exception {
    PerfBuffer events = open(PerfOptions.defaults());
    CountDownLatch reads = new CountDownLatch(1);
    CompletableFuture<Void> reader = OwnThread.run(() -> events.run(event -> reads.countDown()));
    write(1);
    assertTrue(reads.await(20, TimeUnit.SECONDS));
    events.close();
    reader.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aHandlerMayCloseItsStream() {
    PerfBuffer events = open(PerfOptions.defaults());
    write(3);
    assertEquals(
        1,
        events.read(
            event -> {
              events.close();
              assertEquals(0, event.getLong(0), "in place until the handler returns");
            }));
    assertThrows(IllegalStateException.class, () -> events.read(event -> {}));
  }
}
