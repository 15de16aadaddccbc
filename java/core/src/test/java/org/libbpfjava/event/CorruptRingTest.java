package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.testing.OwnThread;

/** Shared memory that says what cannot be ends in an exception, which is remembered. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CorruptRingTest {
  private static final int SIZE = 4096;

  /** Every way to read says the same, then and later, also when the memory looks well again. */
  private static void assertCorrupt(SimulatedRing ring, RingBuffer stream, String what) {
    String message =
        "simulated ring is corrupt: " + what + ". Something else writes into its memory";
    List<Integer> seen = new ArrayList<>();
    assertRefused(message, () -> stream.read(event -> seen.add(event.size())));
    long position = ring.consumerPosition();
    assertRefused(message, () -> stream.poll(Duration.ofSeconds(30), event -> seen.add(1)));
    assertRefused(message, () -> stream.await(event -> seen.add(1)));
    assertRefused(message, () -> stream.run(event -> seen.add(1)));
    try (EventLease lease = stream.lease()) {
      assertRefused(message, lease::next);
      assertRefused(message, lease::next);
    }
    ring.setHeader(position, 8);
    ring.setProducerPosition(position + 16);
    assertRefused(message, () -> stream.read(event -> seen.add(1)));
    ring.setProducerPosition(position);
    assertRefused(message, () -> stream.read(event -> seen.add(1)));
    assertEquals(List.of(), seen);
    assertEquals(position, ring.consumerPosition());
    assertTrue(stream.isOpen());
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(BpfException.class, call).getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordIsNoLongerThanWhatWasWritten(boolean overwrites) {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, overwrites);
    try (RingBuffer stream = ring.open(64)) {
      assertTrue(ring.write(16, 1));
      assertTrue(ring.write(16, 2));
      stream.read(event -> {}, 1);
      ring.setHeader(24, 17);
      assertCorrupt(ring, stream, "the record at 24 claims 17 bytes, and 24 follow");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordIsNotAsLongAsItsHeaderCanSay(boolean overwrites) {
    SimulatedRing ring = new SimulatedRing(SIZE, -8, overwrites);
    try (RingBuffer stream = ring.open(64)) {
      assertTrue(ring.write(16, 1));
      ring.setHeader(-8, RecordHeader.DISCARD - 1);
      assertCorrupt(
          ring,
          stream,
          "the record at 18446744073709551608 claims 1073741823 bytes, and 24 follow");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDiscardedRecordIsNoLongerEither(boolean overwrites) {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, overwrites);
    try (RingBuffer stream = ring.open(64)) {
      assertTrue(ring.discard(16));
      ring.setHeader(0, RecordHeader.DISCARD | 100);
      assertCorrupt(ring, stream, "the record at 0 claims 100 bytes, and 24 follow");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SIZE + 8, 1L << 40, -8, Long.MIN_VALUE, Long.MAX_VALUE})
  void aProducerIsWithinTheRing(long distance) {
    long start = 1L << 33;
    SimulatedRing ring = new SimulatedRing(SIZE, start, false);
    try (RingBuffer stream = ring.open(64)) {
      ring.setProducerPosition(start + distance);
      assertCorrupt(
          ring,
          stream,
          "the producer is at "
              + Long.toUnsignedString(start + distance)
              + " and the consumer at 8589934592, and it has 4096 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SIZE + 8, 1L << 40, Long.MAX_VALUE - 7})
  void aProducerThatOverwritesIsNotAheadOfWhatItOverwrote(long distance) {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, true);
    try (RingBuffer stream = ring.open(64)) {
      ring.setHeader(0, 1 << 29); // so long a copy must not even be tried
      ring.setProducerPosition(distance);
      assertCorrupt(
          ring,
          stream,
          "the producer is at " + distance + " and the consumer at 0, and it has 4096 bytes");
    }
  }

  @Test
  void aProducerThatOverwritesDoesNotGoBack() {
    SimulatedRing ring = new SimulatedRing(SIZE, 80, true);
    try (RingBuffer stream = ring.open(64)) {
      ring.setProducerPosition(72);
      assertCorrupt(
          ring, stream, "the producer is at 72 and the consumer at 80, and it has 4096 bytes");
    }
  }

  @Test
  void whatWasOverwrittenWasWritten() {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, true);
    try (RingBuffer stream = ring.open(64)) {
      ring.setOverwritePosition(SIZE);
      String message =
          "simulated ring is corrupt: the producer is at 0 and the consumer at 4096, and it has"
              + " 4096 bytes. Something else writes into its memory";
      assertRefused(message, () -> stream.read(event -> {}));
      assertRefused(message, () -> stream.read(event -> {}));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConsumerBeginsAtARecord(boolean overwrites) {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, overwrites);
    assertTrue(ring.write(24, 1));
    ring.setConsumerPosition(4);
    try (RingBuffer stream = ring.open(64)) {
      assertCorrupt(
          ring, stream, "the producer is at 32 and the consumer at 4, and it has 4096 bytes");
    }
  }

  /** A writer that was stopped, or killed, between reserving and committing. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordThatIsNeverDoneIsNotWaitedForWithoutEnd(boolean overwrites) throws Exception {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, overwrites);
    try (RingBuffer stream = ring.open(64)) {
      assertTrue(ring.write(16, 1));
      long busy = Objects.requireNonNull(ring.reserve(16));
      assertTrue(ring.write(16, 3));
      assertEquals(1, stream.read(event -> {}));
      assertEquals(0, stream.read(event -> {}));
      assertEquals(0, stream.poll(Duration.ofMillis(1), event -> {}));
      try (EventLease lease = stream.lease()) {
        assertFalse(lease.next());
      }
      assertEquals(24, ring.consumerPosition());
      ring.commit(busy, 16, true);
      assertEquals(1, stream.read(event -> {}));
      assertEquals(72, ring.consumerPosition());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLeaseChecksRecordsToo(boolean overwrites) {
    SimulatedRing ring = new SimulatedRing(SIZE, 0, overwrites);
    try (RingBuffer stream = ring.open(64)) {
      assertTrue(ring.write(16, 1));
      assertTrue(ring.write(16, 2));
      ring.setHeader(24, 17);
      try (EventLease lease = stream.lease()) {
        assertTrue(lease.next());
        String message =
            "simulated ring is corrupt: the record at 24 claims 17 bytes, and 24 follow. Something"
                + " else writes into its memory";
        assertRefused(message, lease::next);
      }
      assertEquals(24, ring.consumerPosition());
    }
  }

  /** A corrupt ring beside a sound one: the sound one's events that came first are not lost. */
  @Test
  void oneOfSeveralRingsIsCorrupt() {
    SimulatedRing sound = new SimulatedRing(SIZE, 0, false);
    SimulatedRing corrupt = new SimulatedRing(SIZE, 0, false);
    try (RingBuffer stream = SimulatedRing.open(List.of(sound, corrupt), 64)) {
      assertTrue(sound.write(16, 1));
      corrupt.setProducerPosition(-8);
      int[] seen = new int[1];
      assertThrows(BpfException.class, () -> stream.read(event -> seen[0]++));
      assertEquals(1, seen[0]);
      assertEquals(24, sound.consumerPosition());
    }
  }

  /** What a producer overwrites meanwhile is never handed over, in whole or in part. */
  @Test
  void whatIsOverwrittenDuringTheCopyIsNotHandedOver() throws Exception {
    SimulatedRing ring = new SimulatedRing(256, -(1 << 20), true);
    int records = 300_000;
    try (RingBuffer stream = ring.open(64)) {
      CompletableFuture<Void> producer =
          OwnThread.run(
              () -> {
                for (int i = 1; i <= records; i++) {
                  assertTrue(ring.write(i % 13 * 8, i));
                }
              });
      long[] seen = new long[1];
      EventHandler handler =
          event -> {
            seen[0]++;
            for (int i = 1; i < event.size(); i++) {
              if ((byte) (event.getByte(i) - event.getByte(i - 1)) != 7) {
                throw new AssertionError("torn: " + java.util.Arrays.toString(event.copy()));
              }
            }
          };
      while (!producer.isDone()) {
        stream.read(handler);
      }
      producer.get(1, TimeUnit.SECONDS);
      stream.read(handler);
      RingBufferStatistics statistics = stream.statistics();
      assertEquals(seen[0], statistics.records());
      assertTrue(statistics.overwrittenBytes() > 0);
      assertEquals(0, statistics.availableBytes());
    }
  }
}
