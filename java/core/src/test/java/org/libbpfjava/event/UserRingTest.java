package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.exception.BpfException;

/** The arithmetic of positions, against a consumer that does what the kernel's does. */
class UserRingTest {
  private static final int SIZE = 256;

  private final ByteBuffer consumer = memory(8);
  private final ByteBuffer producer = memory(8);
  private final ByteBuffer data = memory(2 * SIZE);

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private UserRing ringAt(long position) {
    consumer.putLong(0, position);
    producer.putLong(0, position);
    return new UserRing("user ring buffer 'simulated'", consumer, producer, data);
  }

  /** Takes what is committed, as __bpf_user_ringbuf_peek() does. */
  private List<Integer> drain() {
    List<Integer> firstBytes = new ArrayList<>();
    long at = consumer.getLong(0);
    while (at != producer.getLong(0)) {
      int place = (int) (at & (SIZE - 1));
      int header = data.getInt(place);
      if (header < 0 && (header & RecordHeader.DISCARD) == 0) {
        break;
      }
      if ((header & RecordHeader.DISCARD) == 0) {
        firstBytes.add((int) data.get(place + 8));
      }
      at += RecordHeader.step(RecordHeader.length(header));
      consumer.putLong(0, at);
    }
    return firstBytes;
  }

  /** A record of the model. */
  private record Reserved(int place, int length, int name) {}

  @ParameterizedTest
  @ValueSource(longs = {0, 8, (1L << 32) - 128, Long.MAX_VALUE - 127, -128})
  void theKernelTakesWhatTheModelSays(long start) {
    UserRing ring = ringAt(start);
    Random random = new Random(start);
    List<Reserved> reserved = new ArrayList<>();
    List<Integer> fates = new ArrayList<>(); // in order: the name, or 0 for discarded
    List<Boolean> open = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    long used = 0;
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      int choice = random.nextInt(3);
      if (choice == 0) {
        int length = 1 + random.nextInt(100);
        int step = (length + 15) / 8 * 8;
        int place = ring.reserve(length);
        assertEquals(SIZE - used >= step, place != UserRing.NO_ROOM);
        if (place != UserRing.NO_ROOM) {
          int name = 1 + random.nextInt(100);
          data.put(place + 8, (byte) name);
          reserved.add(new Reserved(place, length, fates.size()));
          fates.add(name);
          open.add(true);
          steps.add(step);
          used += step;
        }
      } else if (choice == 1 && !reserved.isEmpty()) {
        Reserved one = reserved.remove(random.nextInt(reserved.size()));
        boolean discards = random.nextInt(3) == 0;
        assertTrue(ring.commit(one.place, one.length, discards ? RecordHeader.DISCARD : 0));
        open.set(one.name, false);
        if (discards) {
          fates.set(one.name, 0);
        }
      } else {
        List<Integer> expected = new ArrayList<>();
        for (; taken < fates.size() && !open.get(taken); taken++) {
          used -= steps.get(taken);
          if (fates.get(taken) != 0) {
            expected.add(fates.get(taken));
          }
        }
        assertEquals(expected, drain());
      }
      assertEquals(SIZE - used, ring.free());
    }
    assertTrue(taken > 1000, "took " + taken);
  }

  @Test
  void aRecordMayFillTheRing() {
    UserRing ring = ringAt(40);
    int place = ring.reserve(SIZE - 8);
    assertEquals(40, place);
    assertEquals(0, ring.free());
    assertEquals(UserRing.NO_ROOM, ring.reserve(0));
    ring.commit(place, SIZE - 8, 0);
    assertEquals(1, drain().size());
    assertEquals(SIZE, ring.free());
  }

  @Test
  void whatAnEarlierProcessLeftReservedIsDiscarded() {
    UserRing ended = ringAt(0);
    assertEquals(0, ended.reserve(8));
    int submitted = ended.reserve(8);
    ended.commit(submitted, 8, 0);
    assertEquals(32, ended.reserve(16));
    assertEquals(List.of(), drain(), "the kernel is stuck");
    UserRing next = new UserRing("user ring buffer 'next'", consumer, producer, data);
    assertEquals(1, drain().size());
    assertEquals(SIZE, next.free());
  }

  @Test
  void closeDiscardsWhatIsReservedAndNothingElse() {
    UserRing ring = ringAt(SIZE - 16);
    int first = ring.reserve(8);
    int second = ring.reserve(8);
    data.put(second + 8, (byte) 7);
    ring.commit(second, 8, 0);
    ring.close();
    assertFalse(ring.commit(first, 8, 0), "it is over");
    assertEquals(List.of(7), drain());
    assertThrows(IllegalStateException.class, () -> ring.reserve(8));
    assertThrows(IllegalStateException.class, ring::free);
    ring.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {SIZE + 8, -8, 4})
  void positionsThatCannotBeAreRefused(long ahead) {
    UserRing ring = ringAt(64);
    producer.putLong(0, 64 + ahead);
    BpfException refused = assertThrows(BpfException.class, () -> ring.reserve(8));
    assertEquals(
        "user ring buffer 'simulated' is corrupt: the producer is at "
            + (64 + ahead)
            + " and the consumer at 64, and it has 256 bytes. Something else writes into its"
            + " memory",
        refused.getMessage());
    ring.close(); // which finds no record to discard, and does not look for ever
  }

  @Test
  void aHeaderThatCannotBeEndsTheSearchForReservedRecords() {
    consumer.putLong(0, 0);
    producer.putLong(0, 64);
    data.putInt(0, 1 << 20);
    data.putInt(16, RecordHeader.BUSY | 8);
    new UserRing("user ring buffer 'simulated'", consumer, producer, data).close();
    assertEquals(RecordHeader.BUSY | 8, data.getInt(16), "nothing behind it was touched");
  }
}
