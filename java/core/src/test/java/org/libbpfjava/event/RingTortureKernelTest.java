package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;

/** What {@code ci/torture} does for minutes, for seconds. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
class RingTortureKernelTest {
  /** A guest of {@code ci/vm} has slow processors. */
  private static final long RECORDS =
      Long.getLong("libbpfjava.torture.records", KernelTier.isRequired() ? 50_000 : 500_000);

  @Test
  void everyRecordComesOnceAndWhole() throws Exception {
    long seed = new Random().nextLong();
    try {
      RingTorture.Summary summary = RingTorture.run(RECORDS, seed, 1);
      assertEquals(RECORDS, summary.records());
      assertTrue(summary.dropped() > 0, "the ring was full at times: " + summary);
      assertTrue(summary.wakeUps() > 0, "the reader slept at times: " + summary);
      assertTrue(summary.wraps() > 0, "records went over the ring's end: " + summary);
    } catch (Throwable e) {
      throw new AssertionError("with seed " + seed, e);
    }
  }

  @Test
  void aReaderThatFallsAsleepIsWoken() throws Exception {
    for (int discards : new int[] {0, 1, 20}) {
      RingWakeUps.Summary summary = RingWakeUps.run(Duration.ofSeconds(1), discards);
      assertEquals(0, summary.missed(), summary.toString());
      assertTrue(summary.wakeUps() > 10, "the reader slept at times: " + summary);
    }
  }
}
