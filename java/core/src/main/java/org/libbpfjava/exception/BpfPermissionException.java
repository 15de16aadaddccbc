package org.libbpfjava.exception;

import org.libbpfjava.internal.message.Message;

/** The process lacks a capability that the call needs. The message names it. */
public final class BpfPermissionException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @hidden
   */
  public BpfPermissionException(Message message) {
    super(message);
  }
}
