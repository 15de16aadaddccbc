package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.libbpfjava.internal.libbpf.EventMapInfo;
import org.libbpfjava.internal.libbpf.SharedPages;
import org.libbpfjava.map.BpfMap;

/** Reads a ring in every way there is, in random turns, and stops at times until it is full. */
final class TortureConsumer implements AutoCloseable {
  /** The kernel wakes a reader that has caught up: so long a wait has missed a wake-up. */
  private static final Duration MISSED = Duration.ofSeconds(30);

  private final BpfMap map;
  private final TortureRecords records;
  private final Random random;
  private final SharedPages positions; // the consumer's page, as the kernel sees it
  private final BitSet wraps = new BitSet();
  private RingBuffer ring;
  private long discarded; // by consumers that are closed
  private long wakeUps;
  private long until;

  TortureConsumer(BpfMap map, TortureRecords records, Random random) {
    this.map = map;
    this.records = records;
    this.random = random;
    this.positions =
        map.withFd(
            fd -> SharedPages.map(fd, 0, EventMapInfo.of(fd, "ring").pageSize(), false, "ring"));
    this.ring = RingBuffer.of(map);
  }

  /** {@return records that were discarded, and so not handed over} */
  long discarded() {
    return discarded + ring.statistics().discarded();
  }

  /** {@return waits that the kernel ended} */
  long wakeUps() {
    return wakeUps + ring.statistics().wakeUps();
  }

  /** {@return how many words of a record were in front of the ring's end, each that was seen} */
  BitSet wraps() {
    return wraps;
  }

  /** Reads until so many records have come, all from the beginning counted. */
  void readUntil(long count) throws InterruptedException {
    until = count;
    while (records.count() < count) {
      int way = random.nextInt(100);
      if (way < 30) {
        ring.read(records);
      } else if (way < 40) {
        ring.read(records, random.nextInt(50));
      } else if (way < 75) {
        poll();
      } else if (way < 88) {
        lease();
      } else if (way < 94) {
        readAndThrow();
      } else if (way < 96) {
        stop();
      } else if (way < 98) {
        runAndClose();
      } else {
        reopen();
      }
    }
    ring.read(records); // what was discarded behind the last one
  }

  private void poll() throws InterruptedException {
    long begin = System.nanoTime();
    // At its end it looks once more: what it finds then was there for some time.
    if (ring.poll(MISSED, records) == 0 || System.nanoTime() - begin >= MISSED.toNanos()) {
      throw new AssertionError(
          "no wake-up within "
              + MISSED.toSeconds()
              + " s at record "
              + records.count()
              + ", with "
              + ring.statistics().availableBytes()
              + " bytes to read");
    }
  }

  private void lease() {
    int most = random.nextInt(200);
    try (EventLease lease = ring.lease()) {
      for (int i = 0; i < most && lease.next(); i++) {
        EventView event = lease.event();
        int size = event.size();
        records.handle(event);
        if (random.nextInt(4) > 0) {
          lease.commit();
          noteWrap(RecordHeader.step(size));
        }
      }
    }
  }

  /** After a commit: the position in memory is the end of a record of that many bytes. */
  private void noteWrap(long step) {
    long size = ring.statistics().sizeBytes();
    ByteBuffer page = positions.buffer();
    long before = size - ((page.getLong(0) - step) & (size - 1));
    if (before < step) {
      wraps.set((int) (before / 8));
    }
  }

  private void readAndThrow() {
    int[] left = {random.nextInt(20)};
    Error thrown = new Error("of the handler");
    try {
      ring.read(
          event -> {
            records.handle(event);
            if (left[0]-- == 0) {
              throw thrown;
            }
          });
    } catch (Error e) {
      if (e != thrown) {
        throw e;
      }
    }
  }

  /** Until producers find no room, or are done. */
  private void stop() {
    long end = System.nanoTime() + 20_000_000;
    while (ring.statistics().lag() < 0.99 && System.nanoTime() < end) {
      LockSupport.parkNanos(20_000);
    }
  }

  private void runAndClose() {
    int[] left = {1 + random.nextInt(100)};
    RingBuffer running = ring;
    running.run(
        event -> {
          records.handle(event);
          if (--left[0] == 0 || records.count() >= until) { // or it would wait for ever
            running.close();
          }
        });
    reopen();
  }

  private void reopen() {
    ring.close();
    discarded += ring.statistics().discarded();
    wakeUps += ring.statistics().wakeUps();
    ring = RingBuffer.builder().add(map).releaseEvery(1 + random.nextInt(1 << 15)).open();
  }

  @Override
  public void close() {
    ring.close();
    positions.close();
  }
}
