package org.libbpfjava.internal.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Printable;

/**
 * Room for the verifier's log where libbpf does not provide it. How much it takes is known
 * afterwards: exactly from Linux 6.4 on (commit 47a71c1f9af0), before that not at all.
 */
public final class VerifierLogBuffer {

  /** One try. */
  public interface Load {
    /**
     * Loads with a log.
     *
     * @param log room for it
     * @param need gets in its only element how much room it takes, 0 where the kernel does not say
     * @return a descriptor, or a negative errno: -ENOSPC where the room is too small
     */
    int into(byte[] log, int[] need);
  }

  /**
   * The last try.
   *
   * @param result what the kernel answered
   * @param log what it wrote, cut where even the largest room was too small
   */
  public record Attempt(int result, String log) {}

  private VerifierLogBuffer() {}

  /**
   * Tries until the log has room.
   *
   * @param first bytes to begin with
   * @param largest bytes to stop at
   */
  public static Attempt growing(int first, int largest, Load load) {
    int size = Math.min(first, largest);
    while (true) {
      byte[] log = new byte[size];
      int[] need = {0};
      int result = load.into(log, need);
      boolean hadNoRoom = result == -Errno.ENOSPC || (need[0] == 0 && isFull(log));
      if (result >= 0 || !hadNoRoom || size == largest) {
        return new Attempt(result, text(log));
      }
      long wanted = Math.max(Integer.toUnsignedLong(need[0]), 2L * size);
      size = (int) Math.min(wanted, largest);
    }
  }

  /**
   * {@return whether there may have been more to say} Before Linux 6.4 a refusal of BTF keeps its
   * own number where the room is too small: kernel/bpf/btf.c, btf_parse().
   */
  private static boolean isFull(byte[] log) {
    return log.length > 1 && log[log.length - 2] != 0; // the last one is the NUL
  }

  private static String text(byte[] log) {
    int end = 0;
    while (end < log.length && log[end] != 0) {
      end++;
    }
    return Printable.text(new String(log, 0, end, UTF_8));
  }
}
