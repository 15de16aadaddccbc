package org.libbpfjava.event;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.libbpfjava.testing.OwnThread;

/**
 * A reader publishes its position and looks whether it may sleep, while a program commits a record
 * and looks whether the reader is to be woken, in the same nanoseconds. At least one of them must
 * see the other.
 */
final class SleepRace {
  private static final int LENGTH = 8;

  /** By then the reader has looked. */
  private static final int LONGEST_NANOS = 600;

  private static final int NEVER = 1 << 20; // no space goes back before the reader has looked

  private final SimulatedRing ring = new SimulatedRing(4096, 0, false);
  private final Ring consumer = ring.consumer(NEVER);
  private volatile long written; // rounds that the writer has begun
  private volatile long looked; // rounds that the reader has ended
  private volatile boolean asleep; // in the last of them
  private long missed; // written by the writer alone

  private SleepRace() {}

  /**
   * Runs it.
   *
   * @return rounds in which the reader slept and was not woken
   */
  static long run(int rounds) throws Exception {
    SleepRace race = new SleepRace();
    CompletableFuture<Void> writer = OwnThread.run(() -> race.write(rounds));
    try (RingBuffer stream = SimulatedRing.open(race.consumer)) {
      SplittableRandom random = new SplittableRandom(2);
      for (long round = 1; round <= rounds; round++) {
        while (race.written < round) {
          Thread.onSpinWait();
        }
        pause(random.nextInt(50));
        race.consumer.read(event -> {}, Integer.MAX_VALUE);
        race.asleep = stream.maySleep();
        race.looked = round;
      }
      writer.get(60, TimeUnit.SECONDS);
    }
    return race.missed;
  }

  /** As bpf_ringbuf_commit() does: the header, a full barrier, the consumer's position. */
  private void write(int rounds) {
    SplittableRandom random = new SplittableRandom(1);
    for (long round = 1; round <= rounds; round++) {
      ring.discard(LENGTH);
      long position = Objects.requireNonNull(ring.reserve(LENGTH));
      written = round;
      pause(random.nextInt(LONGEST_NANOS));
      ring.setHeader(position, LENGTH);
      VarHandle.fullFence();
      boolean wakes = ring.consumerPosition() == position;
      while (looked < round) {
        Thread.onSpinWait();
      }
      if (asleep && !wakes && ring.consumerPosition() == position) {
        missed++;
      }
      ring.commit(position, LENGTH, false);
    }
  }

  private static void pause(int nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
