package org.libbpfjava.internal.libbpf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that come in pieces and go out as lines. Of one thread at a time. */
public final class LineBuffer {
  private byte[] bytes = new byte[0];
  private int start; // of what has not gone out
  private int scanned; // up to here there is no end of a line
  private int end;

  /** Adds a piece. */
  public void add(byte[] piece, int length) {
    int kept = end - start;
    if (bytes.length - end < length) {
      int room = Math.addExact(kept, length);
      byte[] target = room > bytes.length ? new byte[Math.max(room, grown(bytes.length))] : bytes;
      System.arraycopy(bytes, start, target, 0, kept);
      bytes = target;
      scanned -= start;
      start = 0;
      end = kept;
    }
    System.arraycopy(piece, 0, bytes, end, length);
    end += length;
  }

  private static int grown(int length) {
    return length > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : length * 2;
  }

  /** {@return the next line without its end, null until a whole one is there} */
  public @Nullable String next() {
    while (scanned < end && bytes[scanned] != '\n') {
      scanned++;
    }
    if (scanned == end) {
      return null;
    }
    String line = new String(bytes, start, scanned - start, StandardCharsets.UTF_8);
    scanned++;
    start = scanned;
    return line;
  }

  /** {@return what stands after the last whole line, which stays} */
  public String rest() {
    return new String(Arrays.copyOfRange(bytes, start, end), StandardCharsets.UTF_8);
  }

  /** Forgets what stands after the last whole line. */
  public void clear() {
    start = 0;
    scanned = 0;
    end = 0;
  }

  /** {@return whether nothing stands after the last whole line} */
  public boolean isEmpty() {
    return start == end;
  }
}
