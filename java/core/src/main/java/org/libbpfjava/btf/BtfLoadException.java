package org.libbpfjava.btf;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/**
 * The kernel does not take types. The message holds the reason in one line. {@link #log} holds
 * every line that the kernel wrote about them.
 */
public final class BtfLoadException extends BpfException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String log;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @param reason why, in one line
   * @param log the whole log
   * @hidden
   */
  public BtfLoadException(Message message, String reason, String log) {
    super(message);
    this.reason = reason;
    this.log = log;
  }

  /** {@return why, in one line: the last one of the log; empty if the kernel wrote none} */
  public String reason() {
    return reason;
  }

  /** {@return every line that the kernel wrote, types first; empty if it wrote none} */
  public String log() {
    return log;
  }
}
