package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_page_size;

import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/**
 * The sizes that the kernel gives to ring buffers: kernel/bpf/ringbuf.c, ringbuf_map_alloc().
 * libbpf rounds the sizes of an object's maps up to them by itself: libbpf.c, adjust_ringbuf_sz().
 */
public final class RingSize {
  private static final long MOST =
      1L << 31; // the largest power of two in the 32 bits of max_entries

  private RingSize() {}

  /**
   * Checks or rounds up the size that a map of this machine is to have.
   *
   * @return how many entries it gets; of a ring buffer, bytes
   * @throws IllegalArgumentException if no ring buffer can have that size
   */
  public static long of(MapOptions options) {
    if (options.type() != MapType.RINGBUF && options.type() != MapType.USER_RINGBUF) {
      return options.maxEntries();
    }
    return of(options, lbj_page_size());
  }

  /** As {@link #of(MapOptions)}, for a machine whose pages have so many bytes. */
  static long of(MapOptions options, long page) {
    long bytes = options.maxEntries();
    long works = Math.max(page, nextPowerOfTwo(bytes));
    if (bytes == works || (options.roundsUp() && works <= MOST)) {
      return works;
    }
    String what =
        (options.type() == MapType.USER_RINGBUF ? "user ring buffer '" : "ring buffer '")
            + options.name()
            + "' cannot have "
            + bytes
            + " bytes: ";
    throw new IllegalArgumentException(
        works > MOST
            ? what + MOST + " are the most"
            : what
                + "it needs a power of two and a multiple of this machine's page of "
                + page
                + ". The next one is "
                + works
                + "; MapOptions."
                + (options.type() == MapType.USER_RINGBUF
                    ? "userRingBufferOfAtLeast"
                    : "ringBufferOfAtLeast")
                + " rounds up");
  }

  private static long nextPowerOfTwo(long number) {
    return number <= 1 ? 1 : Long.highestOneBit(number - 1) << 1;
  }
}
