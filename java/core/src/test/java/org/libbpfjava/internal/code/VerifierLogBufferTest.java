package org.libbpfjava.internal.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.Errno;

/** The log's room grows as far as it must, whether the kernel says how far that is or not. */
class VerifierLogBufferTest {
  private static final String LOG = "x".repeat(999);

  private final List<Integer> sizes = new ArrayList<>();

  /** A kernel that writes 999 bytes and a NUL. */
  private int kernel(byte[] log, int[] need, boolean tells) {
    sizes.add(log.length);
    byte[] text = LOG.getBytes(UTF_8);
    System.arraycopy(text, 0, log, 0, Math.min(text.length, log.length - 1));
    need[0] = tells ? 1000 : 0;
    return log.length < 1000 ? -Errno.ENOSPC : -Errno.EACCES;
  }

  @Test
  void aKernelThatTellsTheSizeIsAskedTwice() {
    assertEquals(
        new VerifierLogBuffer.Attempt(-Errno.EACCES, LOG),
        VerifierLogBuffer.growing(100, 1 << 20, (log, need) -> kernel(log, need, true)));
    assertEquals(List.of(100, 1000), sizes);
  }

  @Test
  void oneThatDoesNotIsAskedWithTwiceTheRoomEachTime() {
    assertEquals(
        new VerifierLogBuffer.Attempt(-Errno.EACCES, LOG),
        VerifierLogBuffer.growing(100, 1 << 20, (log, need) -> kernel(log, need, false)));
    assertEquals(List.of(100, 200, 400, 800, 1600), sizes);
  }

  @Test
  void aFullLogIsNotWholeThoughTheErrorIsAnother() {
    assertEquals(
        new VerifierLogBuffer.Attempt(-Errno.EINVAL, LOG),
        VerifierLogBuffer.growing(
            100,
            1 << 20,
            (log, need) -> {
              kernel(log, need, false);
              return -Errno.EINVAL;
            }));
    assertEquals(List.of(100, 200, 400, 800, 1600), sizes);
  }

  @Test
  void theLargestRoomIsTheLast() {
    assertEquals(
        new VerifierLogBuffer.Attempt(-Errno.ENOSPC, LOG.substring(0, 299)),
        VerifierLogBuffer.growing(100, 300, (log, need) -> kernel(log, need, false)));
    assertEquals(List.of(100, 200, 300), sizes);
  }

  @Test
  void sizesAreUnsigned() {
    VerifierLogBuffer.growing(
        100,
        500,
        (log, need) -> {
          kernel(log, need, false);
          need[0] = -1;
          return -Errno.ENOSPC;
        });
    assertEquals(List.of(100, 500), sizes);
  }
}
