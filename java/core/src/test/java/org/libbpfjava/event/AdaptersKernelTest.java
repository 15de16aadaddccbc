package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;

/** Publishers and streams take no event that nobody wants, and end when they should. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
@Timeout(60)
class AdaptersKernelTest {
  private static final int STEP = 24; // bytes of an event with its header

  private BpfObject object;
  private RingBuffer ring;
  private final LinkedBlockingQueue<Waiter> threads = new LinkedBlockingQueue<>();
  private final Executor executor = task -> threads.add(Waiter.start("publishes", task::run));

  @BeforeEach
  void open() {
    object = BpfObjects.load("events.bpf.o");
    ring = RingBuffer.of(object.map("events"));
  }

  @AfterEach
  void close() throws InterruptedException {
    ring.close();
    for (Waiter thread : threads) {
      thread.join();
    }
    object.close();
  }

  private void write(int count) {
    write("write_event", count);
  }

  private void write(String program, int count) {
    object.program(program).testRun(TestRun.once().withData(new byte[64]).withRepeat(count));
  }

  private List<Long> rest() {
    List<Long> numbers = new ArrayList<>();
    ring.read(event -> numbers.add(event.getLong(0)));
    return numbers;
  }

  private TestSubscriber<Long> subscribe() {
    TestSubscriber<Long> subscriber = new TestSubscriber<>();
    ring.publisher(event -> event.getLong(0), executor).subscribe(subscriber);
    return subscriber;
  }

  @Test
  void asManyEventsAreReadAsWereRequested() throws Exception {
    write(5);
    TestSubscriber<Long> subscriber = subscribe();
    threads.peek().awaitSleep();
    assertEquals(5 * STEP, ring.statistics().availableBytes(), "nothing was requested");
    subscriber.subscription().request(2);
    assertEquals(0, subscriber.next());
    assertEquals(1, subscriber.next());
    threads.peek().awaitSleep();
    assertEquals(3 * STEP, ring.statistics().availableBytes());
    subscriber.subscription().request(Long.MAX_VALUE);
    subscriber.subscription().request(Long.MAX_VALUE);
    assertEquals(
        List.of(2L, 3L, 4L), List.of(subscriber.next(), subscriber.next(), subscriber.next()));
    threads.peek().awaitSleep();
    write(1);
    assertEquals(5, subscriber.next());
    assertFalse(subscriber.hasEnded());
  }

  @Test
  void cancelLosesNoEvent() throws Exception {
    write(5);
    TestSubscriber<Long> subscriber =
        new TestSubscriber<>() {
          @Override
          public void onNext(Long number) {
            super.onNext(number);
            if (number == 1) {
              subscription().cancel();
            }
          }
        };
    ring.publisher(event -> event.getLong(0), executor).subscribe(subscriber);
    subscriber.subscription().request(100);
    threads.take().joinAndCheck();
    assertEquals(0, subscriber.next());
    assertEquals(1, subscriber.next());
    subscriber.subscription().request(1);
    assertEquals(List.of(2L, 3L, 4L), rest());
    assertFalse(subscriber.hasNext() || subscriber.hasEnded());
  }

  @Test
  void cancelEndsAWaitWithAndWithoutDemand() throws Exception {
    for (int demand = 0; demand < 2; demand++) {
      TestSubscriber<Long> subscriber = subscribe();
      Waiter thread = threads.take();
      if (demand > 0) {
        subscriber.subscription().request(demand);
      }
      thread.awaitSleep();
      subscriber.subscription().cancel();
      subscriber.subscription().cancel();
      thread.joinAndCheck();
      assertFalse(subscriber.hasEnded());
    }
  }

  @Test
  void closeCompletesWithAndWithoutDemand() throws Exception {
    TestSubscriber<Long> subscriber = subscribe();
    threads.peek().awaitSleep();
    ring.close();
    assertNull(subscriber.end());
    TestSubscriber<Long> late = subscribe();
    assertNull(late.end());

    ring = RingBuffer.of(object.map("events"));
    TestSubscriber<Long> waiting = subscribe();
    waiting.subscription().request(3);
    ring.close();
    assertNull(waiting.end());
  }

  @Test
  void aRequestOfNothingIsAnError() throws Exception {
    write(1);
    TestSubscriber<Long> subscriber = subscribe();
    subscriber.subscription().request(0);
    assertEquals(
        "a subscriber of ring buffer 'events' requested 0 events; 1 is the least (rule 3.9)",
        assertInstanceOf(IllegalArgumentException.class, subscriber.end()).getMessage());
    threads.take().joinAndCheck();
    assertEquals(List.of(0L), rest());
  }

  @Test
  void whatTheFunctionThrowsIsTheError() throws Exception {
    write(2);
    RuntimeException thrown = new RuntimeException("no such event");
    TestSubscriber<Long> subscriber = new TestSubscriber<>();
    Flow.Publisher<Long> publisher =
        ring.publisher(
            event -> {
              throw thrown;
            },
            executor);
    publisher.subscribe(subscriber);
    subscriber.subscription().request(5);
    assertSame(thrown, subscriber.end());
    threads.take().joinAndCheck();
    assertEquals(List.of(1L), rest(), "the first one counts as read");
  }

  @Test
  void anInterruptIsAnErrorAndStays() throws Exception {
    TestSubscriber<Long> subscriber = subscribe();
    Waiter thread = threads.take();
    thread.awaitSleep();
    thread.interrupt();
    assertInstanceOf(InterruptedException.class, subscriber.end());
    thread.joinAndCheck();
  }

  @Test
  void whatASubscriberThrowsReachesTheExecutor() throws Exception {
    write(2);
    IllegalStateException thrown = new IllegalStateException("no more");
    TestSubscriber<Long> subscriber =
        new TestSubscriber<>() {
          @Override
          public void onNext(Long number) {
            throw thrown;
          }
        };
    ring.publisher(event -> event.getLong(0), executor).subscribe(subscriber);
    subscriber.subscription().request(5);
    assertSame(thrown, assertThrows(AssertionError.class, threads.take()::joinAndCheck).getCause());
    assertFalse(subscriber.hasEnded());
    assertEquals(List.of(1L), rest(), "the ring can be read again");
  }

  @Test
  void aSecondReaderIsAnError() throws Exception {
    Flow.Publisher<Long> publisher = ring.publisher(event -> event.getLong(0), executor);
    TestSubscriber<Long> first = new TestSubscriber<>();
    publisher.subscribe(first);
    TestSubscriber<Long> second = new TestSubscriber<>();
    publisher.subscribe(second);
    assertEquals(
        "this publisher of ring buffer 'events' has had its subscriber: make another publisher",
        assertInstanceOf(IllegalStateException.class, second.end()).getMessage());
    threads.peek().awaitSleep();
    TestSubscriber<Long> third = subscribe();
    assertEquals(
        "ring buffer 'events' is being read by another thread, publishes",
        assertInstanceOf(IllegalStateException.class, third.end()).getMessage());
    assertThrows(IllegalStateException.class, () -> ring.read(event -> {}));
    write(1);
    first.subscription().request(1);
    assertEquals(0, first.next());
  }

  @Test
  void anExecutorThatRefusesIsAnError() throws Exception {
    TestSubscriber<Long> subscriber = new TestSubscriber<>();
    RejectedExecutionException refusal = new RejectedExecutionException("shut down");
    ring.<Long>publisher(
            event -> 1L,
            task -> {
              throw refusal;
            })
        .subscribe(subscriber);
    assertSame(refusal, subscriber.end());
  }

  @Test
  void aStreamReadsNoFurtherThanItMust() {
    write(5);
    assertEquals(List.of(0L, 1L, 2L), ring.stream(event -> event.getLong(0)).limit(3).toList());
    assertEquals(List.of(3L, 4L), rest());
  }

  @Test
  void aStreamWaitsForEventsUntilTheRingIsClosed() throws Exception {
    write(1);
    LinkedBlockingQueue<Long> numbers = new LinkedBlockingQueue<>();
    Waiter reader =
        Waiter.start("reads", () -> ring.stream(e -> e.getLong(0)).forEach(numbers::add));
    assertEquals(0, numbers.take());
    reader.awaitSleep();
    write(2);
    assertEquals(1, numbers.take());
    assertEquals(2, numbers.take());
    reader.awaitSleep();
    ring.close();
    reader.joinAndCheck();
    assertEquals(List.of(), ring.stream(event -> 1).toList());
  }

  @Test
  void closingAStreamEndsItAndNotTheRing() throws Exception {
    Stream<Long> stream = ring.stream(event -> event.getLong(0));
    Waiter reader = Waiter.start("reads", () -> assertEquals(0, stream.count()));
    reader.awaitSleep();
    stream.close();
    reader.joinAndCheck();
    write(1);
    assertEquals(List.of(0L), rest());
  }

  @Test
  void anInterruptEndsAStreamAndStays() throws Exception {
    Waiter reader =
        Waiter.start(
            "reads",
            () -> {
              assertEquals(0, ring.stream(event -> 1).mapToInt(one -> one).sum());
              assertTrue(Thread.currentThread().isInterrupted());
            });
    reader.awaitSleep();
    reader.interrupt();
    reader.joinAndCheck();
    assertTrue(ring.isOpen());
  }

  @Test
  void whatAStreamsFunctionThrowsReachesTheCaller() {
    write(2);
    UnsupportedOperationException thrown = new UnsupportedOperationException();
    assertSame(
        thrown,
        assertThrows(
            UnsupportedOperationException.class,
            () ->
                ring.stream(
                        event -> {
                          throw thrown;
                        })
                    .findFirst()));
    assertThrows(NullPointerException.class, () -> ring.stream(event -> null).findFirst());
    assertEquals(List.of(), rest());
    try (EventLease lease = ring.lease()) {
      assertFalse(lease.next());
      assertThrows(IllegalStateException.class, () -> ring.stream(event -> 1).findFirst());
    }
  }

  @Test
  void aParallelStreamWorksToo() {
    write(100);
    assertEquals(
        4950,
        ring.stream(e -> e.getLong(0))
            .limit(100)
            .parallel()
            .collect(Collectors.summingLong(n -> n)));
  }

  /** With a limit, the ring that is read first changes. */
  @Test
  void aBusyRingDoesNotStarveTheOther() {
    ring.close();
    List<String> order = new ArrayList<>();
    ring =
        RingBuffer.builder()
            .add(object.map("events"), event -> order.add("events"))
            .add(object.map("others"), event -> order.add("others"))
            .open();
    write("write_event", 4);
    write("write_others", 4);
    for (int i = 0; i < 4; i++) {
      assertEquals(1, ring.read(event -> order.add("" + event.getLong(0)), 1));
    }
    assertEquals(List.of("0", "4", "1", "5"), order);
    assertEquals(4, ring.read());
    assertEquals(List.of("events", "events", "others", "others"), order.subList(4, 8));
  }
}
