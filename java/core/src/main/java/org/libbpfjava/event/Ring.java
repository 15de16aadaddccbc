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
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** How many records are looked at together. Another thread's close is seen between blocks. */
  private static final int BLOCK = 8;

  final String subject;
  final ByteBuffer consumer; // its first 8 bytes are our position
  final ByteBuffer producer; // its first 8 bytes are the kernel's position
  final ByteBuffer data;
  final long size;
  final int releaseEvery;
  final EventView view;

  long position; // the record that is next
  private long released; // our position as the kernel knows it
  private boolean stopping; // read behind a fence, see read()
  private long records;
  private long discarded;
  private final long start;
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
      int releaseEvery,
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
    this.start = position;
  }

  final long producerPosition() {
    return (long) LONG.getAcquire(producer, 0);
  }

  /** {@return the place of a position in the data} */
  final int place(long at) {
    return (int) (at & (size - 1));
  }

  /**
   * Hands over the records that are there.
   *
   * <p>Most rings have events of one size. So behind two records with the same header the loop
   * looks whether the next {@link #BLOCK} have it too, and hands over all of them behind one fence.
   * Where they are it knows without their headers, so the processor fetches them at the same time,
   * and the compiler unrolls both loops. Ints are enough for a ring of 512 MiB.
   *
   * @return how many there were
   */
  int read(EventHandler handler, int limit) {
    EventView view = this.view;
    int mask = (int) size - 1;
    long end = end();
    int low = (int) end;
    int left = (int) (end - position); // bytes before end
    int count = 0;
    int before = RecordHeader.BUSY; // the header of the record before
    try {
      while (left > 0 && count < limit && !stopping) {
        int place = (low - left) & mask;
        int header = header(place);
        if (header < 0) {
          header = again(place);
          if (header < 0) {
            break; // the kernel wakes us when it is committed: it is at our position
          }
        }
        int length = RecordHeader.length(header);
        int step = RecordHeader.step(length);
        if (step > left) {
          throw corrupt(end - left, header, end);
        }
        left -= step; // first, so that a record whose handler throws counts as read
        if (RecordHeader.isDiscarded(header)) {
          discarded++;
        } else {
          count++;
          view.show(place + RecordHeader.BYTES, length);
          handler.handle(view);
          int blocks = header == before ? blocks(step, end, left, limit - count) : 0;
          for (; blocks > 0 && !stopping && isBlock(header, step, (low - left) & mask); blocks--) {
            for (int i = 0; i < BLOCK && !stopping; i++) {
              view.move(((low - left) & mask) + RecordHeader.BYTES);
              left -= step;
              count++;
              handler.handle(view);
            }
          }
        }
        before = header;
        if (end - left - released >= releaseEvery) {
          release(end - left);
        }
      }
    } finally {
      view.end();
      position = end - left;
      records += count;
      release(position);
    }
    return count;
  }

  /** {@return how many blocks of such records there can be before space must be given back} */
  private int blocks(int step, long end, int left, int most) {
    int room = releaseEvery - (int) (end - left - released);
    return Math.min(most, Math.min(left, room) / step) / BLOCK;
  }

  /** {@return whether the next {@link #BLOCK} records all have a header} */
  private boolean isBlock(int header, int step, int place) {
    ByteBuffer data = this.data;
    int mask = (int) size - 1;
    int difference = 0;
    for (int i = 0; i < BLOCK; i++) {
      difference |= data.getInt(place) ^ header;
      place = (place + step) & mask;
    }
    VarHandle.acquireFence(); // as in header()
    return difference == 0;
  }

  /** {@return the header at a place in the data} */
  private int header(int place) {
    int header = data.getInt(place); // aligned, so it does not tear
    // What the program wrote before it committed the header is read after it. And the compiler
    // reads the field `stopping` anew.
    VarHandle.acquireFence();
    return header;
  }

  /** Ends a loop that runs on this or another thread, before its next record. */
  final void stop() {
    stopping = true;
  }

  /** {@return the position up to which there are records now} */
  final long end() {
    checkSound();
    long end = producerPosition();
    checkPositions(end);
    return end;
  }

  /** Refuses to read on where something was corrupt. */
  final void checkSound() {
    if (corruption != null) {
      throw new BpfException(Message.of(corruption));
    }
  }

  /** Refuses positions that a producer and a consumer cannot have at the same time. */
  final void checkPositions(long end) {
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
  }

  /** A writer may be about to commit: once more, after all that was stored before is visible. */
  final int again(int place) {
    VarHandle.fullFence();
    return header(place);
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
  boolean next() {
    long end = end();
    while (position != end && !stopping) {
      int place = place(position);
      int header = header(place);
      if (header < 0) {
        header = again(place);
        if (header < 0) {
          break;
        }
      }
      int length = RecordHeader.length(header);
      int step = RecordHeader.step(length);
      if (step > end - position) {
        throw corrupt(position, header, end);
      }
      position += step;
      if (length == header) {
        count();
        view.show(place + RecordHeader.BYTES, length);
        return true;
      }
      countDiscarded();
    }
    view.end();
    return false;
  }

  final void count() {
    records++;
  }

  final boolean isStopping() {
    return stopping;
  }

  final void countDiscarded() {
    discarded++;
  }

  /** Gives back the space of all that was read. */
  final void commit() {
    view.end();
    release(position);
  }

  /** {@return whether no record is there that is done} Moves nothing. */
  boolean isCaughtUp() {
    return producerPosition() == position || header(place(position)) < 0;
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

  /** {@return bytes of the ring that were read, with headers and what was discarded} */
  final long bytes() {
    return position - start - overwritten();
  }

  final long discarded() {
    return discarded;
  }
}
