package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;

/** A flight recorder: the newest records are there, whole and in order, however many there were. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER_OVERWRITE)
class OverwriteRingKernelTest {
  private static void record(BpfObject object, int count) {
    object.program("record").testRun(TestRun.once().withData(new byte[64]).withRepeat(count));
  }

  /** {@return the record's number} Each word of it is the number. */
  private static long check(EventView event) {
    long number = event.getLong(0);
    assertEquals(number % 64 + 1, event.size() / Long.BYTES, "words of record " + number);
    for (int i = 0; i < event.size(); i += Long.BYTES) {
      assertEquals(number, event.getLong(i), "record " + number + " at byte " + i);
    }
    return number;
  }

  @Test
  void theNewestRecordsAreThere() {
    try (BpfObject object = BpfObjects.load("overwrite.bpf.o");
        RingBuffer ring = RingBuffer.of(object.map("flight"))) {
      record(object, 10);
      List<Long> first = new ArrayList<>();
      ring.read(event -> first.add(check(event)), 4);
      assertEquals(List.of(0L, 1L, 2L, 3L), first);
      record(object, 10_000);
      List<Long> later = new ArrayList<>();
      ring.read(event -> later.add(check(event)));
      assertEquals(10_009, later.get(later.size() - 1));
      for (int i = 1; i < later.size(); i++) {
        assertEquals(later.get(i - 1) + 1, later.get(i));
      }
      RingBufferStatistics statistics = ring.statistics();
      assertTrue(later.size() > 100 && later.size() < 1000, later.size() + " records");
      assertEquals(later.size() + 4, statistics.records());
      assertTrue(statistics.overwrittenBytes() > statistics.sizeBytes(), statistics.toString());
      assertEquals(0, statistics.availableBytes());
      assertEquals(0, object.variable("refused").getLong());
    }
  }

  @Test
  void aLeaseGoesOverTheNewestRecords() {
    try (BpfObject object = BpfObjects.load("overwrite.bpf.o");
        RingBuffer ring = RingBuffer.of(object.map("flight"))) {
      record(object, 1000);
      try (EventLease lease = ring.lease()) {
        long last = -1;
        while (lease.next()) {
          long number = check(lease.event());
          assertTrue(last < 0 || number == last + 1, number + " behind " + last);
          last = number;
        }
        assertEquals(999, last);
      }
    }
  }

  /** The kernel writes over what is being read: such a record is dropped and never torn. */
  @Test
  @Timeout(120)
  void noRecordIsTornWhileTheKernelOverwritesIt() throws Exception {
    try (BpfObject object = BpfObjects.load("overwrite.bpf.o");
        RingBuffer ring = RingBuffer.of(object.map("flight"))) {
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 100; i++) {
                  record(object, 5_000);
                }
              });
      writer.start();
      long[] last = {-1};
      while (writer.isAlive()) {
        ring.read(
            event -> {
              long number = check(event);
              assertTrue(number > last[0], number + " behind " + last[0]);
              last[0] = number;
            });
      }
      writer.join();
      ring.read(event -> last[0] = check(event));
      assertEquals(499_999, last[0]);
    }
  }
}
