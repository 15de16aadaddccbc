package org.libbpfjava.exception;

import org.libbpfjava.internal.message.Message;

/**
 * A write to a variable that the kernel has frozen: {@code .rodata} or {@code .kconfig}; or one
 * before load, in a section whose map keeps its own content.
 */
public final class ReadOnlyVariableException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @hidden
   */
  public ReadOnlyVariableException(Message message) {
    super(message);
  }
}
