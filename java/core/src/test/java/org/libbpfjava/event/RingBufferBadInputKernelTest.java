package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.PinnedMaps;

/** Wrong use of a ring buffer's consumer throws, and leaves the consumer as it was. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
@Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
class RingBufferBadInputKernelTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final EventHandler NOTHING = event -> {};

  private BpfObject object;
  private RingBuffer ring;

  @BeforeEach
  void open() {
    object = BpfObjects.load("events.bpf.o");
    ring = RingBuffer.of(object.map("events"));
  }

  @AfterEach
  void close() {
    ring.close();
    object.close();
  }

  private void write(int count) {
    object.program("write_event").testRun(TestRun.once().withData(new byte[64]).withRepeat(count));
  }

  private List<Long> readNumbers() {
    List<Long> numbers = new ArrayList<>();
    ring.read(event -> numbers.add(event.getLong(0)));
    return numbers;
  }

  private static <E extends Throwable> void assertRefused(
      Class<E> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  @Test
  void aMapOfAnotherTypeIsRefused() {
    try (BpfScope scope = BpfScope.open("others")) {
      BpfMap map = scope.createMap(MapOptions.array("limits", 8, 1));
      assertRefused(
          IllegalArgumentException.class,
          "map 'limits' is of type array, not ringbuf: no ring buffer can be read",
          () -> RingBuffer.of(map));
      // After a map that is one: that one is free again.
      RingBufferBuilder builder = RingBuffer.builder().add(object.map("others")).add(map);
      assertThrows(IllegalArgumentException.class, builder::open);
      RingBuffer.of(object.map("others")).close();
    }
  }

  @Test
  void aClosedConsumerIsRefused() {
    EventLease lease = ring.lease();
    lease.close();
    lease.close();
    assertRefused(
        IllegalStateException.class, "the lease of ring buffer 'events' is closed", lease::next);
    assertThrows(IllegalStateException.class, lease::commit);
    write(1);
    ring.close();
    ring.close();
    String message = "ring buffer 'events' is closed";
    assertRefused(IllegalStateException.class, message, () -> ring.read(NOTHING));
    assertRefused(IllegalStateException.class, message, () -> ring.read(NOTHING, 1));
    assertRefused(IllegalStateException.class, message, () -> ring.poll(LONG, NOTHING));
    assertRefused(IllegalStateException.class, message, () -> ring.await(NOTHING));
    assertRefused(IllegalStateException.class, message, () -> ring.run(NOTHING));
    assertRefused(IllegalStateException.class, message, () -> ring.lease());
    assertRefused(IllegalStateException.class, message, () -> ring.withEpollFd(fd -> {}));
    assertFalse(ring.isOpen());
    assertEquals(0, ring.statistics().availableBytes());
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    write(1);
    assertRefused(
        IllegalArgumentException.class,
        "cannot read -1 events of ring buffer 'events'",
        () -> ring.read(NOTHING, -1));
    assertRefused(
        IllegalArgumentException.class,
        "cannot wait PT-0.001S for ring buffer 'events'; await(handler) waits without end",
        () -> ring.poll(Duration.ofMillis(-1), NOTHING));
    assertRefused(
        IllegalArgumentException.class,
        "cannot give space back every 0 bytes",
        () -> RingBuffer.builder().releaseEvery(0));
    assertRefused(
        IllegalStateException.class,
        "a ring buffer's consumer needs a map: add one",
        () -> RingBuffer.builder().open());
    assertRefused(
        IllegalStateException.class,
        "ring buffer 'events' has no handler of its own: give one to this call, or to the builder"
            + " with the map",
        () -> ring.read());
    assertEquals(List.of(0L), readNumbers());
  }

  @Test
  void aSecondConsumerIsRefusedWhileThereIsOne() throws Exception {
    write(1);
    String message =
        "ring buffer 'events' has a user in this process already, map id "
            + mapId()
            + ": two would disturb each other. Close the other one first";
    assertRefused(IllegalStateException.class, message, () -> RingBuffer.of(object.map("events")));
    assertThrows(
        IllegalStateException.class,
        () -> RingBuffer.builder().add(object.map("others")).add(object.map("others")).open());
    RingBuffer.of(object.map("others")).close(); // nothing of it was left claimed
    assertRefused(IllegalStateException.class, message, () -> RingBuffer.of(object.map("events")));
    assertEquals(List.of(0L), readNumbers());
    write(1);
    ring.close();
    ring = RingBuffer.of(object.map("events")); // which goes on behind the first event
    assertEquals(List.of(1L), readNumbers());
  }

  private int mapId() throws Exception {
    return object.map("events").withFd(RingBufferBadInputKernelTest::mapId);
  }

  private static int mapId(int fd) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + fd))) {
      return lines
          .filter(line -> line.startsWith("map_id:"))
          .mapToInt(line -> Integer.parseInt(line.substring(7).trim()))
          .sum();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSecondConsumerIsRefusedUnderAnotherName() throws Exception {
    try (BpfFs pins = BpfFs.mount()) {
      PinnedMaps.pin(object.map("events"), pins.path("ring"));
      try (BpfObject other = PinnedMaps.load("events.bpf.o", "others", pins.path("ring"))) {
        assertRefused(
            IllegalStateException.class,
            "ring buffer 'others' has a user in this process already, map id "
                + mapId()
                + ": two would disturb each other. Close the other one first",
            () -> RingBuffer.of(other.map("others")));
        ring.close();
        write(1);
        try (RingBuffer second = RingBuffer.of(other.map("others"))) {
          assertEquals(1, second.read(NOTHING));
        }
      }
    }
  }

  @Test
  void aHandlerThatClosesGetsNoFurtherEvent() {
    write(3);
    List<Long> seen = new ArrayList<>();
    assertEquals(
        1,
        ring.read(
            event -> {
              seen.add(event.getLong(0));
              ring.close();
              seen.add(event.getLong(0)); // which is still there
            }));
    assertEquals(List.of(0L, 0L), seen);
    assertThrows(IllegalStateException.class, () -> ring.read(NOTHING));
    ring = RingBuffer.of(object.map("events"));
    assertEquals(List.of(1L, 2L), readNumbers());
    write(2);
    ring.run(event -> ring.close());
    ring = RingBuffer.of(object.map("events"));
    assertEquals(List.of(4L), readNumbers());
  }

  @Test
  void aLeaseOfAStreamThatIsClosedGivesNoFurtherEvent() {
    write(3);
    try (EventLease lease = ring.lease()) {
      assertTrue(lease.next());
      ring.close();
      assertEquals(0, lease.event().getLong(0));
      assertFalse(lease.next());
    }
    ring = RingBuffer.of(object.map("events"));
    assertEquals(List.of(1L, 2L), readNumbers());
  }

  @Test
  void aViewThatIsKeptThrows() {
    write(2);
    List<EventView> kept = new ArrayList<>();
    ring.read(kept::add);
    assertOver(kept.get(0));
    write(1);
    try (EventLease lease = ring.lease()) {
      assertOver(lease.event());
      assertTrue(lease.next());
      kept.add(lease.event());
      lease.commit();
      assertOver(lease.event());
      write(1);
      assertTrue(lease.next());
      assertFalse(lease.next()); // the one before is not given back yet, and yet over
      assertOver(lease.event());
    }
    ring.close();
    kept.forEach(RingBufferBadInputKernelTest::assertOver);
  }

  private static void assertOver(EventView view) {
    List<Consumer<EventView>> calls =
        List.of(
            EventView::size,
            event -> event.getByte(0),
            event -> event.getShort(0),
            event -> event.getInt(0),
            event -> event.getLong(0),
            event -> event.getFloat(0),
            event -> event.getDouble(0),
            event -> event.getBytes(0, new byte[1], 0, 1),
            event -> event.getBytes(0, new byte[1], 0, 0),
            event -> event.getString(0, 4),
            EventView::copy,
            EventView::asByteBuffer);
    for (Consumer<EventView> call : calls) {
      assertRefused(
          IllegalStateException.class,
          "the event is over: a view is valid until the handler returns; copy() what must live"
              + " longer",
          () -> call.accept(view));
    }
    assertEquals("event that is over", view.toString());
  }

  @Test
  void whatReachesPastAnEventIsRefused() {
    write(1);
    ring.read(
        event -> {
          assertEquals(16, event.size());
          assertEquals(0, event.getLong(8));
          for (int offset : new int[] {9, 16, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertRefused(
                IndexOutOfBoundsException.class,
                "an event of 16 bytes has no 8 at " + offset,
                () -> event.getLong(offset));
          }
          for (int length : new int[] {17, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThrows(
                IndexOutOfBoundsException.class, () -> event.getBytes(0, new byte[32], 0, length));
            assertThrows(IndexOutOfBoundsException.class, () -> event.getString(0, length));
          }
          assertThrows(IndexOutOfBoundsException.class, () -> event.getBytes(0, new byte[8], 1, 8));
          ByteBuffer bytes = event.asByteBuffer();
          assertEquals(16, bytes.capacity());
          assertThrows(IndexOutOfBoundsException.class, () -> bytes.get(16));
          assertThrows(ReadOnlyBufferException.class, () -> bytes.put(0, (byte) 1));
        });
  }

  @Test
  void aSliceThatIsKeptIsHarmless() {
    write(40);
    List<ByteBuffer> kept = new ArrayList<>();
    ring.read(event -> kept.add(event.asByteBuffer()));
    assertEquals(7, kept.get(7).getLong(0));
    ring.close();
    object.close();
    System.gc();
    for (ByteBuffer slice : kept) {
      assertEquals(0, slice.getLong(0)); // the kernel has its pages back, these are others
      assertEquals(0, slice.getLong(8));
    }
  }

  @Test
  void aHandlerCannotReadItsOwnStream() {
    String message =
        "ring buffer 'events' is being read by this thread: a handler cannot read its own stream,"
            + " and a lease must be closed first";
    List<Executable> calls =
        List.of(
            () -> ring.read(NOTHING),
            () -> ring.poll(LONG, NOTHING),
            () -> ring.await(NOTHING),
            () -> ring.run(NOTHING),
            () -> ring.lease());
    write(2);
    List<Long> seen = new ArrayList<>();
    ring.read(
        event -> {
          calls.forEach(call -> assertRefused(IllegalStateException.class, message, call));
          seen.add(event.getLong(0));
        });
    assertEquals(List.of(0L, 1L), seen);
    write(1);
    assertRefused(
        IllegalStateException.class, message, () -> ring.read(event -> ring.read(NOTHING)));
    write(1);
    assertEquals(List.of(3L), readNumbers());
    try (EventLease lease = ring.lease()) {
      calls.forEach(call -> assertRefused(IllegalStateException.class, message, call));
      assertFalse(lease.next());
    }
  }

  @Test
  void aSecondLeaseIsRefusedOnAnyThread() throws Exception {
    write(2);
    EventLease lease = ring.lease();
    assertTrue(lease.next());
    String owner = Thread.currentThread().getName();
    onAnotherThread(
        () -> {
          String message = "ring buffer 'events' is being read by another thread, " + owner;
          assertRefused(IllegalStateException.class, message, () -> ring.lease());
          assertRefused(IllegalStateException.class, message, () -> ring.read(NOTHING));
          lease.close(); // it may pass to another thread
        });
    assertEquals(List.of(1L), readNumbers());
  }

  private static void onAnotherThread(Executable task) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = start(task, failure);
    thread.join();
    rethrow(failure);
  }

  private static Thread start(Executable task, AtomicReference<Throwable> failure) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.execute();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void rethrow(AtomicReference<Throwable> failure) {
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  /** Returns once a thread sleeps in the kernel for events. */
  private static void awaitSleep(Thread thread) {
    while (true) {
      StackTraceElement[] stack = thread.getStackTrace();
      if (stack.length > 0 && stack[0].getMethodName().equals("lbj_epoll_wait")) {
        return;
      }
      assertTrue(thread.isAlive(), "it has returned");
      Thread.onSpinWait();
    }
  }

  @Test
  void closeEndsAWaitOfAnotherThread() throws Exception {
    List<Executable> waits =
        List.of(
            () -> assertEquals(0, ring.poll(LONG, NOTHING)),
            () -> assertEquals(0, ring.poll(Duration.ofSeconds(Long.MAX_VALUE), NOTHING)),
            () -> assertEquals(0, ring.await(NOTHING)),
            () -> ring.run(NOTHING));
    for (Executable wait : waits) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread reader = start(wait, failure);
      awaitSleep(reader);
      assertRefused(
          IllegalStateException.class,
          "ring buffer 'events' is being read by another thread, " + reader.getName(),
          () -> ring.read(NOTHING));
      ring.close();
      reader.join();
      rethrow(failure);
      ring = RingBuffer.of(object.map("events"));
    }
  }

  /** At any moment: before the wait, in it, between two events. */
  @Test
  void closeEndsAReaderAtAnyMoment() throws Exception {
    for (int round = 0; round < 500; round++) {
      RingBuffer opened = ring;
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread reader = start(() -> opened.run(NOTHING), failure);
      for (int i = 0; i < round % 50 * 20; i++) {
        Thread.onSpinWait();
      }
      if (round % 3 == 0) {
        write(10);
      }
      opened.close();
      reader.join();
      if (failure.get() instanceof IllegalStateException closed) {
        assertEquals("ring buffer 'events' is closed", closed.getMessage());
      } else {
        rethrow(failure);
      }
      ring = RingBuffer.of(object.map("events"));
    }
  }

  @Test
  void anInterruptBeforeAWaitEndsItBeforeItReads() throws Exception {
    write(1);
    List<Executable> waits = List.of(() -> ring.poll(LONG, NOTHING), () -> ring.await(NOTHING));
    for (Executable wait : waits) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, wait);
      assertFalse(Thread.currentThread().isInterrupted());
    }
    Thread.currentThread().interrupt();
    ring.run(event -> assertEquals(-1, event.size(), "handed over"));
    assertTrue(Thread.interrupted());
    Thread.currentThread().interrupt();
    assertEquals(List.of(0L), readNumbers()); // which waits for nothing
    assertTrue(Thread.interrupted());
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    List<Executable> waits = List.of(() -> ring.poll(LONG, NOTHING), () -> ring.await(NOTHING));
    for (Executable wait : waits) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread reader =
          start(
              () -> {
                assertThrows(InterruptedException.class, wait);
                assertFalse(Thread.currentThread().isInterrupted());
                write(1);
                assertEquals(1, ring.await(NOTHING)); // as if nothing had been
              },
              failure);
      awaitSleep(reader);
      reader.interrupt();
      reader.join();
      rethrow(failure);
    }
  }

  @Test
  void anInterruptEndsARunAndStays() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    boolean[] interrupted = new boolean[1];
    Thread reader =
        start(
            () -> {
              ring.run(NOTHING);
              interrupted[0] = Thread.currentThread().isInterrupted();
            },
            failure);
    awaitSleep(reader);
    reader.interrupt();
    reader.join();
    rethrow(failure);
    assertTrue(interrupted[0]);
    assertTrue(ring.isOpen());
  }

  @Test
  void anInterruptByTheHandlerStaysAndLosesNothing() throws Exception {
    write(2);
    assertEquals(2, ring.poll(LONG, event -> Thread.currentThread().interrupt()));
    assertTrue(Thread.interrupted());
    write(2);
    List<Long> seen = new ArrayList<>();
    ring.run(
        event -> {
          seen.add(event.getLong(0));
          Thread.currentThread().interrupt();
        });
    assertTrue(Thread.interrupted());
    assertEquals(List.of(2L, 3L), seen);
  }

  /** Interrupts at any moment: each ends at most one call, and no event is lost by them. */
  @Test
  void interruptsLoseNoEvent() throws Exception {
    int events = 3000;
    List<Long> seen = new ArrayList<>();
    int[] interrupts = new int[1];
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        start(
            () -> {
              while (seen.size() < events) {
                try {
                  ring.await(event -> seen.add(event.getLong(0)));
                } catch (InterruptedException e) {
                  interrupts[0]++;
                }
              }
            },
            failure);
    for (int i = 0; i < events; i++) {
      write(1);
      if (i % 3 == 0) {
        reader.interrupt();
      }
    }
    reader.join();
    rethrow(failure);
    assertTrue(interrupts[0] > 0 && interrupts[0] <= events / 3, interrupts[0] + " interrupts");
    for (int i = 0; i < events; i++) {
      assertEquals(i, seen.get(i));
    }
    assertEquals(events, seen.size());
  }

  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("mine"),
        new IndexOutOfBoundsException("mine"),
        new OutOfMemoryError("mine"),
        new StackOverflowError("mine"),
        new AssertionError("mine"),
        new java.io.IOException("mine")); // a handler in another language may throw it
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void whatAHandlerThrowsArrivesAsItIs(Throwable thrown) {
    List<Executable> calls =
        List.of(
            () -> ring.read(new Failing(thrown)),
            () -> ring.read(new Failing(thrown), 2),
            () -> ring.poll(LONG, new Failing(thrown)),
            () -> ring.await(new Failing(thrown)),
            () -> ring.run(new Failing(thrown)));
    for (Executable call : calls) {
      write(3);
      long first = ring.statistics().records();
      assertSame(thrown, assertThrows(Throwable.class, call));
      assertEquals(first + 2, ring.statistics().records());
      assertEquals(24.0, ring.statistics().lag() * ring.statistics().sizeBytes());
      assertEquals(List.of(first + 2), readNumbers());
    }
  }

  /** Fails at its second event. */
  private static final class Failing implements EventHandler {
    private final Throwable thrown;
    private int events;

    Failing(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void handle(EventView event) {
      if (++events == 2) {
        RingBufferBadInputKernelTest.<RuntimeException>sneak(thrown);
      }
    }
  }

  @Test
  void theObjectMayBeClosedFirst() throws Exception {
    write(3);
    object.close();
    assertEquals(List.of(0L, 1L, 2L), readNumbers());
    assertEquals(0, ring.poll(Duration.ofMillis(1), NOTHING));
    assertThrows(IllegalStateException.class, () -> RingBuffer.of(object.map("others")));
  }

  @Test
  void aDescriptorThatIsLentOutlivesClose() {
    ring.withEpollFd(
        fd -> {
          ring.close();
          assertEquals("anon_inode:[eventpoll]", target(fd));
        });
    assertThrows(IllegalStateException.class, () -> ring.withEpollFd(fd -> {}));
  }

  private static String target(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anIdleConsumerUsesNoProcessor() throws Exception {
    write(3);
    ring.read(NOTHING, 2); // what is left must not keep it awake later
    ring.read(NOTHING);
    ring.poll(Duration.ofMillis(1), NOTHING);
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    assertEquals(0, ring.poll(Duration.ofSeconds(1), NOTHING));
    assertTrue(System.nanoTime() - begin >= 1_000_000_000L);
    long used = threads.getCurrentThreadCpuTime() - before;
    assertTrue(used < 20_000_000, used + " ns in a second");
    assertEquals(0, ring.statistics().wakeUps());
  }

  /** In a JVM of its own, whose descriptors and mappings are nobody else's. */
  @Test
  void tenThousandConsumersLeaveNothing() throws Exception {
    ChildProcess child = ChildProcess.run(Map.of(), ChildProcess.java(RingBufferCycles.class));
    assertEquals("left {} open, 0 mappings of maps, 0 others\n", child.output());
    assertEquals(0, child.status());
  }
}
