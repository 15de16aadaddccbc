package org.libbpfjava.exception;

import org.libbpfjava.internal.message.Message;

/**
 * A write to a variable that cannot be written. After load the kernel has frozen {@code .rodata}
 * and {@code .kconfig}. Before load the section's map may keep its own content.
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
