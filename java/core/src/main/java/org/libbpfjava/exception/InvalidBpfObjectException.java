package org.libbpfjava.exception;

import org.libbpfjava.internal.message.Message;

/** The input is no well-formed BPF object. The message tells what is wrong and where. */
public final class InvalidBpfObjectException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @hidden
   */
  public InvalidBpfObjectException(Message message) {
    super(message);
  }
}
