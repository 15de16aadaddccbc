package org.libbpfjava;

/**
 * The kernel refused a program of an object.
 *
 * <p>The message holds a one-line reason taken from the verifier and a hint where one is known;
 * {@link #verifierLog} holds every line that the verifier wrote.
 */
public final class BpfLoadException extends BpfException {
  private static final long serialVersionUID = 1L;

  private final String program;
  private final String reason;
  private final String hint;
  private final String verifierLog;

  /**
   * Creates it.
   *
   * @param message the whole message
   * @param program the refused program's name
   * @param reason the verifier's last useful line
   * @param hint what to do about it, empty where nothing is known
   * @param verifierLog the whole log, empty where the kernel wrote none
   * @param errno the positive error number
   */
  public BpfLoadException(
      String message, String program, String reason, String hint, String verifierLog, int errno) {
    super(message, errno, true);
    this.program = program;
    this.reason = reason;
    this.hint = hint;
    this.verifierLog = verifierLog;
  }

  /** {@return the refused program's name} */
  public String program() {
    return program;
  }

  /** {@return the verifier's reason in one line} */
  public String reason() {
    return reason;
  }

  /** {@return what to do about it, empty where nothing is known} */
  public String hint() {
    return hint;
  }

  /** {@return every line that the verifier wrote, empty where it wrote none} */
  public String verifierLog() {
    return verifierLog;
  }
}
