package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.BpfException;

/** A reader of perf buffers believes no header that does not fit. The kernel is simulated here. */
class PerfRingTest {
  private static final int SIZE = 4096;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ByteBuffer control = memory(2048);
  private final ByteBuffer data = memory(SIZE);
  private long head;

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private PerfRing ring() {
    return new PerfRing("perf buffer 'events'", 3, control, data, EventTypes.NONE);
  }

  /** Starts at a position, as if so much had been written and read before. */
  private void startAt(long position) {
    head = position;
    control.putLong(PerfRecord.DATA_HEAD, position);
    control.putLong(PerfRecord.DATA_TAIL, position);
  }

  private void putByte(long position, int value) {
    data.put((int) position & (SIZE - 1), (byte) value);
  }

  private void putInt(long position, int value) {
    data.putInt((int) position & (SIZE - 1), value);
  }

  private void header(int type, int size) {
    putInt(head, type);
    putInt(head + 4, size << 16); // the size is the upper half, on machines that we have
  }

  private void publish(int size) {
    head += size;
    control.putLong(PerfRecord.DATA_HEAD, head);
  }

  private byte[] writeSample(int bytes, int seed) {
    int size = (bytes + 12 + 7) & ~7;
    byte[] raw = new byte[size - 12];
    new Random(seed).nextBytes(raw);
    header(PerfRecord.SAMPLE, size);
    putInt(head + 8, raw.length);
    for (int i = 0; i < raw.length; i++) {
      putByte(head + 12 + i, raw[i]);
    }
    publish(size);
    return raw;
  }

  private List<byte[]> read(CpuBuffer ring) {
    List<byte[]> copies = new ArrayList<>();
    ring.read(
        event -> {
          assertEquals(3, event.cpu());
          copies.add(event.copy());
        },
        Integer.MAX_VALUE);
    return copies;
  }

  @Test
  void samplesAreWholeAtEveryPlaceAndPosition() {
    for (long start : new long[] {0, (1L << 32) - 4096, (1L << 63) - 4096, -4096}) {
      startAt(start);
      PerfRing ring = ring();
      for (int i = 0; i < 3000; i++) {
        byte[] first = writeSample(i * 7 % 1000, i);
        byte[] second = writeSample(i % 3, -i);
        List<byte[]> got = read(ring);
        assertEquals(2, got.size());
        assertArrayEquals(first, got.get(0));
        assertArrayEquals(second, got.get(1));
        assertEquals(head, control.getLong(PerfRecord.DATA_TAIL));
      }
    }
  }

  /** Events that cross the end of the buffer among them. */
  @Test
  void readingAllocatesNothing() {
    startAt(0);
    PerfRing ring = ring();
    long[] sum = new long[1];
    EventHandler handler = event -> sum[0] += event.getLong(0);
    long least = Long.MAX_VALUE; // a compilation that ends meanwhile may allocate, not every time
    for (int attempt = 0; attempt < 4; attempt++) {
      long allocated = 0;
      for (int i = 0; i < 5_000; i++) {
        writeSample(1000, i);
        writeSample(1500, i);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertEquals(2, ring.read(handler, Integer.MAX_VALUE));
        allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
      }
      least = Math.min(least, allocated);
    }
    assertEquals(0, least / 10_000, least + " bytes in 10,000 events");
  }

  @Test
  void lostRecordsAreCountedAndOthersSkipped() {
    startAt(SIZE - 16); // so that the count lies behind the end
    header(PerfRecord.LOST, 24);
    data.putLong(0, 7);
    publish(24);
    header(77, 16);
    publish(16);
    writeSample(8, 1);
    PerfRing ring = ring();
    assertEquals(1, read(ring).size());
    assertEquals(7, ring.lost);
  }

  @Test
  void spaceGoesBackAfterAQuarter() {
    startAt(0);
    for (int i = 0; i < 16; i++) {
      writeSample(244, i); // 256 with its header
    }
    List<Long> tails = new ArrayList<>();
    PerfRing ring = ring();
    ring.read(event -> tails.add(control.getLong(PerfRecord.DATA_TAIL)), Integer.MAX_VALUE);
    assertEquals(List.of(0L, 0L, 0L, 0L, 1024L, 1024L, 1024L, 1024L, 2048L), tails.subList(0, 9));
    assertEquals(SIZE, control.getLong(PerfRecord.DATA_TAIL));
  }

  @Test
  void aReaderThatIsStoppedFinishesItsEvent() {
    startAt(0);
    writeSample(8, 1);
    writeSample(8, 2);
    PerfRing ring = ring();
    assertEquals(1, ring.read(event -> ring.stop(), Integer.MAX_VALUE));
    assertEquals(24, control.getLong(PerfRecord.DATA_TAIL));
  }

  private void assertCorrupt(PerfRing ring, String place) {
    BpfException corrupt = assertThrows(BpfException.class, () -> read(ring));
    String message = String.valueOf(corrupt.getMessage());
    assertEquals(
        "perf buffer 'events' is corrupt: on CPU 3, "
            + place
            + ". Something else writes into its memory",
        message);
    long tail = control.getLong(PerfRecord.DATA_TAIL);
    writeSample(8, 1);
    assertEquals(message, assertThrows(BpfException.class, () -> read(ring)).getMessage());
    assertEquals(tail, control.getLong(PerfRecord.DATA_TAIL), "nothing more is read");
  }

  @Test
  void aRecordOfNoBytesIsCorrupt() {
    startAt(0);
    writeSample(4, 1);
    header(PerfRecord.SAMPLE, 0);
    publish(32);
    assertCorrupt(ring(), "the record at 16 claims 0 bytes, and 32 follow");
    assertEquals(16, control.getLong(PerfRecord.DATA_TAIL), "what came before was read");
  }

  @Test
  void aRecordBeyondWhatWasWrittenIsCorrupt() {
    startAt(64);
    header(PerfRecord.SAMPLE, 40);
    publish(32);
    assertCorrupt(ring(), "the record at 64 claims 40 bytes, and 32 follow");
  }

  @Test
  void aRecordThatIsNotAlignedIsCorrupt() {
    startAt(0);
    header(PerfRecord.SAMPLE, 20);
    publish(32);
    assertCorrupt(ring(), "the record at 0 claims 20 bytes, and 32 follow");
  }

  @Test
  void aSampleLargerThanItsRecordIsCorrupt() {
    startAt(0);
    for (int raw : new int[] {21, Integer.MAX_VALUE, -1}) {
      startAt(0);
      header(PerfRecord.SAMPLE, 32);
      putInt(8, raw);
      publish(32);
      assertCorrupt(ring(), "the record at 0 has 32 bytes, and claims " + raw + " of data");
    }
  }

  @Test
  void aHeadFartherThanTheBufferIsCorrupt() {
    startAt(8);
    publish(SIZE + 8);
    assertCorrupt(ring(), "the kernel is at 4112 and the reader at 8 of 4096 bytes");
    startAt(8);
    PerfRing ring = ring();
    control.putLong(PerfRecord.DATA_HEAD, 0); // behind the reader
    assertCorrupt(ring, "the kernel is at 0 and the reader at 8 of 4096 bytes");
  }

  private OverwritePerfRing overwriting() {
    return new OverwritePerfRing(
        "perf buffer 'events'", 3, control, data, EventTypes.NONE, Runnable::run);
  }

  /** Writes as the kernel does backward: the newest sample begins at the head. */
  private byte[] prependSample(int bytes, int seed) {
    int size = (bytes + 12 + 7) & ~7;
    head -= size;
    long end = head;
    byte[] raw = writeSample(bytes, seed);
    head = end;
    control.putLong(PerfRecord.DATA_HEAD, head);
    return raw;
  }

  @Test
  void aFlightRecorderGivesTheNewestThatAreWholeOldestFirst() {
    OverwritePerfRing ring = overwriting();
    Random random = new Random(5);
    List<byte[]> since = new ArrayList<>();
    for (int round = 0; round < 500; round++) {
      since.clear();
      int samples = random.nextInt(60);
      int bytes = 0;
      for (int i = 0; i < samples; i++) {
        byte[] sample = prependSample(random.nextInt(200), random.nextInt());
        since.add(sample);
      }
      int whole = 0;
      for (int i = since.size() - 1; i >= 0 && bytes + since.get(i).length + 12 <= SIZE; i--) {
        bytes += since.get(i).length + 12;
        whole++;
      }
      List<byte[]> got = read(ring);
      assertEquals(whole, got.size());
      for (int i = 0; i < whole; i++) {
        assertArrayEquals(since.get(since.size() - whole + i), got.get(i));
      }
    }
  }

  @Test
  void aFlightRecorderThatGoesForwardIsCorrupt() {
    OverwritePerfRing ring = overwriting();
    control.putLong(PerfRecord.DATA_HEAD, 64);
    String message =
        String.valueOf(assertThrows(BpfException.class, () -> read(ring)).getMessage());
    assertTrue(message.contains("from 0 to 64, which is not backward"), message);
  }
}
