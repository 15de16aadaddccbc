package org.libbpfjava.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/**
 * One user ring buffer in memory that is shared with the kernel, from the producer's side:
 * kernel/bpf/ringbuf.c, __bpf_user_ringbuf_peek().
 *
 * <p>Positions count bytes since the ring was made. Their low bits are the place in the data, which
 * is mapped twice so that every record is in one piece. The kernel takes records in their order and
 * stops at the first one that is not committed.
 */
final class UserRing {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** A place where there is no room. */
  static final int NO_ROOM = -1;

  private final String subject;
  private final ByteBuffer consumer; // its first 8 bytes are the kernel's position
  private final ByteBuffer producer; // its first 8 bytes are our position
  private final ByteBuffer data;
  private final long size;
  private boolean closed; // guarded by this

  /**
   * A ring. Records that an earlier process reserved and left so are discarded: the kernel would
   * stop at them for ever.
   *
   * @param subject what messages call it
   * @param consumer the consumer's page
   * @param producer the producer's page, writable
   * @param data the data, twice, one behind the other, writable
   */
  UserRing(String subject, ByteBuffer consumer, ByteBuffer producer, ByteBuffer data) {
    this.subject = subject;
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.size = data.capacity() / 2;
    discardReserved();
  }

  ByteBuffer data() {
    return data;
  }

  long size() {
    return size;
  }

  /**
   * Reserves the next record.
   *
   * @param length bytes of the record, which the ring could hold if it were empty
   * @return the place of its header in the data, or {@link #NO_ROOM}
   */
  synchronized int reserve(int length) {
    checkOpen();
    // From memory each time: a pinned ring does not begin at 0.
    long position = (long) LONG.getAcquire(producer, 0);
    long step = RecordHeader.step(length);
    if (size - used(position) < step) {
      return NO_ROOM;
    }
    int place = place(position);
    data.putInt(place + Integer.BYTES, 0);
    INT.setOpaque(data, place, length | RecordHeader.BUSY);
    // The kernel must find the header behind the old position when it sees the new one.
    LONG.setRelease(producer, 0, position + step);
    return place;
  }

  /**
   * Ends a reservation, in any order among the reserved records.
   *
   * @param flag 0 to submit it, {@link RecordHeader#DISCARD} to have it skipped
   * @return false if it is not reserved any more, because the ring was closed
   */
  boolean commit(int place, int length, int flag) {
    return INT.compareAndSet(data, place, length | RecordHeader.BUSY, length | flag);
  }

  /** {@return bytes that are free for records, their headers included} */
  synchronized long free() {
    checkOpen();
    return size - used((long) LONG.getAcquire(producer, 0));
  }

  /** Discards what is reserved, and lets nobody reserve any more. A second call does nothing. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      discardReserved();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw closed();
    }
  }

  IllegalStateException closed() {
    return new IllegalStateException(subject + " is closed");
  }

  private int place(long at) {
    return (int) (at & (size - 1));
  }

  /** {@return bytes that the kernel has not taken yet} */
  private long used(long position) {
    long taken = (long) LONG.getAcquire(consumer, 0);
    if (!isSound(taken, position)) {
      throw new BpfException(
          Message.of(
              subject
                  + " is corrupt: the producer is at "
                  + Long.toUnsignedString(position)
                  + " and the consumer at "
                  + Long.toUnsignedString(taken)
                  + ", and it has "
                  + size
                  + " bytes. Something else writes into its memory"));
    }
    return position - taken;
  }

  private boolean isSound(long taken, long position) {
    return Long.compareUnsigned(position - taken, size) <= 0 && ((position | taken) & 7) == 0;
  }

  private void discardReserved() {
    long at = (long) LONG.getAcquire(consumer, 0);
    long end = (long) LONG.getAcquire(producer, 0);
    while (at != end && isSound(at, end)) {
      int place = place(at);
      int header = (int) INT.getAcquire(data, place);
      int length = RecordHeader.length(header);
      if ((header & RecordHeader.BUSY) != 0) {
        INT.compareAndSet(data, place, header, length | RecordHeader.DISCARD);
      }
      at += RecordHeader.step(length); // past the end, which is not sound, if it is no length
    }
  }
}
