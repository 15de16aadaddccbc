package org.libbpfjava.event;

/**
 * How large a perf buffer is, and when it wakes its reader.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @libbpf struct perf_event_attr, page_cnt of perf_buffer__new
 */
public final class PerfOptions {
  private static final int MOST_PAGES = 1 << 30;
  private static final PerfOptions DEFAULTS = new PerfOptions(64, 0, 1, false, false);

  private final int pages; // 0 where bytes were asked for
  private final int leastBytes;
  private final int wakeUp;
  private final boolean wakeUpInBytes;
  private final boolean overwriting;

  private PerfOptions(
      int pages, int leastBytes, int wakeUp, boolean wakeUpInBytes, boolean overwriting) {
    this.pages = pages;
    this.leastBytes = leastBytes;
    this.wakeUp = wakeUp;
    this.wakeUpInBytes = wakeUpInBytes;
    this.overwriting = overwriting;
  }

  /**
   * {@return 64 pages for each CPU, a wake-up after each event, and new events dropped when full}
   */
  public static PerfOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Says how many pages of memory each CPU's buffer has. A page has 4 KiB on most machines, and 16
   * or 64 KiB on some.
   *
   * @param pages a power of two
   * @return the changed options
   * @throws IllegalArgumentException if it is none; the message names the next one
   */
  public PerfOptions withPages(int pages) {
    if (pages < 1 || pages > MOST_PAGES || Integer.bitCount(pages) != 1) {
      throw new IllegalArgumentException(
          "a perf buffer cannot have "
              + pages
              + " pages for each CPU: it is a power of two, and the next one is "
              + powerOfTwo(Math.min(Math.max(pages, 1), MOST_PAGES)));
    }
    return new PerfOptions(pages, 0, wakeUp, wakeUpInBytes, overwriting);
  }

  /**
   * Says how many bytes each CPU's buffer has at least. They are rounded up to pages whose number
   * is a power of two.
   *
   * @param bytes 1 to 1 GiB
   * @return the changed options
   * @throws IllegalArgumentException if it is outside that range
   */
  public PerfOptions withBytesAtLeast(int bytes) {
    if (bytes < 1 || bytes > 1 << 30) {
      throw new IllegalArgumentException(
          "a perf buffer cannot have " + bytes + " bytes for each CPU: 1 to " + (1 << 30));
    }
    return new PerfOptions(0, bytes, wakeUp, wakeUpInBytes, overwriting);
  }

  /**
   * Wakes the reader after that many events of one CPU, or when half of its buffer is full. A wait
   * with a time sees events that woke nobody when the time is over. A wake-up is an interrupt on
   * the CPU of the program: where there are many events, it takes longer than to write one.
   *
   * @param events 1 or more
   * @return the changed options
   * @throws IllegalArgumentException if it is less than 1
   */
  public PerfOptions withWakeUpAfterEvents(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("a perf buffer cannot wake after " + events + " events");
    }
    return new PerfOptions(pages, leastBytes, events, false, overwriting);
  }

  /**
   * Wakes the reader after more than that many bytes of one CPU, headers of 12 bytes an event
   * included. A wait with a time sees events that woke nobody when the time is over.
   *
   * @param bytes 1 or more, and less than the buffer of each CPU has
   * @return the changed options
   * @throws IllegalArgumentException if it is less than 1
   */
  public PerfOptions withWakeUpAfterBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a perf buffer cannot wake after " + bytes + " bytes");
    }
    return new PerfOptions(pages, leastBytes, bytes, true, overwriting);
  }

  /**
   * Lets new events replace the oldest ones when a CPU's buffer is full: a flight recorder, to be
   * read when something has happened. {@link PerfBuffer#read} stops the recording of a CPU for as
   * long as it copies its events, each of them once.
   *
   * @return the changed options
   * @kernel 4.7, 9ecda41acb97 ("perf/core: Add ::write_backward attribute to perf event")
   */
  public PerfOptions withOverwriting() {
    return new PerfOptions(pages, leastBytes, wakeUp, wakeUpInBytes, true);
  }

  int wakeUp() {
    return wakeUp;
  }

  boolean isWakeUpInBytes() {
    return wakeUpInBytes;
  }

  boolean isOverwriting() {
    return overwriting;
  }

  /**
   * {@return bytes of each CPU's buffer}
   *
   * @param subject what messages call the stream
   */
  int bytes(int pageSize, String subject) {
    long bytes = pages > 0 ? (long) pages * pageSize : Math.max(pageSize, powerOfTwo(leastBytes));
    if (bytes > 1 << 30) {
      throw new IllegalArgumentException(
          subject
              + " cannot have "
              + bytes
              + " bytes for each CPU. Java's buffers end at 2 GiB: "
              + (1 << 30) / pageSize
              + " pages at most");
    }
    if (wakeUpInBytes && wakeUp >= bytes) {
      throw new IllegalArgumentException(
          subject
              + " has "
              + bytes
              + " bytes for each CPU, and would never wake after "
              + wakeUp
              + ": less than its size is needed");
    }
    return (int) bytes;
  }

  /** {@return the power of two that is not less, of 1 to 2³⁰} */
  private static int powerOfTwo(int least) {
    return Integer.highestOneBit(2 * least - 1);
  }

  @Override
  public String toString() {
    return "perf options ("
        + (pages > 0 ? pages + " pages" : "at least " + leastBytes + " bytes")
        + " for each CPU, wake-up after "
        + wakeUp
        + (wakeUpInBytes ? " bytes" : " events")
        + (overwriting ? ", overwriting)" : ")");
  }
}
