package org.libbpfjava.exception;

import java.util.List;
import org.libbpfjava.internal.message.Message;

/**
 * What libbpf or the kernel refused: what was tried on what, and the error number they gave.
 *
 * <p>Subclasses tell apart what a caller can act on. {@link #errno} is 0 where the refusal came
 * from this library before any native call.
 */
public class BpfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String[] libbpfMessages;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @hidden
   */
  public BpfException(Message message) {
    super(
        message.appendsErrno()
            ? message.text() + ": " + Errno.describe(message.errno())
            : message.text(),
        message.cause());
    this.errno = message.errno();
    this.libbpfMessages = message.libbpf().toArray(new String[0]);
  }

  /** {@return the positive error number, 0 where none was given} */
  public final int errno() {
    return errno;
  }

  /** {@return the error number's symbolic name such as {@code EPERM}, empty where there is none} */
  public final String errnoName() {
    return errno == 0 ? "" : Errno.name(errno);
  }

  /**
   * {@return what libbpf said during the refused call, at all of its levels and in order}
   *
   * <p>The one that tells the cause is in {@link #getMessage}; the others tell how libbpf came
   * there. The verifier's log is not among them: a BpfLoadException has it. Empty where the refusal
   * came from the kernel or from this library. What is not printable is escaped.
   */
  public final List<String> libbpfMessages() {
    return List.of(libbpfMessages);
  }
}
