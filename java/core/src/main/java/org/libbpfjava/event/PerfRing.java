package org.libbpfjava.event;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A CPU's buffer that the kernel fills as far as there is room: include/uapi/linux/perf_event.h,
 * struct perf_event_mmap_page.
 *
 * <p>The data is mapped once. A sample that crosses its end is put together in a second buffer,
 * which all such samples use; all others are shown in place.
 */
final class PerfRing extends CpuBuffer {
  private final EventView view;
  private final int releaseEvery;
  private long position; // the record that is next
  private long released; // our position as the kernel knows it
  private @Nullable ByteBuffer joined; // made when the first sample crosses the end

  /** As {@link CpuBuffer#CpuBuffer}; the control page is writable. */
  PerfRing(String subject, int cpu, ByteBuffer control, ByteBuffer data, EventTypes types) {
    super(subject, cpu, control, data, types);
    this.view = new EventView(types, data, cpu);
    this.releaseEvery = size / 4;
    this.position = (long) LONG.getOpaque(control, PerfRecord.DATA_TAIL);
    this.released = position;
  }

  @Override
  int read(EventHandler handler, int limit) {
    long end = end();
    long at = position;
    int mask = size - 1;
    int count = 0;
    long handed = 0;
    try {
      while (at != end && count < limit && !isStopping()) {
        int place = (int) at & mask;
        int length = PerfRecord.size(data, place);
        if (!PerfRecord.isSize(length) || length > end - at) {
          throw corrupt(at, "claims " + length + " bytes, and " + (end - at) + " follow");
        }
        int type = PerfRecord.type(data, place);
        int event = type == PerfRecord.SAMPLE ? rawLength(at, length) : -1;
        at += length; // first, so that a record whose handler throws counts as read
        if (event >= 0) {
          count++;
          handed += event;
          show(place + PerfRecord.RAW_DATA, event);
          handler.handle(view);
        } else if (type == PerfRecord.LOST && length >= PerfRecord.LOST_BYTES) {
          lost += data.getLong((place + PerfRecord.LOST_COUNT) & mask);
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
      release(at);
    }
    return count;
  }

  private long end() {
    checkSound();
    long end = head();
    if (Long.compareUnsigned(end - position, size) > 0 || (position & 7) != 0) {
      throw corrupt(
          "the kernel is at "
              + Long.toUnsignedString(end)
              + " and the reader at "
              + Long.toUnsignedString(position)
              + " of "
              + size
              + " bytes");
    }
    return end;
  }

  private int rawLength(long at, int length) {
    int raw = data.getInt(((int) at + PerfRecord.RAW_LENGTH) & (size - 1));
    if (raw < 0 || raw > length - PerfRecord.RAW_DATA) {
      throw corrupt(at, "has " + length + " bytes, and claims " + raw + " of data");
    }
    return raw;
  }

  private RuntimeException corrupt(long at, String what) {
    return corrupt("the record at " + Long.toUnsignedString(at) + " " + what);
  }

  /** Shows bytes from a place on, which may lie behind the end. */
  private void show(int from, int length) {
    if (from <= size - length) {
      view.show(data, from, length);
    } else {
      ByteBuffer whole = joined();
      int start = from & (size - 1);
      int first = Math.min(length, size - start);
      whole.put(0, data, start, first);
      whole.put(first, data, 0, length - first);
      view.show(whole, 0, length);
    }
  }

  private ByteBuffer joined() {
    ByteBuffer known = joined;
    if (known == null) {
      // Direct as the data is: the view has one kind of memory, which makes its getters fast.
      known =
          ByteBuffer.allocateDirect(Math.min(size, PerfRecord.LARGEST))
              .order(ByteOrder.nativeOrder());
      joined = known;
    }
    return known;
  }

  private void release(long at) {
    if (at != released) {
      released = at;
      // The kernel overwrites what lies before the position. Our loads of it must be done, and only
      // a full barrier orders loads and the store on every machine:
      // Documentation/core-api/circular-buffers.rst.
      VarHandle.fullFence();
      LONG.setRelease(control, PerfRecord.DATA_TAIL, at);
    }
  }

  @Override
  long available() {
    return head() - position;
  }
}
