package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** A program drains what Java wrote, in its order, each record once. */
@KernelTest
@RequiresFeature(Feature.USER_RING_BUFFER)
class UserRingBufferKernelTest {
  private BpfObject object;
  private UserRingBuffer ring;

  @BeforeEach
  void open() {
    object = BpfObjects.load("user_ring.bpf.o");
    ring = UserRingBuffer.of(object.map("commands"));
  }

  @AfterEach
  void close() {
    ring.close();
    object.close();
  }

  private void load(long ringBytes) {
    close();
    try (OpenBpfObject open = BpfObjects.open("user_ring.bpf.o")) {
      open.map("commands").setMaxEntries(ringBytes);
      object = open.load();
    }
    ring = UserRingBuffer.of(object.map("commands"));
  }

  /** {@return how many records the program saw} */
  private long drain() {
    object.program("drain").testRun(TestRun.once().withData(new byte[64]));
    return object.variable("last").getLong();
  }

  private int size(int record) {
    return object.variable("seen[" + record + "].size").getInt();
  }

  private int hash(int record) {
    return (int) object.variable("seen[" + record + "].hash").getLong();
  }

  /** FNV-1a, as the program has it. */
  private static int hash(byte[] bytes) {
    int hash = (int) 2166136261L;
    for (byte one : bytes) {
      hash = (hash ^ (one & 0xff)) * 16777619;
    }
    return hash;
  }

  private void write(byte[] bytes) {
    try (UserRecord record = ring.reserve(bytes.length).orElseThrow()) {
      record.putBytes(0, bytes).submit();
    }
  }

  @Test
  void recordsAreSeenInTheirOrderAndOnce() {
    assertEquals(0, drain());
    byte[][] written = {{1}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {}, new byte[100]};
    for (byte[] bytes : written) {
      write(bytes);
    }
    assertEquals(4, drain());
    for (int i = 0; i < written.length; i++) {
      assertEquals(written[i].length, size(i));
      assertEquals(hash(written[i]), hash(i));
    }
    assertEquals(0, drain());
    write(new byte[] {9});
    assertEquals(1, drain());
    assertEquals(hash(new byte[] {9}), hash(4));
  }

  @Test
  void everyNumberIsWrittenInItsPlace() {
    try (UserRecord record = ring.reserve(31).orElseThrow()) {
      assertEquals(31, record.size());
      record
          .putByte(0, (byte) 1)
          .putShort(1, (short) -2)
          .putInt(3, 0x12345678)
          .putLong(7, 1L << 60)
          .putFloat(15, 1.5f)
          .putDouble(19, -2.5)
          .putBytes(27, new byte[] {8, 9, 10, 11, 12, 13}, 1, 4);
      record.submit();
    }
    assertEquals(1, drain());
    ByteBuffer expected = ByteBuffer.allocate(31).order(ByteOrder.nativeOrder());
    expected.put((byte) 1).putShort((short) -2).putInt(0x12345678).putLong(1L << 60);
    expected.putFloat(1.5f).putDouble(-2.5).put(new byte[] {9, 10, 11, 12});
    assertEquals(hash(expected.array()), hash(0));
  }

  @Test
  void aDiscardedRecordIsSkipped() {
    ring.reserve(8).orElseThrow().discard();
    write(new byte[] {5});
    ring.reserve(8).orElseThrow().close(); // forgotten to submit
    assertEquals(1, drain());
    assertEquals(hash(new byte[] {5}), hash(0));
    assertEquals(ring.sizeBytes(), ring.freeBytes());
  }

  @Test
  void recordsMaySubmitInAnyOrder() {
    try (UserRecord first = ring.reserve(1).orElseThrow();
        UserRecord second = ring.reserve(2).orElseThrow();
        UserRecord third = ring.reserve(3).orElseThrow()) {
      third.putBytes(0, new byte[] {3, 3, 3}).submit();
      second.discard();
      assertEquals(0, drain(), "the first one is reserved");
      first.putByte(0, (byte) 1).submit();
    }
    assertEquals(2, drain());
    assertEquals(hash(new byte[] {1}), hash(0));
    assertEquals(hash(new byte[] {3, 3, 3}), hash(1));
  }

  @Test
  void aFullRingHasNoRoomUntilItIsDrained() {
    int count = 0;
    while (ring.reserve(24).map(record -> submit(record, 1)).isPresent()) {
      count++;
    }
    assertEquals(4096 / 32, count);
    assertEquals(0, ring.freeBytes());
    assertTrue(ring.reserve(0).isEmpty());
    object.variable("most").setInt(1);
    assertEquals(1, drain());
    assertEquals(32, ring.freeBytes());
    assertTrue(ring.reserve(25).isEmpty());
    assertEquals(24, ring.reserve(24).orElseThrow().size());
  }

  private static UserRecord submit(UserRecord record, long number) {
    record.putLong(0, number).submit();
    return record;
  }

  @Test
  void whatNoRingCanHoldIsRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ring.reserve(4089));
    assertEquals(
        "user ring buffer 'commands' of 4096 bytes cannot take a record of 4089: 0 to 4088",
        refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ring.reserve(-1));
    assertThrows(IllegalArgumentException.class, () -> ring.await(4089));
    write(new byte[4088]);
    assertEquals(1, drain());
  }

  /** The kernel would stop for ever at a record that no dynptr can describe. */
  @Test
  void theKernelsLimitOfARecordIsKnown() {
    load(1 << 25);
    int most = (1 << 24) - 1;
    assertThrows(IllegalArgumentException.class, () -> ring.reserve(most + 1));
    try (UserRecord record = ring.reserve(most).orElseThrow()) {
      record.putLong(0, 4711).submit();
    }
    assertEquals(1, drain());
    assertEquals(4711, object.variable("sum").getLong());
    assertEquals(ring.sizeBytes(), ring.freeBytes());
  }

  /** What the model holds of a record. */
  private record Written(int step, int hash, boolean isDiscarded) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aModelOfTheRingAgrees(long seed) {
    Random random = new Random(seed);
    Deque<Written> model = new ArrayDeque<>();
    long used = 0;
    int seen = 0;
    long bytes = 0;
    while (bytes < 40 * ring.sizeBytes()) {
      if (random.nextInt(8) > 0) {
        byte[] content = new byte[random.nextInt(512)];
        random.nextBytes(content);
        int step = (content.length + 15) / 8 * 8;
        Optional<UserRecord> room = ring.reserve(content.length);
        assertEquals(ring.sizeBytes() - used >= step, room.isPresent());
        if (room.isPresent()) {
          boolean discards = random.nextInt(5) == 0;
          try (UserRecord record = room.get().putBytes(0, content)) {
            if (!discards) {
              record.submit();
            }
          }
          model.add(new Written(step, hash(content), discards));
          used += step;
          bytes += step;
        }
      } else {
        int most = 1 + random.nextInt(6);
        object.variable("most").setInt(most);
        drain();
        List<Integer> expected = new ArrayList<>();
        while (expected.size() < most && !model.isEmpty()) {
          Written written = model.remove();
          used -= written.step;
          if (!written.isDiscarded) {
            expected.add(written.hash);
          }
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
          found.add(hash(seen++ % 1024));
        }
        assertEquals(expected, found);
        assertEquals(seen, object.variable("count").getLong());
      }
      assertEquals(ring.sizeBytes() - used, ring.freeBytes());
    }
  }

  @Test
  void aRecordIsCheckedAtItsEnds() {
    UserRecord record = ring.reserve(8).orElseThrow();
    assertEquals("record of 8 bytes", record.toString());
    record.putLong(0, 1);
    assertEquals(
        "a record of 8 bytes has no 8 at 1",
        assertThrows(IndexOutOfBoundsException.class, () -> record.putLong(1, 0)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> record.putByte(-1, (byte) 0));
    assertThrows(IndexOutOfBoundsException.class, () -> record.putByte(8, (byte) 0));
    assertThrows(IndexOutOfBoundsException.class, () -> record.putInt(Integer.MAX_VALUE, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> record.putBytes(0, new byte[9]));
    assertThrows(IndexOutOfBoundsException.class, () -> record.putBytes(0, new byte[4], 0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> record.putBytes(0, new byte[4], 2, 3));
    record.submit();
    assertEquals(1, drain());
    assertEquals(1, object.variable("sum").getLong());
  }

  @Test
  void aRecordIsOverOnceItIsSubmittedDiscardedOrClosed() {
    UserRecord submitted = ring.reserve(8).orElseThrow();
    submitted.submit();
    UserRecord discarded = ring.reserve(8).orElseThrow();
    discarded.discard();
    UserRecord closed = ring.reserve(8).orElseThrow();
    closed.close();
    closed.close();
    for (UserRecord record : List.of(submitted, discarded, closed)) {
      assertEquals("record that is over", record.toString());
      assertThrows(IllegalStateException.class, () -> record.putByte(0, (byte) 1));
      assertThrows(IllegalStateException.class, () -> record.putBytes(0, new byte[0]));
      assertThrows(IllegalStateException.class, record::size);
      assertThrows(IllegalStateException.class, record::submit);
      assertThrows(IllegalStateException.class, record::discard);
    }
    assertEquals(1, drain());
  }

  @Test
  @Timeout(60)
  void aDrainOnAnotherThreadEndsAWait() throws Exception {
    fill();
    Waiter waiter = Waiter.start("waits-for-room", () -> ring.await(8).submit());
    waiter.awaitSleep();
    assertTrue(drain() > 0);
    waiter.joinAndCheck();
    assertEquals(1, drain());
  }

  /** One drain wakes one thread in epoll; the others must get their turn all the same. */
  @Test
  @Timeout(60)
  void oneDrainIsEnoughForAllWhoWait() throws Exception {
    fill();
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiters.add(Waiter.start("waits-" + i, () -> ring.await(8).submit()));
    }
    while (waiters.stream().noneMatch(Waiter::sleepsInEpoll)) {
      Thread.onSpinWait();
    }
    assertTrue(drain() > 0);
    for (Waiter waiter : waiters) {
      waiter.joinAndCheck();
    }
    assertEquals(4, drain());
  }

  private void fill() {
    while (ring.reserve(1000).map(record -> submit(record, 0)).isPresent()) {}
    while (ring.reserve(8).map(record -> submit(record, 0)).isPresent()) {}
    object.variable("quick").setInt(1);
  }

  @Test
  @Timeout(60)
  void aDeadlineEndsAWait() throws InterruptedException {
    fill();
    long before = System.nanoTime();
    assertTrue(ring.reserve(8, Duration.ofMillis(30)).isEmpty());
    assertTrue(System.nanoTime() - before >= 30_000_000);
    assertTrue(ring.reserve(8, Duration.ZERO).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> ring.reserve(8, Duration.ofMillis(-1)));
    drain();
    assertTrue(ring.reserve(8, Duration.ofDays(365L * 1000)).isPresent());
  }

  @Test
  @Timeout(60)
  void roomOfADrainWithoutAWakeUpIsSeenWhenTheTimeIsOver() throws Exception {
    fill();
    object.variable("flags").setLong(1); // BPF_RB_NO_WAKEUP
    Waiter waiter =
        Waiter.start(
            "waits-for-time", () -> ring.reserve(8, Duration.ofMillis(200)).orElseThrow().submit());
    waiter.awaitSleep();
    drain();
    waiter.joinAndCheck();
    assertEquals(1, drain());
  }

  @Test
  @Timeout(60)
  void anInterruptEndsAWaitAndTheRingGoesOn() throws Exception {
    fill();
    Waiter waiter =
        Waiter.start(
            "is-interrupted", () -> assertThrows(InterruptedException.class, () -> ring.await(8)));
    waiter.awaitSleep();
    waiter.interrupt();
    waiter.joinAndCheck();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> ring.reserve(8, Duration.ofMillis(1)));
    drain();
    assertTrue(ring.reserve(8).isPresent());
  }

  @Test
  @Timeout(60)
  void closeEndsTheWaitsOfOtherThreads() throws Exception {
    fill();
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiters.add(
          Waiter.start(
              "is-closed-" + i,
              () -> assertThrows(IllegalStateException.class, () -> ring.await(8))));
    }
    while (waiters.stream().noneMatch(Waiter::sleepsInEpoll)) {
      Thread.onSpinWait();
    }
    ring.close();
    for (Waiter waiter : waiters) {
      waiter.joinAndCheck();
    }
  }

  @Test
  void aClosedRingRefusesAndKnowsItsSize() {
    ring.close();
    ring.close();
    assertFalse(ring.isOpen());
    assertEquals(
        "user ring buffer 'commands' is closed",
        assertThrows(IllegalStateException.class, () -> ring.reserve(8)).getMessage());
    assertThrows(IllegalStateException.class, () -> ring.await(8));
    assertThrows(IllegalStateException.class, ring::freeBytes);
    assertEquals(4096, ring.sizeBytes());
  }

  @Test
  void closeDiscardsWhatIsReservedSoThatTheKernelGoesOn() {
    UserRecord forgotten = ring.reserve(8).orElseThrow();
    write(new byte[] {7});
    assertEquals(0, drain());
    ring.close();
    forgotten.putLong(0, -1); // into nothing
    assertThrows(IllegalStateException.class, forgotten::submit);
    forgotten.close();
    assertEquals(1, drain());
    assertEquals(hash(new byte[] {7}), hash(0));
  }

  @Test
  @Timeout(60)
  void theCleanerDiscardsForAForgottenRing() {
    ring.close();
    forgetOne();
    while (drain() == 0) {
      System.gc(); // until the Cleaner has freed it
    }
    assertEquals(hash(new byte[] {7}), hash(0));
    ring = openOnceItIsFree();
  }

  /** The Cleaner lets go of the map after it has discarded what was reserved. */
  private UserRingBuffer openOnceItIsFree() {
    while (true) {
      try {
        return UserRingBuffer.of(object.map("commands"));
      } catch (IllegalStateException e) {
        Thread.onSpinWait();
      }
    }
  }

  private void forgetOne() {
    UserRingBuffer forgotten = UserRingBuffer.of(object.map("commands"));
    assertEquals(8, forgotten.reserve(8).orElseThrow().size());
    forgotten.reserve(1).orElseThrow().putByte(0, (byte) 7).submit();
  }

  @Test
  void theNextOneGoesOnWhereTheRingIs() {
    write(new byte[1000]);
    write(new byte[100]);
    object.variable("most").setInt(1);
    assertEquals(1, drain());
    ring.close();
    ring = UserRingBuffer.of(object.map("commands"));
    assertEquals(4096 - 112, ring.freeBytes());
    write(new byte[] {1, 2});
    object.variable("most").setInt(10);
    assertEquals(2, drain());
    assertEquals(hash(new byte[] {1, 2}), hash(2));
  }

  @Test
  void aMapHasOneInThisProcess() {
    String refused =
        String.valueOf(
            assertThrows(
                    IllegalStateException.class, () -> UserRingBuffer.of(object.map("commands")))
                .getMessage());
    assertTrue(
        refused.startsWith("user ring buffer 'commands' has a user in this process already, map"),
        refused);
    write(new byte[] {1});
    assertEquals(1, drain());
  }

  @Test
  void aMapOfAnotherTypeIsRefused() {
    try (BpfScope scope = BpfScope.open("other")) {
      BpfMap other = scope.createMap(MapOptions.of(MapType.RINGBUF, "events", 0, 0, 1 << 16));
      assertEquals(
          "map 'events' is of type ringbuf, not user_ringbuf: no user ring buffer can be written",
          assertThrows(IllegalArgumentException.class, () -> UserRingBuffer.of(other))
              .getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> RingBuffer.of(object.map("commands")));
  }

  @Test
  void manyThreadsWriteAndNothingIsLostOrTorn() throws Exception {
    load(1 << 14);
    object.variable("quick").setInt(1);
    int threads = 4;
    int each = 20_000;
    List<Waiter> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      writers.add(Waiter.start("writes-" + i, () -> writeMany(each)));
    }
    while (object.variable("count").getLong() < (long) threads * each) {
      assertTrue(drain() >= 0);
    }
    for (Waiter writer : writers) {
      writer.joinAndCheck();
    }
    assertEquals((long) threads * each * (each + 1) / 2, object.variable("sum").getLong());
  }

  private void writeMany(int each) throws InterruptedException {
    for (int i = 1; i <= each; i++) {
      try (UserRecord record = ring.await(8 + i % 64)) {
        record.putLong(0, i).submit();
      }
    }
  }

  @Test
  void aRecordAllocatesNothing() {
    object.variable("quick").setInt(1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 4; attempt++) {
      long allocated = 0;
      for (int batch = 0; batch < 100; batch++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 200; i++) {
          try (UserRecord record = ring.reserve(8).orElseThrow()) {
            record.putLong(0, i).submit();
          }
        }
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
        drain();
      }
      least = Math.min(least, allocated);
    }
    assertEquals(0, least / 20_000, least + " bytes in 20,000 records");
  }

  @Test
  @Timeout(120)
  void aThousandLeaveNothingBehind() throws Exception {
    ring.close();
    drain(); // which maps the section of its result
    OpenFiles before = OpenFiles.now();
    long mappings = RingBufferCycles.maps();
    for (int i = 0; i < 1000; i++) {
      try (UserRingBuffer one = UserRingBuffer.of(object.map("commands"))) {
        one.reserve(8).orElseThrow().submit();
      }
      if (i % 100 == 0) {
        drain();
      }
    }
    before.assertNoMore();
    assertTrue(
        RingBufferCycles.maps() <= mappings,
        "mappings of maps: " + mappings + ", then " + RingBufferCycles.maps());
  }
}
