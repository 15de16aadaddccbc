package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.TestRun;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OwnThread;

/**
 * A reader that has caught up falls asleep at the moment in which a program writes one record more,
 * again and again. Without a wake-up the reader would sleep on.
 */
final class RingWakeUps {
  /** A reader that has not read a record after such a time sleeps; a wake-up takes microseconds. */
  private static final long MISSED_NANOS = 500_000_000;

  /** A record that comes that long after another one meets its reader at each step. */
  private static final int LONGEST_WAKE_UP_NANOS = 40_000;

  private static final Duration WAIT = Duration.ofSeconds(1);

  /**
   * What happened.
   *
   * @param records that were read
   * @param wakeUps waits that the kernel ended
   * @param missed records beside which the reader slept on
   */
  record Summary(long records, long wakeUps, long missed) {}

  private RingWakeUps() {}

  /**
   * Runs it for a time.
   *
   * @param discards how many records are given up before each one, at most
   */
  static Summary run(Duration time, int discards) throws Exception {
    try (BpfObject object = BpfObjects.load("torture.bpf.o", "discard_then_write")) {
      Thread reader = Thread.currentThread();
      AtomicLong next = new AtomicLong(); // the number of the record that the reader waits for
      AtomicLong missed = new AtomicLong();
      long end = System.nanoTime() + time.toNanos();
      CompletableFuture<Void> writer =
          OwnThread.run(
              () -> {
                for (long number = 0; System.nanoTime() < end; number++) {
                  write(object, discards);
                  if (isMissed(number, next, reader)) {
                    missed.incrementAndGet();
                  }
                }
              });
      try (RingBuffer ring = RingBuffer.of(object.map("ring"))) {
        EventHandler handler = event -> next.set(event.getLong(0) + 1);
        while (!writer.isDone()) {
          ring.poll(WAIT, handler); // which looks once more at its end
        }
        writer.get(1, TimeUnit.SECONDS);
        ring.read(handler);
        assertEquals(object.variable("number").getLong(), next.get());
        return new Summary(next.get(), ring.statistics().wakeUps(), missed.get());
      }
    }
  }

  /** Writes a record, sooner or later after the one before was read. */
  private static void write(BpfObject object, int discards) {
    BpfProgram program = object.program("discard_then_write");
    TestRun once = TestRun.once().withData(new byte[64]);
    spin();
    if (discards > 0) {
      object.variable("discards").setInt(discards);
      program.testRun(once.withRepeat(discards));
      spin();
    }
    program.testRun(once);
  }

  /** Returns when a record was read. */
  private static boolean isMissed(long number, AtomicLong next, Thread reader) {
    long written = System.nanoTime();
    boolean missed = false;
    while (next.get() <= number) {
      Thread.onSpinWait();
      if (!missed && System.nanoTime() - written > MISSED_NANOS) {
        StackTraceElement[] stack = reader.getStackTrace();
        missed = stack.length > 0 && stack[0].getMethodName().equals("lbj_epoll_wait");
      }
    }
    return missed;
  }

  private static void spin() {
    long until = System.nanoTime() + ThreadLocalRandom.current().nextInt(LONGEST_WAKE_UP_NANOS);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
