package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_log_begin;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.failure.LibbpfMessage;
import org.libbpfjava.internal.failure.RefusedTypes;
import org.libbpfjava.internal.message.Log;
import org.libbpfjava.internal.message.Printable;
import org.libbpfjava.presets.calls.ObjectCalls;

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

  private static final int DEBUG_RANK = 3; // the order is the shim's
  private static final int INFO_RANK = 2;
  private static final int WARNING_RANK = 1;
  static final NativeLog SILENT = new NativeLog(new byte[0], 0);

  private final byte[] raw; // level, text, NUL for each message; few calls need them as text
  private final long droppedBytes;

  private NativeLog(byte[] raw, long droppedBytes) {
    this.raw = raw;
    this.droppedBytes = droppedBytes;
  }

  /** What a call returned, and what libbpf said meanwhile. */
  public record Outcome<T>(T result, NativeLog log) {}

  /**
   * Makes a call and collects all of libbpf's messages: what names the cause of a failure is told
   * at debug level now and then, and once the call has failed it cannot be asked for any more. It
   * costs half a microsecond a message; they become text only when somebody reads them.
   *
   * @param call the native call
   * @return both
   */
  public static <T> Outcome<T> collect(Supplier<T> call) {
    return collect(DEBUG_RANK, call);
  }

  /**
   * Makes a call that leaves nothing behind where it fails, so that it is made again then, to
   * collect what libbpf says at debug level. One that succeeds is spared the time for that.
   *
   * @param call the native call; a negative result is a failure
   * @return the messages of the last call that was made
   */
  static NativeLog collectOfRepeatable(Supplier<Long> call) {
    int rank = Log.isDebug() ? DEBUG_RANK : INFO_RANK;
    Outcome<Long> outcome = collect(rank, call);
    return outcome.result() < 0 && rank < DEBUG_RANK
        ? collect(DEBUG_RANK, call).log()
        : outcome.log();
  }

  /**
   * The same in two halves, for a call of each start: a lambda costs a new JVM half a millisecond.
   */
  static void begin() {
    begin(DEBUG_RANK);
  }

  private static void begin(int rank) {
    lbj_log_begin(rank, LIMIT_BYTES);
  }

  private static <T> Outcome<T> collect(int rank, Supplier<T> call) {
    begin(rank);
    T result;
    NativeLog log;
    try {
      result = call.get();
    } finally {
      log = end();
    }
    return new Outcome<>(result, log);
  }

  /** Ends what {@link #begin} began on this thread. {@return libbpf's messages since} */
  static NativeLog end() {
    long[] dropped = new long[1];
    byte @Nullable [] bytes = ObjectCalls.takeLog(dropped);
    return bytes == null && dropped[0] == 0
        ? SILENT
        : new NativeLog(bytes == null ? new byte[0] : bytes, dropped[0]);
  }

  /**
   * Level, text, NUL: a verifier log quotes source lines, in which any other byte may stand.
   *
   * @param lastRank what is less important is skipped
   */
  private List<LibbpfMessage> parse(int lastRank) {
    List<LibbpfMessage> messages = new ArrayList<>();
    for (int start = 0; start < raw.length; ) {
      int end = start + 1;
      while (raw[end] != 0) {
        end++;
      }
      if (raw[start] <= lastRank) {
        String text = new String(raw, start + 1, end - start - 1, StandardCharsets.UTF_8);
        messages.add(new LibbpfMessage(level(raw[start]), Printable.text(text.stripTrailing())));
      }
      start = end + 1;
    }
    return messages;
  }

  private static Level level(byte rank) {
    return rank == WARNING_RANK ? Level.WARNING : rank == INFO_RANK ? Level.INFO : Level.DEBUG;
  }

  /** {@return the messages in order} */
  public List<LibbpfMessage> messages() {
    return parse(DEBUG_RANK);
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
    List<LibbpfMessage> messages = Log.isDebug() ? messages() : warnings();
    if (messages.isEmpty()) {
      return;
    }
    RefusedTypes.summary(messages).ifPresent(Log::warn);
    for (LibbpfMessage message : messages) {
      Log.log(RefusedTypes.isAbout(message) ? Level.DEBUG : message.level(), message.text());
    }
  }

  /** Hands the messages to the logger after a call whose exception tells the story itself. */
  public void forwardQuietly() {
    if (Log.isDebug()) {
      for (LibbpfMessage message : messages()) {
        Log.log(Level.DEBUG, message.text());
      }
    }
  }

  /** {@return those that are warnings, in order} */
  List<LibbpfMessage> warnings() {
    return parse(WARNING_RANK);
  }

  /** {@return whether one of them is a warning} */
  public boolean hasWarnings() {
    return !warnings().isEmpty();
  }
}
