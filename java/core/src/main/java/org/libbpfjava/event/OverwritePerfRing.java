package org.libbpfjava.event;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A CPU's buffer whose oldest records the kernel overwrites. It writes backward, so that the newest
 * record begins at the head and the older ones follow: kernel/events/ring_buffer.c,
 * perf_output_begin_backward().
 *
 * <p>What came since the last time is copied while output is paused, and handed over when it goes
 * on, the oldest first.
 */
final class OverwritePerfRing extends CpuBuffer {
  private static final int MOST_COPIES = 16; // nothing of the kernel makes more than one needed

  /** Stops and continues output around a copy. */
  interface Pause {
    /** Runs an action while the kernel writes nothing. */
    void during(Runnable copy);
  }

  private final Pause pause;
  private final ByteBuffer copy;
  private final EventView view;
  private int[] starts = new int[64]; // of the copied records, the newest first
  private int left; // copied records that were not handed over yet
  private int copied; // bytes
  private long newest; // the position of the newest record that was copied
  private long overwritten;

  /** As {@link CpuBuffer#CpuBuffer}. */
  OverwritePerfRing(
      String subject, int cpu, ByteBuffer control, ByteBuffer data, EventTypes types, Pause pause) {
    super(subject, cpu, control, data, types);
    this.pause = pause;
    this.copy = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    this.view = new EventView(types, copy, cpu);
  }

  @Override
  int read(EventHandler handler, int limit) {
    checkSound();
    int count = handOver(handler, limit);
    if (count < limit && left == 0 && head() != newest) {
      pause.during(this::copy);
      split();
      count += handOver(handler, limit - count);
    }
    return count;
  }

  private int handOver(EventHandler handler, int limit) {
    int count = 0;
    try {
      while (left > 0 && count < limit && !isStopping()) {
        int at = starts[--left];
        int length = copy.getInt(at + PerfRecord.RAW_LENGTH);
        count++;
        records++;
        bytes += length;
        view.show(at + PerfRecord.RAW_DATA, length);
        handler.handle(view);
      }
    } finally {
      view.end();
    }
    return count;
  }

  /** Copies all records between the head and those of the last time. */
  private void copy() {
    long head = head();
    take(head);
    // A program that was in the middle of a record at the pause may have finished it meanwhile.
    for (int again = 0; again < MOST_COPIES && head() != head; again++) {
      head = head();
      take(head);
    }
    overwritten += Math.max(newest - head - size, 0);
    newest = head;
  }

  private void take(long head) {
    long distance = newest - head;
    if (distance < 0 || (head & 7) != 0) {
      throw corrupt("the kernel went from " + newest + " to " + head + ", which is not backward");
    }
    copied = (int) Math.min(distance, size);
    int start = (int) head & (size - 1);
    int first = Math.min(copied, size - start);
    copy.put(0, data, start, first);
    copy.put(first, data, 0, copied - first);
    VarHandle.acquireFence(); // the copy comes before the next look at the head
  }

  /** Finds where the records begin. The oldest one may be cut, which ends the search. */
  private void split() {
    int at = 0;
    while (at <= copied - PerfRecord.HEADER_BYTES) {
      int length = PerfRecord.size(copy, at);
      int type = PerfRecord.type(copy, at);
      if (!PerfRecord.isSize(length)
          || length > copied - at
          || (type == PerfRecord.SAMPLE && !hasData(at, length))) {
        break;
      }
      if (type == PerfRecord.SAMPLE) {
        if (left == starts.length) {
          starts = Arrays.copyOf(starts, 2 * left);
        }
        starts[left++] = at;
      } else if (type == PerfRecord.LOST && length >= PerfRecord.LOST_BYTES) {
        lost += copy.getLong(at + PerfRecord.LOST_COUNT);
      }
      at += length;
    }
    overwritten += copied - at;
  }

  private boolean hasData(int at, int length) {
    if (length < PerfRecord.RAW_DATA) {
      return false;
    }
    int raw = copy.getInt(at + PerfRecord.RAW_LENGTH);
    return raw >= 0 && raw <= length - PerfRecord.RAW_DATA;
  }

  @Override
  long overwritten() {
    return overwritten;
  }

  @Override
  long available() {
    return Math.min(newest - head(), size);
  }
}
