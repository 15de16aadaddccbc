package org.libbpfjava.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The moment at which somebody ceases to wait. */
final class Deadline {
  private static final long MOST_NANOS = Long.MAX_VALUE / 2; // 146 years

  private final boolean isEndless;
  private final long end;

  private Deadline(boolean isEndless, long end) {
    this.isEndless = isEndless;
    this.end = end;
  }

  /**
   * {@return the moment after a time}
   *
   * @param timeout not negative; null for a moment that never comes
   */
  static Deadline after(@Nullable Duration timeout) {
    return timeout == null
        ? new Deadline(true, 0)
        : new Deadline(false, System.nanoTime() + nanos(timeout));
  }

  private static long nanos(Duration timeout) {
    try {
      return Math.min(timeout.toNanos(), MOST_NANOS);
    } catch (ArithmeticException e) {
      return MOST_NANOS;
    }
  }

  /** {@return nanoseconds that are left, 0 or fewer if it has come} */
  long nanos() {
    return isEndless ? MOST_NANOS : end - System.nanoTime();
  }

  /** {@return milliseconds that are left, rounded up; 0 if it has come, -1 if it never does} */
  int millis() {
    if (isEndless) {
      return -1;
    }
    long nanos = nanos();
    return nanos <= 0 ? 0 : (int) Math.min((nanos + 999_999) / 1_000_000, Integer.MAX_VALUE);
  }
}
