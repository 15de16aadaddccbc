package org.libbpfjava.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.probe.Presets;

/**
 * The pages of a ring buffer without a kernel, and a producer that writes into them as
 * kernel/bpf/ringbuf.c does, __bpf_ringbuf_reserve() and bpf_ringbuf_commit().
 *
 * <p>What the kernel maps twice is written twice here.
 */
final class SimulatedRing {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int PAGE = 4096;
  private static final int OVERWRITE_POS = 16;

  final int size;
  final boolean overwrites;
  private final ByteBuffer consumer = memory(PAGE);
  private final ByteBuffer producer = memory(PAGE);
  private final ByteBuffer data;
  private long produced;
  private long overwritten; // up to here
  private final List<Long> busy = new ArrayList<>(); // positions, the oldest first

  /**
   * An empty ring.
   *
   * @param size bytes, a power of 2
   * @param start both positions
   * @param overwrites whether a record that finds no room takes that of the oldest ones
   */
  SimulatedRing(int size, long start, boolean overwrites) {
    this.size = size;
    this.overwrites = overwrites;
    this.data = memory(2 * size);
    this.produced = start;
    this.overwritten = overwrites ? start : 0;
    setConsumerPosition(start);
    setProducerPosition(start);
    LONG.setRelease(producer, OVERWRITE_POS, overwritten);
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** {@return a consumer of it} */
  RingBuffer open(int releaseEvery) {
    return open(List.of(this), releaseEvery);
  }

  /** {@return one consumer of several} */
  static RingBuffer open(List<SimulatedRing> rings, int releaseEvery) {
    Presets.load();
    SharedMemory memory = new SharedMemory("simulated ring");
    List<Ring> all = new ArrayList<>();
    List<@Nullable EventHandler> handlers = new ArrayList<>();
    for (SimulatedRing ring : rings) {
      all.add(ring.consumer(releaseEvery));
      handlers.add(null);
    }
    NativeResource resource = new NativeResource(memory.subject(), memory);
    return new RingBuffer(memory, resource, all, handlers, EventTypes.NONE);
  }

  /** {@return a consumer of one ring, which {@link #consumer} or a subclass's constructor made} */
  static RingBuffer open(Ring ring) {
    Presets.load();
    SharedMemory memory = new SharedMemory(ring.subject);
    NativeResource resource = new NativeResource(memory.subject(), memory);
    List<@Nullable EventHandler> handlers = new ArrayList<>();
    handlers.add(null);
    return new RingBuffer(memory, resource, List.of(ring), handlers, EventTypes.NONE);
  }

  /** {@return the consumer's side} */
  Ring consumer(int releaseEvery) {
    String subject = "simulated ring";
    return overwrites
        ? new OverwriteRing(
            subject, consumer, producerPage(), data(), releaseEvery, EventTypes.NONE)
        : new Ring(subject, consumer, producerPage(), data(), releaseEvery, EventTypes.NONE);
  }

  ByteBuffer consumerPage() {
    return consumer;
  }

  ByteBuffer producerPage() {
    return producer.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  ByteBuffer data() {
    return data.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  long consumerPosition() {
    return (long) LONG.getAcquire(consumer, 0);
  }

  void setConsumerPosition(long position) {
    LONG.setRelease(consumer, 0, position);
  }

  long producerPosition() {
    return produced;
  }

  void setProducerPosition(long position) {
    LONG.setRelease(producer, 0, position);
  }

  long overwritePosition() {
    return overwritten;
  }

  /** Says that all before a position is overwritten, whatever is there. */
  void setOverwritePosition(long position) {
    LONG.setRelease(producer, OVERWRITE_POS, position);
  }

  /** Sets the first word of a header. */
  void setHeader(long position, int header) {
    int place = (int) position & (size - 1);
    INT.setRelease(data, place + size, header);
    INT.setRelease(data, place, header);
  }

  /**
   * Takes room for a record, which is busy then.
   *
   * @return where it begins; null where there is no room
   */
  @Nullable Long reserve(int length) {
    long next = produced + RecordHeader.step(length);
    long oldest = busy.isEmpty() ? produced : busy.get(0);
    if (next - oldest > size - 1) {
      return null; // the kernel's rb->mask
    }
    if (!overwrites && next - consumerPosition() > size - 1) {
      return null;
    }
    if (overwrites) {
      while (next - overwritten > size - 1) {
        int header = (int) INT.getOpaque(data, (int) overwritten & (size - 1));
        overwritten += RecordHeader.step(RecordHeader.length(header));
      }
      setOverwritePosition(overwritten);
      VarHandle.fullFence(); // before any byte of what was there changes
    }
    long position = produced;
    setHeader(position, length | RecordHeader.BUSY);
    produced = next;
    setProducerPosition(next);
    busy.add(position);
    return position;
  }

  /** Fills a record that is busy, with a pattern that its seed gives. */
  void fill(long position, int length, int seed) {
    int from = (int) position & (size - 1);
    for (int i = 0; i < length; i++) {
      int place = from + RecordHeader.BYTES + i;
      byte value = pattern(seed, i);
      data.put(place % (2 * size), value);
      data.put((place + size) % (2 * size), value);
    }
  }

  static byte pattern(int seed, int index) {
    return (byte) (seed * 31 + index * 7);
  }

  /** Says that a record is done. */
  void commit(long position, int length, boolean discard) {
    if (!busy.remove(Long.valueOf(position))) {
      throw new IllegalStateException("not busy: " + position);
    }
    setHeader(position, discard ? length | RecordHeader.DISCARD : length);
  }

  /** Writes a record, whose seed is that of its pattern. */
  boolean write(int length, int seed) {
    Long position = reserve(length);
    if (position == null) {
      return false;
    }
    fill(position, length, seed);
    commit(position, length, false);
    return true;
  }

  /** Makes a record that is to be skipped. */
  boolean discard(int length) {
    Long position = reserve(length);
    if (position == null) {
      return false;
    }
    commit(position, length, true);
    return true;
  }
}
