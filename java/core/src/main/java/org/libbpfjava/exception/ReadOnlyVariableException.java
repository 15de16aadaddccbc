package org.libbpfjava.exception;

/**
 * A write to a variable that the kernel has frozen: {@code .rodata} or {@code .kconfig}; or one
 * before load, in a section whose map keeps its own content.
 */
public final class ReadOnlyVariableException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param variable the variable's name
   * @param section the section it lies in
   */
  public ReadOnlyVariableException(String variable, String section) {
    this("variable '" + variable + "' is read-only: it lies in " + section);
  }

  private ReadOnlyVariableException(String message) {
    super(message);
  }

  public static ReadOnlyVariableException because(String variable, String reason) {
    return new ReadOnlyVariableException("variable '" + variable + "' is read-only: " + reason);
  }
}
