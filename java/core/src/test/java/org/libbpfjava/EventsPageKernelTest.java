package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.event.EventField;
import org.libbpfjava.event.EventLease;
import org.libbpfjava.event.EventStream;
import org.libbpfjava.event.EventView;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.event.RingBufferStatistics;
import org.libbpfjava.event.UserRecord;
import org.libbpfjava.event.UserRingBuffer;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.libbpf.Epoll;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;

/** The code of docs/events.md, in the order of the page. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
@Timeout(120)
@SuppressWarnings("try") // a link needs no more than to be open
class EventsPageKernelTest {
  @TempDir private Path folder;
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicBoolean starting = new AtomicBoolean(true);

  /** Starts processes all the time. */
  private final Thread starter = new Thread(this::startProcesses, "starter");

  @BeforeEach
  void catchOutput() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    starter.start();
  }

  @AfterEach
  void releaseOutput() throws InterruptedException {
    starting.set(false);
    starter.join();
    System.setOut(standard);
  }

  private void startProcesses() {
    while (starting.get()) {
      try {
        new ProcessBuilder("true").start().waitFor();
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Path file(String name) throws IOException {
    return Files.write(folder.resolve(name), BpfObjects.bytes(name));
  }

  private static BpfObject execs(String... programs) {
    return BpfObjects.load("execs.bpf.o", programs);
  }

  /** Runs what does not end, until it has printed a line like that, and then interrupts it. */
  private void untilPrinted(String line, Executable body) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.execute();
              } catch (Throwable e) {
                System.out.println("ended by " + e);
              }
            });
    thread.start();
    while (thread.isAlive() && !hasPrinted(line)) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertTrue(hasPrinted(line), () -> printed.toString(StandardCharsets.UTF_8));
  }

  private boolean hasPrinted(String line) {
    return printed.toString(StandardCharsets.UTF_8).lines().anyMatch(found -> found.matches(line));
  }

  @Test
  void theFirstEvent() throws Exception {
    Path file = file("execs.bpf.o");
    untilPrinted("\\d+ true", () -> printExecs(file));
  }

  private static void printExecs(Path file) {
    // [first]
    try (BpfObject object = BpfObject.open(file).load();
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      EventField pid = events.field("pid");
      EventField comm = events.field("comm");
      events.run(event -> System.out.println(pid.getInt(event) + " " + comm.getString(event)));
    }
    // [/first]
  }

  // [record]
  record Exec(int pid, String comm) {}

  // [/record]

  @Test
  void anEventIsReadInPlaceOrAsAnObject() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      // [offsets]
      events.await(
          event -> {
            int pid = event.getInt(0); // 4 bytes from the start of the struct, in place
            String comm = event.getString(4, 16);
            System.out.println(pid + " " + comm + ", " + event.size() + " bytes");
          });
      // [/offsets]
      // [as]
      events.await(event -> System.out.println(event.as(Exec.class)));
      // [/as]
      // [copy]
      byte[][] last = new byte[1][];
      events.await(event -> last[0] = event.copy()); // the view itself ends with the handler
      // [/copy]
      assertEquals(20, last[0].length);
    }
    assertTrue(hasPrinted("\\d+ .*, 20 bytes"));
    assertTrue(hasPrinted("Exec\\[pid=\\d+, comm=.*]"));
  }

  @Test
  void thereAreFourWaysToRead() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      // [ways]
      events.read(event -> count(event)); // what is there now
      events.read(event -> count(event), 100); // at most so many
      events.poll(Duration.ofMillis(100), event -> count(event)); // waits so long
      events.await(event -> count(event)); // waits as long as it takes
      // [/ways]
    }
  }

  private static void count(EventView event) {
    assertEquals(20, event.size());
  }

  @Test
  void severalRings() throws Exception {
    try (BpfObject object = execs("on_exec", "on_exit");
        BpfLink execs = object.program("on_exec").attach();
        BpfLink exits = object.program("on_exit").attach()) {
      untilPrinted("exit of \\d+", () -> printBoth(object));
    }
    assertTrue(hasPrinted("start of \\d+"));
  }

  private static void printBoth(BpfObject object) {
    // [several]
    try (RingBuffer both =
        RingBuffer.builder()
            .add(object.map("events"), e -> System.out.println("start of " + e.getInt(0)))
            .add(object.map("exits"), e -> System.out.println("exit of " + e.getInt(0)))
            .open()) {
      both.run();
    }
    // [/several]
  }

  @Test
  void aLease() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      EventField pid = events.field("pid");
      long sum = 0;
      while (sum == 0) {
        // [lease]
        try (EventLease lease = events.lease()) {
          while (lease.next()) {
            sum += pid.getInt(lease.event());
          }
        } // commits: the space goes back to the kernel
        // [/lease]
      }
    }
  }

  @Test
  void lostEvents() {
    try (BpfObject object = execs("on_exec");
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      // [lost]
      RingBufferStatistics statistics = events.statistics();
      System.out.printf(
          "%d events, %d bytes waiting, %.0f %% full, %d lost%n",
          statistics.records(),
          statistics.availableBytes(),
          100 * statistics.lag(),
          object.variable("lost").getLong());
      // [/lost]
    }
    assertTrue(hasPrinted("0 events, 0 bytes waiting, 0 % full, 0 lost"));
  }

  @Test
  void tuning() throws Exception {
    try (OpenBpfObject open = BpfObject.open(file("execs.bpf.o"))) {
      // [size]
      open.map("events").setMaxEntries(4_000_000); // bytes
      System.out.println(open.map("events").maxEntries()); // 4194304
      // [/size]
      try (BpfObject object = open.load()) {
        // [release]
        try (RingBuffer events =
            RingBuffer.builder()
                .add(object.map("events"), "event")
                .releaseEvery(64 << 10) // bytes; a quarter of the ring unless told
                .open()) {
          // [/release]
          assertEquals(4 << 20, events.statistics().sizeBytes());
        }
      }
    }
    assertTrue(hasPrinted("4194304"));
    try (BpfScope scope = BpfScope.open("sizes")) {
      // [sizes]
      BpfMap map = scope.createMap(MapOptions.ringBufferOfAtLeast("events", 1_000_000));
      System.out.println(map.maxEntries()); // 1048576
      // [/sizes]
    }
    assertTrue(hasPrinted("1048576"));
  }

  @Test
  void wakeUpsInBatches() throws Exception {
    try (BpfObject object = execs("on_exec_in_batches");
        BpfLink link = object.program("on_exec_in_batches").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      int count = 0;
      while (count == 0) {
        // [poll]
        count += events.poll(Duration.ofMillis(200), event -> count(event));
        // [/poll]
      }
    }
  }

  @Test
  @RequiresFeature(Feature.RING_BUFFER_OVERWRITE)
  void aFlightRecorder() throws Exception {
    try (BpfObject object = BpfObjects.load("recorder.bpf.o");
        BpfLink link = object.program("on_exec").attach()) {
      // [flight]
      try (RingBuffer recorder = RingBuffer.of(object.map("recorder"), "event")) {
        waitForTrouble();
        recorder.read(event -> System.out.println("before: " + event.as(Exec.class)));
        System.out.println(recorder.statistics().overwrittenBytes() + " bytes are gone");
      }
      // [/flight]
    }
    assertTrue(hasPrinted("before: Exec\\[pid=\\d+, comm=true]"));
    assertTrue(hasPrinted("\\d+ bytes are gone"));
  }

  private static void waitForTrouble() throws Exception {
    new ProcessBuilder("true").start().waitFor();
  }

  @Test
  @RequiresFeature(Feature.USER_RING_BUFFER)
  void programsReadWhatJavaWrites() throws Exception {
    try (BpfObject object = BpfObjects.load("commands.bpf.o")) {
      // [user]
      try (UserRingBuffer commands = UserRingBuffer.of(object.map("commands"))) {
        Optional<UserRecord> room = commands.reserve(16); // bytes; empty if the ring is full
        if (room.isPresent()) {
          try (UserRecord record = room.get()) {
            record.putInt(0, 3).putLong(8, 1000); // what, and limit
            record.submit(); // without it, close discards the record
          }
        }
        try (UserRecord record = commands.await(16)) { // waits for room, as reserve(16, Duration)
          record.putInt(0, 4).putLong(8, 2000);
          record.submit();
        }
      }
      // [/user]
      object.program("take_commands").testRun(TestRun.once());
      assertEquals(1000, object.variable("limits[3]").getLong());
      assertEquals(2000, object.variable("limits[4]").getLong());
    }
  }

  @Test
  void eitherKindOfBuffer() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach()) {
      // [either]
      try (EventStream events = EventStream.of(object.map("events"))) {
        events.await(event -> System.out.println(event.getInt(0)));
      }
      // [/either]
    }
    assertTrue(hasPrinted("\\d+"));
  }

  @Test
  void anEventLoop() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"));
        Epoll epoll = Epoll.open("loop")) {
      // [loop]
      events.withEpollFd(descriptor -> watch(epoll, descriptor));
      // and each time when it is readable:
      int count = events.read(event -> count(event));
      // [/loop]
      while (count == 0) {
        epoll.await(-1);
        count = events.read(event -> count(event));
      }
    }
  }

  private static void watch(Epoll epoll, int descriptor) {
    epoll.add(descriptor, Epoll.Interest.READ);
  }

  @Test
  void flow() throws Exception {
    Three subscriber = new Three();
    ExecutorService executor = Executors.newCachedThreadPool();
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      // [flow]
      Flow.Publisher<Exec> execs = events.publisher(event -> event.as(Exec.class), executor);
      execs.subscribe(subscriber);
      // [/flow]
      assertTrue(subscriber.come.await(60, TimeUnit.SECONDS));
    } finally {
      executor.shutdown();
    }
    assertTrue(subscriber.completed.await(60, TimeUnit.SECONDS));
  }

  /** Requests three events. */
  private static final class Three implements Flow.Subscriber<Exec> {
    private final CountDownLatch come = new CountDownLatch(3);
    private final CountDownLatch completed = new CountDownLatch(1);

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(3);
    }

    @Override
    public void onNext(Exec exec) {
      come.countDown();
    }

    @Override
    public void onError(Throwable error) {
      throw new AssertionError(error);
    }

    @Override
    public void onComplete() {
      completed.countDown();
    }
  }

  @Test
  void stream() throws Exception {
    try (BpfObject object = execs("on_exec");
        BpfLink link = object.program("on_exec").attach();
        RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
      // [stream]
      List<Exec> first = events.stream(event -> event.as(Exec.class)).limit(3).toList();
      // [/stream]
      assertEquals(3, first.size());
    }
  }
}
