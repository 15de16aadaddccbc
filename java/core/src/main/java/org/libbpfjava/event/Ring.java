package org.libbpfjava.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/**
 * One ring buffer in memory that is shared with the kernel, from the consumer's side:
 * kernel/bpf/ringbuf.c, struct bpf_ringbuf.
 *
 * <p>Positions count bytes since the ring was made, in 64 bits. They are compared for equality or
 * by their distance, and their low bits are the place in the data, which is mapped twice so that
 * every record is in one piece. One thread at a time is inside any method that reads.
 */
class Ring {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  final String subject;
  final ByteBuffer consumer; // its first 8 bytes are our position
  final ByteBuffer producer; // its first 8 bytes are the kernel's position
  final ByteBuffer data;
  final long size;
  final long releaseEvery;
  final EventView view;

  long position; // the record that is next
  private long released; // our position as the kernel knows it
  private long records;
  private long bytes;
  private long discarded;
  private @Nullable String corruption;

  /**
   * A ring.
   *
   * @param subject what messages call it
   * @param consumer the consumer's page, writable
   * @param producer the producer's page
   * @param data the data, twice, one behind the other
   * @param releaseEvery after how many bytes at most space is given back
   * @param types the C types of its events
   */
  Ring(
      String subject,
      ByteBuffer consumer,
      ByteBuffer producer,
      ByteBuffer data,
      long releaseEvery,
      EventTypes types) {
    this.subject = subject;
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.size = data.capacity() / 2;
    this.releaseEvery = releaseEvery;
    this.view = new EventView(types, data);
    // A ring that is pinned, or that was read before, does not begin at 0.
    this.position = (long) LONG.getAcquire(consumer, 0);
    this.released = position;
  }

  final long producerPosition() {
    return (long) LONG.getAcquire(producer, 0);
  }

  final int header(long at) {
    return (int) INT.getAcquire(data, place(at));
  }

  /** {@return the place of a position in the data} */
  final int place(long at) {
    return (int) (at & (size - 1));
  }

  /**
   * Hands over the records that are there.
   *
   * @param stream says when to stop
   * @return how many there were
   */
  int read(EventHandler handler, int limit, PolledStream stream) {
    long end = end();
    long at = position;
    int count = 0;
    long handed = 0;
    long skipped = 0;
    try {
      while (at != end && count < limit && !stream.isClosing()) {
        int header = header(at);
        if (header < 0) {
          header = again(at);
          if (header < 0) {
            break; // the kernel wakes us when it is committed: it is at our position
          }
        }
        int length = header & ~RecordHeader.DISCARD;
        long step = RecordHeader.step(length);
        if (step > end - at) {
          throw corrupt(at, header, end);
        }
        int place = place(at);
        at += step; // first, so that a record whose handler throws counts as read
        if (length == header) {
          count++;
          handed += length;
          view.show(place + RecordHeader.BYTES, length);
          handler.handle(view);
        } else {
          skipped++;
        }
        if (at - released >= releaseEvery) {
          release(at);
        }
      }
    } finally {
      view.end();
      position = at;
      records += count;
      bytes += handed;
      discarded += skipped;
      release(at);
    }
    return count;
  }

  /** {@return the position up to which there are records now} */
  final long end() {
    if (corruption != null) {
      throw new BpfException(Message.of(corruption));
    }
    long end = producerPosition();
    if (Long.compareUnsigned(end - position, size) > 0 || (position & 7) != 0) {
      throw corrupt(
          "the producer is at "
              + Long.toUnsignedString(end)
              + " and the consumer at "
              + Long.toUnsignedString(position)
              + ", and it has "
              + size
              + " bytes");
    }
    return end;
  }

  /** A writer may be about to commit: once more, after all that was stored before is visible. */
  final int again(long at) {
    VarHandle.fullFence();
    return header(at);
  }

  final BpfException corrupt(long at, int header, long end) {
    return corrupt(
        "the record at "
            + Long.toUnsignedString(at)
            + " claims "
            + RecordHeader.length(header)
            + " bytes, and "
            + (end - at)
            + " follow");
  }

  /** Remembered, so that no later call reads on in the middle of a record. */
  private BpfException corrupt(String what) {
    corruption = subject + " is corrupt: " + what + ". Something else writes into its memory";
    return new BpfException(Message.of(corruption));
  }

  /** Gives the kernel the space before a position. */
  final void release(long at) {
    if (at != released) {
      released = at;
      LONG.setRelease(consumer, 0, at);
    }
  }

  /**
   * Goes on to the next record, which {@link #view} shows then. Gives no space back.
   *
   * @return false where there is none now, or where the stream ends
   */
  boolean next(PolledStream stream) {
    long end = end();
    while (position != end && !stream.isClosing()) {
      int header = header(position);
      if (header < 0) {
        header = again(position);
        if (header < 0) {
          break;
        }
      }
      int length = header & ~RecordHeader.DISCARD;
      long step = RecordHeader.step(length);
      if (step > end - position) {
        throw corrupt(position, header, end);
      }
      int place = place(position);
      position += step;
      if (length == header) {
        count(length);
        view.show(place + RecordHeader.BYTES, length);
        return true;
      }
      countDiscarded();
    }
    view.end();
    return false;
  }

  final void count(int length) {
    records++;
    bytes += length;
  }

  final void countDiscarded() {
    discarded++;
  }

  /** Gives back the space of all that was read. */
  final void commit() {
    view.end();
    release(position);
  }

  /** {@return bytes that an older record had, and newer ones have now} */
  long overwritten() {
    return 0;
  }

  /** {@return bytes of records that were not read yet, their headers included} */
  long available() {
    return producerPosition() - position;
  }

  /** {@return bytes that are in use for the kernel: not read, or not given back yet} */
  final long used() {
    return producerPosition() - released;
  }

  final long records() {
    return records;
  }

  final long bytes() {
    return bytes;
  }

  final long discarded() {
    return discarded;
  }
}
