package org.libbpfjava.exception;

import java.util.List;
import org.libbpfjava.internal.message.Printable;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * What libbpf or the kernel refused: what was tried on what, and the error number they gave.
 *
 * <p>Subclasses tell apart what a caller can act on. {@link #errno} is 0 where the refusal came
 * from this library before any native call.
 */
public class BpfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private String[] libbpfMessages = {};

  /**
   * A refusal by this library itself.
   *
   * @param message what was tried on what, and why it was refused
   */
  public BpfException(String message) {
    super(Printable.text(message));
    this.errno = 0;
  }

  /**
   * A refusal with an error number, which is appended to the message.
   *
   * @param message what was tried on what
   * @param errno the positive error number, from errno.h or libbpf's own range from 4000
   */
  public BpfException(String message, int errno) {
    super(Printable.text(message) + ": " + Errno.describe(errno));
    this.errno = errno;
  }

  /**
   * As {@link #BpfException(String, int)}, with what led to it.
   *
   * @param message what was tried on what
   * @param errno the positive error number
   * @param cause what led to it
   */
  public BpfException(String message, int errno, Throwable cause) {
    super(Printable.text(message) + ": " + Errno.describe(errno), cause);
    this.errno = errno;
  }

  /**
   * A refusal that libbpf has explained.
   *
   * @param message the whole message, the error number included
   * @param errno the positive error number
   * @param libbpfMessages what libbpf said, in order
   */
  public BpfException(String message, int errno, List<String> libbpfMessages) {
    super(message);
    this.errno = errno;
    initLibbpfMessages(libbpfMessages);
  }

  /**
   * A refusal with an error number and a message that already says everything.
   *
   * @param message the whole message
   * @param errno the positive error number
   * @param whole any value: tells this constructor from the one that appends the number
   */
  protected BpfException(String message, int errno, boolean whole) {
    super(Printable.text(message));
    this.errno = errno;
  }

  /** {@return the positive error number, 0 where none was given} */
  public final int errno() {
    return errno;
  }

  /**
   * {@return what libbpf said during the refused call, at all of its levels and in order}
   *
   * <p>The one that tells the cause is in {@link #getMessage}; the others tell how libbpf came
   * there. The verifier's log is not among them: {@link BpfLoadException#verifierLog}. Empty where
   * the refusal came from the kernel or from this library. What is not printable is escaped.
   */
  public final List<String> libbpfMessages() {
    return List.of(libbpfMessages);
  }

  /**
   * Says what {@link #libbpfMessages} returns. For whoever makes the exception, once, before it is
   * thrown, as {@link #initCause} is.
   *
   * @param messages in order
   */
  public final void initLibbpfMessages(List<String> messages) {
    libbpfMessages = messages.toArray(new String[0]);
  }

  /** {@return the error number's symbolic name such as {@code EPERM}, empty where there is none} */
  public final String errnoName() {
    return errno == 0 ? "" : Errno.name(errno);
  }
}
