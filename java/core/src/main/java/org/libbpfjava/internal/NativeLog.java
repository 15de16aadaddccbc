package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.lbj_log_begin;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.presets.ObjectCalls;

/**
 * libbpf's messages during one call, collected by the shim on the calling thread and drained when
 * the call is back: no Java code runs inside libbpf.
 */
public final class NativeLog {

  private static final String LIMIT = "org.libbpfjava.log.limit";
  private static final long DEFAULT_LIMIT_BYTES = 256L << 20;
  private static final long LARGEST_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  /** As much of libbpf's messages, or of a verifier's log, as is kept. */
  public static final int LIMIT_BYTES =
      (int) Math.max(0, Math.min(Long.getLong(LIMIT, DEFAULT_LIMIT_BYTES), LARGEST_ARRAY_BYTES));

  /** How much libbpf is asked to say; the order is the shim's. */
  public enum Detail {
    WARNINGS(1),
    DEBUG(3);

    private final int rank;

    Detail(int rank) {
      this.rank = rank;
    }
  }

  /** One message, without its last line break. */
  public record Message(Level level, String text) {}

  private static final NativeLog SILENT = new NativeLog(List.of(), 0);

  private final List<Message> messages;
  private final long droppedBytes;

  private NativeLog(List<Message> messages, long droppedBytes) {
    this.messages = messages;
    this.droppedBytes = droppedBytes;
  }

  /** What a call returned, and what libbpf said meanwhile. */
  public record Outcome<T>(T result, NativeLog log) {}

  /**
   * Makes a call and collects libbpf's messages.
   *
   * @param least the least that is collected; more where the logger would show it
   * @param call the native call
   * @return both
   */
  public static <T> Outcome<T> collect(Detail least, Supplier<T> call) {
    Detail detail = FreshJvm.logger().isLoggable(Level.DEBUG) ? Detail.DEBUG : least;
    lbj_log_begin(detail.rank, LIMIT_BYTES);
    T result;
    NativeLog log;
    try {
      result = call.get();
    } finally {
      log = drain();
    }
    return new Outcome<>(result, log);
  }

  private static NativeLog drain() {
    long[] dropped = new long[1];
    byte @Nullable [] bytes = ObjectCalls.takeLog(dropped);
    return bytes == null && dropped[0] == 0
        ? SILENT
        : new NativeLog(bytes == null ? List.of() : parse(bytes), dropped[0]);
  }

  /** Level, text, NUL: a verifier log quotes source lines, in which any other byte may stand. */
  private static List<Message> parse(byte[] bytes) {
    List<Message> messages = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int end = start + 1;
      while (bytes[end] != 0) {
        end++;
      }
      String text = new String(bytes, start + 1, end - start - 1, StandardCharsets.UTF_8);
      messages.add(new Message(level(bytes[start]), Printable.text(text.stripTrailing())));
      start = end + 1;
    }
    return messages;
  }

  private static Level level(byte rank) {
    return rank == 1 ? Level.WARNING : rank == 2 ? Level.INFO : Level.DEBUG;
  }

  /** {@return the messages in order} */
  public List<Message> messages() {
    return messages;
  }

  /**
   * {@return why some messages are missing, a sentence that says what to do; empty if none is}
   *
   * <p>A message is kept whole or not at all.
   */
  public String loss() {
    return droppedBytes == 0
        ? ""
        : droppedBytes
            + " bytes of libbpf's messages found no room under -D"
            + LIMIT
            + "="
            + LIMIT_BYTES
            + ": raise it.";
  }

  /** Hands the messages to the logger after a call that succeeded. */
  public void forward() {
    for (Message message : messages) {
      FreshJvm.logger().log(message.level(), message.text());
    }
  }

  /** Hands the messages to the logger after a call whose exception tells the story itself. */
  public void forwardQuietly() {
    for (Message message : messages) {
      FreshJvm.logger().log(Level.DEBUG, message.text());
    }
  }

  /**
   * {@return the last warning that says more than that the whole object failed, which in libbpf is
   * the reason of a failure; empty for none}
   */
  public String lastWarning() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).level() == Level.WARNING) {
        String text = messages.get(i).text();
        String bare = text.startsWith("libbpf: ") ? text.substring("libbpf: ".length()) : text;
        if (!bare.startsWith("failed to load object '")
            && !bare.startsWith("failed to load BPF skeleton '")) {
          return bare;
        }
      }
    }
    return "";
  }
}
