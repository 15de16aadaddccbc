package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A reader sleeps only where the kernel will wake it. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RingSleepTest {

  /**
   * A program commits a record after the reader has looked, and before it has said that it skipped
   * what was discarded: the kernel does not see a reader that has caught up, and wakes nobody.
   */
  @Test
  void aRecordThatComesWhileOthersAreSkippedIsSeen() throws Exception {
    SimulatedRing ring = new SimulatedRing(4096, 0, false);
    Ring late =
        new Ring(
            "simulated ring",
            ring.consumerPage(),
            ring.producerPage(),
            ring.data(),
            1,
            EventTypes.NONE) {
          @Override
          int read(EventHandler handler, int limit) {
            long before = position;
            int count = super.read(handler, limit);
            if (count == 0 && position != before) {
              ring.write(16, 1);
            }
            return count;
          }
        };
    try (RingBuffer stream = SimulatedRing.open(late)) {
      ring.discard(8);
      assertEquals(1, stream.poll(Duration.ofDays(1), event -> {}));
      ring.discard(8);
      assertEquals(1, stream.await(event -> {}));
    }
  }

  @Test
  void aRecordThatComesWhileAReaderFallsAsleepIsSeen() throws Exception {
    assertEquals(0, SleepRace.run(60_000));
  }

  /** A wait ends in time though records come all the while, if all of them are discarded. */
  @Test
  void discardedRecordsDoNotProlongAWait() throws Exception {
    SimulatedRing ring = new SimulatedRing(4096, 0, false);
    Ring busy =
        new Ring(
            "simulated ring",
            ring.consumerPage(),
            ring.producerPage(),
            ring.data(),
            1,
            EventTypes.NONE) {
          @Override
          int read(EventHandler handler, int limit) {
            int count = super.read(handler, limit);
            ring.discard(8);
            return count;
          }
        };
    try (RingBuffer stream = SimulatedRing.open(busy)) {
      assertEquals(0, stream.poll(Duration.ofMillis(20), event -> {}));
    }
  }
}
