package org.libbpfjava;

/** A write to a variable that the kernel has frozen: {@code .rodata} or {@code .kconfig}. */
public final class ReadOnlyVariableException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param variable the variable's name
   * @param section the section it lies in
   */
  public ReadOnlyVariableException(String variable, String section) {
    super("variable '" + variable + "' is read-only: it lies in " + section);
  }
}
