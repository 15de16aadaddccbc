package org.libbpfjava.exception;

/** The object has no such variable, or the variable no such field; the message lists near names. */
public final class NoSuchVariableException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param message who was asked for what, and what there is
   */
  public NoSuchVariableException(String message) {
    super(message);
  }
}
