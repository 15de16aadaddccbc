package org.libbpfjava.internal.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exception of this library says. The exceptions' constructors take it, so that nobody else
 * can call them.
 *
 * <p>Immutable: each {@code with} method gives a changed copy. What is not printable is escaped.
 */
public final class Message {
  private final String text;
  private final int errno;
  private final boolean appendsErrno;
  private final List<String> libbpf;
  private final @Nullable Throwable cause;

  private Message(
      String text,
      int errno,
      boolean appendsErrno,
      List<String> libbpf,
      @Nullable Throwable cause) {
    this.text = text;
    this.errno = errno;
    this.appendsErrno = appendsErrno;
    this.libbpf = libbpf;
    this.cause = cause;
  }

  /** {@return a message without an error number} */
  public static Message of(String text) {
    return new Message(Printable.text(text), 0, false, List.of(), null);
  }

  /**
   * {@return a message that says everything already}
   *
   * @param text the number included
   * @param errno the positive error number
   */
  public static Message whole(String text, int errno) {
    return new Message(Printable.text(text), errno, false, List.of(), null);
  }

  /** {@return a message about what came from outside} */
  public static Message aboutInput(String source, String problem) {
    return of(source + ": " + problem);
  }

  /**
   * {@return a message about one place of what came from outside}
   *
   * @param where what the place is in
   * @param offset the place, in bytes
   */
  public static Message aboutInput(String source, String problem, String where, long offset) {
    return of(
        source + ": " + problem + " (byte 0x" + Long.toHexString(offset) + " of " + where + ")");
  }

  /** {@return this message and an error number, positive, whose name is appended to the text} */
  public Message withErrno(int number) {
    return new Message(text, number, true, libbpf, cause);
  }

  /** {@return this message with what libbpf said, in order} */
  public Message withLibbpf(List<String> messages) {
    return new Message(text, errno, appendsErrno, List.copyOf(messages), cause);
  }

  /** {@return this message with what led to it} */
  public Message withCause(Throwable thrown) {
    return new Message(text, errno, appendsErrno, libbpf, thrown);
  }

  /** {@return the text, without the error number that is to be appended} */
  public String text() {
    return text;
  }

  /** {@return the positive error number, 0 for none} */
  public int errno() {
    return errno;
  }

  /** {@return whether the error number's name is to be appended} */
  public boolean appendsErrno() {
    return appendsErrno;
  }

  /** {@return what libbpf said} */
  public List<String> libbpf() {
    return libbpf;
  }

  /** {@return what led to it} */
  public @Nullable Throwable cause() {
    return cause;
  }
}
