package org.libbpfjava.verifier;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/**
 * A program of an object cannot be loaded. The verifier refused it, or libbpf did not find in the
 * kernel what the program names.
 *
 * <p>The message holds the reason in one line, and a hint if one is known. {@link #verifierLog}
 * holds every line that the verifier wrote.
 */
public final class BpfLoadException extends BpfException {
  private static final long serialVersionUID = 1L;

  private final String program;
  private final String reason;
  private final String hint;
  private final String verifierLog;
  private final transient @Nullable VerifierReport verification; // a report is not serializable

  /**
   * For this library alone.
   *
   * @param message what it says
   * @param program the refused program's name
   * @param reason why, in one line
   * @param hint what to do about it, empty if nothing is known
   * @param verifierLog the whole log, empty if the kernel wrote none
   * @param verification what was recorded
   * @hidden
   */
  public BpfLoadException(
      Message message,
      String program,
      String reason,
      String hint,
      String verifierLog,
      Optional<VerifierReport> verification) {
    super(message);
    this.program = program;
    this.reason = reason;
    this.hint = hint;
    this.verifierLog = verifierLog;
    this.verification = verification.orElse(null);
  }

  /** {@return the refused program's name} */
  public String program() {
    return program;
  }

  /** {@return why, in one line: the verifier's last useful line, or what libbpf did not find} */
  public String reason() {
    return reason;
  }

  /** {@return what to do about it, empty if nothing is known} */
  public String hint() {
    return hint;
  }

  /**
   * {@return what the verifier had done when it refused the program; empty if nothing was to be
   * recorded, and after serialization}
   *
   * <p>{@link VerifierReport#deadCode} of the report shows how far the verifier came, and where it
   * stopped.
   */
  public Optional<VerifierReport> verification() {
    return Optional.ofNullable(verification);
  }

  /** {@return every line that the verifier wrote, empty if it wrote none} */
  public String verifierLog() {
    return verifierLog;
  }
}
