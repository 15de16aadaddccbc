package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_room_for_descriptors;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.libbpfjava.exception.Errno;

/**
 * Gets back what was dropped and never closed, when the kernel has no room for more: descriptors
 * and mappings wait for a collection, and nothing of them fills the heap so that one would come.
 */
public final class Reclaim {
  private static final long LONGEST_WAIT_MILLIS = 256;

  private Reclaim() {}

  /**
   * Makes a call; where it fails for want of descriptors or memory, collects garbage and makes it
   * again until the Cleaner has freed enough, for half a second at most.
   *
   * @param call returns a negative errno where it fails, and has then changed nothing
   * @return what the last call returned
   */
  public static long retry(LongSupplier call) {
    long result = call.getAsLong();
    return isShortage(result) ? retryAfterCollection(result, call) : result;
  }

  /**
   * Makes room for descriptors before a call that cannot be made twice.
   *
   * @param descriptors how many the call may need
   */
  static void makeRoom(int descriptors) {
    long first = room(descriptors);
    if (isShortage(first)) {
      retryAfterCollection(first, () -> room(descriptors));
    }
  }

  private static long room(int descriptors) {
    return lbj_room_for_descriptors() < descriptors ? -Errno.EMFILE : 0;
  }

  /** {@return whether a result says that descriptors or memory have run out} */
  static boolean isShortage(long result) {
    return result == -Errno.EMFILE || result == -Errno.ENFILE || result == -Errno.ENOMEM;
  }

  /** The second half of {@link #retry}, for a caller that has made the call once. */
  static long retryAfterCollection(long first, LongSupplier call) {
    long result = first;
    System.gc();
    // The Cleaner works on a thread of its own, as the JDK's does for its direct buffers.
    for (long millis = 1; isShortage(result) && millis <= LONGEST_WAIT_MILLIS; millis *= 2) {
      if (!pause(millis)) {
        return result;
      }
      result = call.getAsLong();
    }
    return result;
  }

  private static boolean pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
