package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A ring buffer's consumer against a model: which records come, in which order, with which bytes,
 * and which position the kernel sees at each moment. Positions begin where numbers wrap.
 */
class RingPropertyTest {
  /** A record as the model knows it. */
  private static final class Model {
    final long position;
    final int length;
    final int seed;
    boolean busy = true;
    boolean discarded;

    Model(long position, int length, int seed) {
      this.position = position;
      this.length = length;
      this.seed = seed;
    }

    long end() {
      return position + (length + 8 + 7) / 8 * 8L;
    }
  }

  enum Act {
    WRITE,
    WRITE_ALIKE,
    DISCARD,
    RESERVE,
    COMMIT,
    ABANDON,
    READ,
    READ_SOME,
    THROW,
    LEASE
  }

  record Step(Act act, int number) {}

  @Property(tries = 1500)
  void aRingAgreesWithTheModel(
      @ForAll("starts") long start,
      @ForAll("sizes") int size,
      @ForAll("releases") int every,
      @ForAll("steps") List<Step> steps) {
    new Run(new SimulatedRing(size, start, false), every).perform(steps);
  }

  @Property(tries = 1500)
  void aRingThatOverwritesAgreesWithTheModel(
      @ForAll("starts") long start, @ForAll("sizes") int size, @ForAll("steps") List<Step> steps) {
    new Run(new SimulatedRing(size, start, true), 1).perform(steps);
  }

  /** One ring from its first step to its last. */
  private static final class Run {
    private final SimulatedRing ring;
    private final RingBuffer stream;
    private final List<Model> unread = new ArrayList<>();
    private final List<Model> busy = new ArrayList<>();
    private long releaseEvery;
    private int seed;
    private long position; // of the record that is next
    private long released;
    private long records;
    private long bytes;
    private long discarded;
    private long overwritten;

    Run(SimulatedRing ring, int releaseEvery) {
      this.ring = ring;
      this.stream = ring.open(releaseEvery);
      this.releaseEvery = ring.overwrites ? Long.MAX_VALUE : releaseEvery;
      this.position = ring.producerPosition();
      this.released = position;
    }

    void perform(List<Step> steps) {
      try (stream) {
        for (Step step : steps) {
          perform(step);
          assertEquals(released, ring.consumerPosition(), step + ": position in memory");
        }
        checkStatistics();
      }
    }

    private void perform(Step step) {
      int number = step.number();
      switch (step.act()) {
        case WRITE -> finish(reserve(number), false);
        case WRITE_ALIKE -> {
          for (int i = 0; i < number % 40; i++) {
            finish(reserve(number % 4 * 8), false);
          }
        }
        case DISCARD -> finish(reserve(number), true);
        case RESERVE -> reserve(number);
        case COMMIT -> finish(oneBusy(number), false);
        case ABANDON -> finish(oneBusy(number), true);
        case READ -> read(Integer.MAX_VALUE);
        case READ_SOME -> read(number % 5);
        case THROW -> readAndThrow(number % 3);
        case LEASE -> lease(number);
      }
    }

    private @Nullable Model oneBusy(int number) {
      return busy.isEmpty() ? null : busy.get(number % busy.size());
    }

    private @Nullable Model reserve(int number) {
      int length = number % (ring.size / 2);
      Long at = ring.reserve(length);
      if (at == null) {
        return null;
      }
      Model record = new Model(at, length, ++seed);
      unread.add(record);
      busy.add(record);
      return record;
    }

    private void finish(@Nullable Model record, boolean discard) {
      if (record == null) {
        return;
      }
      ring.fill(record.position, record.length, record.seed);
      ring.commit(record.position, record.length, discard);
      busy.remove(record);
      record.busy = false;
      record.discarded = discard;
    }

    /** {@return the record that is to come next; null where there is none} */
    private @Nullable Model next() {
      while (ring.overwrites && !unread.isEmpty()) {
        if (unread.get(0).position - ring.overwritePosition() >= 0) {
          break;
        }
        overwritten += unread.get(0).end() - unread.get(0).position;
        position = unread.remove(0).end();
      }
      while (!unread.isEmpty() && !unread.get(0).busy) {
        Model record = unread.remove(0);
        position = record.end();
        if (!record.discarded) {
          records++;
          bytes += record.end() - record.position;
          return record;
        }
        discarded++;
        bytes += record.end() - record.position;
      }
      return null;
    }

    /** What a handler sees must be what the model says is next. */
    private void check(EventView event, @Nullable Model expected) {
      if (expected == null) {
        throw new AssertionError("no record is there, and one of " + event.size() + " bytes came");
      }
      byte[] pattern = new byte[expected.length];
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = SimulatedRing.pattern(expected.seed, i);
      }
      assertArrayEquals(pattern, event.copy());
      checkPublished(expected.position);
    }

    /** Space of records that were handled goes back in time, and none before. */
    private void checkPublished(long handled) {
      long published = ring.consumerPosition();
      assertTrue(published - released >= 0, "the position in memory went back");
      assertTrue(handled - published >= 0, "space went back before its record was read");
      if (releaseEvery == Long.MAX_VALUE) {
        assertEquals(released, published);
      } else {
        long longest = ring.size / 2 + 16L;
        assertTrue(handled - published < 2 * releaseEvery + longest, "space did not go back");
      }
      released = published;
    }

    private void read(int limit) {
      int[] came = new int[1];
      int count =
          stream.read(
              event -> {
                came[0]++;
                check(event, next());
              },
              limit);
      assertEquals(came[0], count);
      if (count < limit) {
        assertSame(null, next(), "a record was left");
      }
      released = position;
    }

    private void readAndThrow(int after) {
      Error thrown = new Error("of the handler");
      int[] left = {after};
      boolean[] reached = new boolean[1];
      EventHandler handler =
          event -> {
            check(event, next());
            if (left[0]-- == 0) {
              reached[0] = true;
              throw thrown;
            }
          };
      long before = records;
      if (committed() > after) {
        assertSame(thrown, assertThrows(Error.class, () -> stream.read(handler)));
        assertTrue(reached[0]);
        assertEquals(before + after + 1, records);
      } else {
        stream.read(handler);
        assertSame(null, next(), "a record was left");
      }
      released = position;
    }

    /** {@return how many records could be read now} */
    private int committed() {
      int count = 0;
      for (Model record : unread) {
        if (ring.overwrites && record.position - ring.overwritePosition() < 0) {
          continue;
        }
        if (record.busy) {
          break;
        }
        count += record.discarded ? 0 : 1;
      }
      return count;
    }

    private void lease(int number) {
      long every = releaseEvery;
      releaseEvery = Long.MAX_VALUE; // a lease gives nothing back by itself
      try (EventLease lease = stream.lease()) {
        for (int i = 0; i < number % 4; i++) {
          Model expected = next();
          assertEquals(expected != null, lease.next());
          if (expected != null) {
            check(lease.event(), expected);
          } else {
            assertThrows(IllegalStateException.class, () -> lease.event().size());
          }
          if (number % 3 == 0) {
            lease.commit();
            released = position;
            assertEquals(released, ring.consumerPosition());
          }
        }
      }
      released = position;
      releaseEvery = every;
    }

    private void checkStatistics() {
      RingBufferStatistics statistics = stream.statistics();
      assertEquals(records, statistics.records());
      assertEquals(bytes, statistics.bytes());
      assertEquals(discarded, statistics.discarded());
      assertEquals(overwritten, statistics.overwrittenBytes());
      assertEquals(ring.size, statistics.sizeBytes());
      long gone = ring.overwrites ? Math.max(ring.overwritePosition() - position, 0) : 0;
      assertEquals(ring.producerPosition() - position - gone, statistics.availableBytes());
      assertFalse(statistics.lag() < 0 || statistics.lag() > 1, "lag " + statistics.lag());
    }
  }

  /** A little before each place where a number of 31, 32, 63 or 64 bits ends. */
  @Provide
  Arbitrary<Long> starts() {
    Arbitrary<Long> wraps = Arbitraries.of(1L << 31, 1L << 32, Long.MIN_VALUE, 0L, 1L << 40);
    return Combinators.combine(wraps, Arbitraries.integers().between(0, 256))
        .as((wrap, words) -> wrap - 8L * words);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.of(64, 128, 256, 512, 1024, 4096);
  }

  @Provide
  Arbitrary<Integer> releases() {
    return Arbitraries.of(1, 8, 24, 64, 256, Integer.MAX_VALUE);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Act.class), Arbitraries.integers().between(0, 4095))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }
}
