package org.libbpfjava.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring whose oldest records the kernel overwrites when it is full (BPF_F_RB_OVERWRITE).
 *
 * <p>The kernel does not wait for a consumer. So each record is copied out, and handed over only if
 * the kernel had not begun to overwrite it by the end of the copy: the overwrite position moves
 * before any byte behind it does. kernel/bpf/ringbuf.c, __bpf_ringbuf_reserve().
 */
final class OverwriteRing extends Ring {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Of overwrite_pos in the producer's page, behind producer_pos and pending_pos. */
  private static final int OVERWRITE_POS = 16;

  private byte[] bytes = new byte[256];
  private ByteBuffer copy = over(bytes);
  private long overwritten;

  /** As {@link Ring#Ring}. */
  OverwriteRing(
      String subject,
      ByteBuffer consumer,
      ByteBuffer producer,
      ByteBuffer data,
      int releaseEvery,
      EventTypes types) {
    super(subject, consumer, producer, data, releaseEvery, types);
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** To be called after what was read from the data, or after the producer position. */
  private long overwritePosition() {
    VarHandle.acquireFence();
    return (long) LONG.getOpaque(producer, OVERWRITE_POS);
  }

  @Override
  int read(EventHandler handler, int limit) {
    checkSound();
    int count = 0;
    long end = producerPosition();
    try {
      while (count < limit && !isStopping() && next(end)) {
        count++;
        handler.handle(view);
      }
    } finally {
      commit();
    }
    return count;
  }

  @Override
  boolean next() {
    checkSound();
    boolean found = !isStopping() && next(producerPosition());
    if (!found) {
      view.end();
    }
    return found;
  }

  /** Copies the next record before {@code end}. */
  private boolean next(long end) {
    while (true) {
      skip(overwritePosition());
      if (end - position <= 0) {
        long now = producerPosition(); // it may have gone on since the end was read, never back
        if (now - position < 0) {
          checkPositions(now);
        }
        return false;
      }
      checkPositions(end);
      int header = again(place(position));
      int length = RecordHeader.length(header);
      int step = RecordHeader.step(length);
      boolean fits = header >= 0 && step <= end - position;
      if (fits && !RecordHeader.isDiscarded(header)) {
        copy(length);
      }
      if (overwritePosition() - position > 0) {
        continue; // what was read may be of two records
      }
      if (header < 0) {
        return false; // its writer is not done, and the kernel overwrites nothing behind it
      }
      if (!fits) {
        throw corrupt(position, header, end);
      }
      position += step;
      if (!RecordHeader.isDiscarded(header)) {
        count();
        view.show(copy, 0, length);
        return true;
      }
      countDiscarded();
    }
  }

  private void copy(int length) {
    if (length > bytes.length) {
      bytes = new byte[Math.max(length, (int) Math.min(2L * bytes.length, size))];
      copy = over(bytes);
    }
    data.get(place(position) + RecordHeader.BYTES, bytes, 0, length);
  }

  private void skip(long to) {
    if (to - position > 0) {
      overwritten += to - position;
      position = to;
    }
  }

  @Override
  boolean isCaughtUp() {
    return super.isCaughtUp() && overwritePosition() - position <= 0;
  }

  @Override
  long overwritten() {
    return overwritten;
  }

  @Override
  long available() {
    long end = producerPosition();
    return end - position - Math.max(overwritePosition() - position, 0);
  }
}
