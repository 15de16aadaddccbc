package org.libbpfjava.exception;

import java.util.List;
import org.libbpfjava.internal.message.Message;

/**
 * What libbpf or the kernel refused. The message tells what was tried on what, and the error
 * number.
 *
 * <p>Each subclass is a refusal that a caller can act on. {@link #errno} is 0 if this library
 * refused before any native call.
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

  /** {@return the positive error number, 0 if there is none} */
  public final int errno() {
    return errno;
  }

  /** {@return the name of the error number such as {@code EPERM}, empty if there is none} */
  public final String errnoName() {
    return errno == 0 ? "" : Errno.name(errno);
  }

  /**
   * {@return what libbpf said during the refused call, at all of its levels and in order}
   *
   * <p>{@link #getMessage} has the message that tells the cause; the others tell how libbpf came
   * there. The verifier's log is not among them; a BpfLoadException has it. The list is empty if
   * the kernel or this library refused. Characters that cannot be printed are escaped.
   */
  public final List<String> libbpfMessages() {
    return List.of(libbpfMessages);
  }
}
