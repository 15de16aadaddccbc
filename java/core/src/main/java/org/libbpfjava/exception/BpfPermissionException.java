package org.libbpfjava.exception;

/** The process lacks a capability that the call needs. */
public final class BpfPermissionException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param message the whole message: what was tried, and which capability is missing
   * @param errno the positive error number, EPERM or EACCES
   */
  public BpfPermissionException(String message, int errno) {
    super(message, errno, true);
  }
}
