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
  /** How many samples are looked at together. Another thread's close is seen between blocks. */
  private static final int BLOCK = 8;

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

  /**
   * Hands over the events that are there. As in {@link Ring#read}, samples of one size are found
   * ahead, and handed over in a loop that calls nothing but the handler.
   */
  @Override
  int read(EventHandler handler, int limit) {
    EventView view = this.view;
    int mask = size - 1;
    long end = end();
    int low = (int) end;
    int left = (int) (end - position); // bytes before end
    int count = 0;
    int raw = 0; // bytes of the samples since the count was this:
    int since = 0;
    long before = 0; // the header of the record before
    try {
      while (left > 0 && count < limit && !isStopping()) {
        int place = (low - left) & mask;
        long header = data.getLong(place);
        int length = PerfRecord.size(data, place);
        if (!PerfRecord.isSize(length) || length > left) {
          throw corrupt(end - left, "claims " + length + " bytes, and " + left + " follow");
        }
        if (PerfRecord.type(data, place) != PerfRecord.SAMPLE) {
          countLost(place, length);
          left -= length;
        } else {
          bytes += (long) (count - since) * raw;
          since = count;
          raw = rawLength(end - left, length);
          left -= length; // first, so that a record whose handler throws counts as read
          count++;
          boolean inPlace = place + PerfRecord.RAW_DATA + raw <= size;
          if (inPlace) {
            view.show(data, place + PerfRecord.RAW_DATA, raw);
          } else {
            view.show(join((place + PerfRecord.RAW_DATA) & mask, raw), 0, raw);
          }
          handler.handle(view);
          int blocks = header == before && inPlace ? blocks(length, end, left, limit - count) : 0;
          for (;
              blocks > 0 && !isStopping() && isBlock(header, (low - left) & mask, length);
              blocks--) {
            for (int i = 0; i < BLOCK && !isStopping(); i++) {
              view.move(((low - left) & mask) + PerfRecord.RAW_DATA);
              left -= length;
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
      bytes += (long) (count - since) * raw;
      release(position);
    }
    return count;
  }

  /** {@return how many blocks of such samples there can be before space must be given back} */
  private int blocks(int length, long end, int left, int most) {
    int room = releaseEvery - (int) (end - left - released);
    return Math.min(most, Math.min(left, room) / length) / BLOCK;
  }

  /**
   * {@return whether the next {@link #BLOCK} samples have the same header, and lie in one piece}
   * The kernel derives the length of the data from the size in the header: kernel/events/core.c,
   * perf_prepare_sample().
   */
  private boolean isBlock(long header, int place, int length) {
    ByteBuffer data = this.data;
    if (place > size - BLOCK * length) {
      return false;
    }
    long difference = 0;
    for (int i = 0; i < BLOCK; i++) {
      difference |= data.getLong(place) ^ header;
      place += length;
    }
    VarHandle.acquireFence(); // so that the compiler reads the field `stopping` anew
    return difference == 0;
  }

  private void countLost(int place, int length) {
    if (PerfRecord.type(data, place) == PerfRecord.LOST && length >= PerfRecord.LOST_BYTES) {
      lost += data.getLong((place + PerfRecord.LOST_COUNT) & (size - 1));
    }
  }

  /** {@return the data of a sample that crosses the end, in one piece} */
  private ByteBuffer join(int start, int length) {
    ByteBuffer whole = joined();
    int first = Math.min(length, size - start);
    whole.put(0, data, start, first);
    whole.put(first, data, 0, length - first);
    return whole;
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
