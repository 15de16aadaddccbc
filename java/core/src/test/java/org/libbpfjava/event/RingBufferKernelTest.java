package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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

/** Events of a real ring buffer reach Java in order, in place, each once. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
class RingBufferKernelTest {
  private BpfObject object;
  private RingBuffer ring;

  @BeforeEach
  void open() {
    object = BpfObjects.load("events.bpf.o");
    ring = RingBuffer.of(object.map("events"), "event");
  }

  @AfterEach
  void close() {
    ring.close();
    object.close();
  }

  private void write(int count) {
    object.program("write_event").testRun(TestRun.once().withData(new byte[64]).withRepeat(count));
  }

  private List<Long> readNumbers() {
    List<Long> numbers = new ArrayList<>();
    ring.read(event -> numbers.add(event.getLong(0)));
    return numbers;
  }

  @Test
  void eventsComeInTheirOrderAndOnce() {
    assertEquals(List.of(), readNumbers());
    write(3);
    assertEquals(List.of(0L, 1L, 2L), readNumbers());
    assertEquals(List.of(), readNumbers());
    write(2);
    assertEquals(List.of(3L, 4L), readNumbers());
  }

  @Test
  void aLimitLeavesTheRest() {
    write(5);
    List<Long> numbers = new ArrayList<>();
    assertEquals(2, ring.read(event -> numbers.add(event.getLong(0)), 2));
    assertEquals(0, ring.read(event -> numbers.add(-1L), 0));
    assertEquals(List.of(0L, 1L), numbers);
    assertEquals(List.of(2L, 3L, 4L), readNumbers());
  }

  @Test
  void everyMemberIsReadByItsType() {
    object.program("write_struct").testRun(TestRun.once().withData(new byte[64]));
    EventField pid = ring.field("pid");
    assertEquals(
        1,
        ring.read(
            event -> {
              assertEquals(4_000_000_000L, pid.getLong(event));
              assertEquals(1L << 40, event.field("number").getLong(event));
              assertEquals(-2, event.field("change").getInt(event));
              assertEquals('x', event.field("letter").getInt(event));
              assertTrue(event.field("last").getBoolean(event));
              assertEquals("EXIT", event.field("kind").getString(event));
              assertEquals("init", event.field("comm").getString(event));
              assertEquals(17, event.field("low").getInt(event));
              assertEquals(1 << 20, event.field("high").getInt(event));
              assertEquals(11, event.field("limits[1].max").getInt(event));
              assertEquals(0.0, event.field("share").getDouble(event));
              assertSame(pid, event.field("pid"));
            }));
  }

  @Test
  @Timeout(60)
  void aWaitEndsWithAnEventOfAnotherThread() throws Exception {
    Thread writer =
        new Thread(
            () -> {
              while (ring.statistics().wakeUps() == 0) {
                write(1);
                LockSupport.parkNanos(10_000_000); // so that the reader sleeps at last
              }
            });
    writer.start();
    while (ring.statistics().wakeUps() == 0) {
      assertTrue(ring.await(event -> {}) > 0);
    }
    writer.join();
  }

  @Test
  void aLeaseGivesNothingBackBeforeItCommits() {
    write(3);
    try (EventLease lease = ring.lease()) {
      assertTrue(lease.next());
      assertEquals(0, lease.event().getLong(0));
      assertTrue(lease.next());
      assertEquals(1, lease.event().getLong(0));
      assertEquals(3 * 24, ring.statistics().lag() * ring.statistics().sizeBytes());
      lease.commit();
      assertEquals(24, ring.statistics().lag() * ring.statistics().sizeBytes());
      assertTrue(lease.next());
      assertFalse(lease.next());
    }
    assertEquals(0, ring.statistics().lag());
  }

  @Test
  void aSecondCloseOfALeaseDoesNotEndTheNextOne() {
    EventLease first = ring.lease();
    first.close();
    try (EventLease second = ring.lease()) {
      first.close();
      assertThrows(IllegalStateException.class, () -> ring.read(event -> {}));
      write(1);
      assertTrue(second.next());
    }
  }

  @Test
  void spaceGoesBackAfterTheBytesThatWereAskedFor() {
    ring.close();
    List<Double> used = new ArrayList<>();
    try (RingBuffer often =
        RingBuffer.builder().add(object.map("events")).releaseEvery(48).open()) {
      write(6); // of 24 bytes with their headers
      often.read(event -> used.add(often.statistics().lag() * often.statistics().sizeBytes() / 24));
    }
    assertEquals(List.of(6.0, 6.0, 4.0, 4.0, 2.0, 2.0), used);
  }
}
