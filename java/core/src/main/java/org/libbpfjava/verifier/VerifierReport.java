package org.libbpfjava.verifier;

/**
 * What the verifier did with one program: its log, what that cost it, and what code it removed.
 *
 * <pre>{@code
 * try (OpenBpfObject open = BpfObject.open(path)) {
 *   open.variable("generation").setInt(2);
 *   try (BpfObject object = open.load(LoadOptions.recordVerification())) {
 *     System.out.println(object.program("choose").verification().deadCode());
 *   }
 * }
 * }</pre>
 *
 * <p>What was recorded depends on the options of the load; a question about something that was not
 * is an {@link IllegalStateException} that says how to ask before load. Dead code is always told,
 * with less certainty without a record. Safe on any thread.
 */
public interface VerifierReport {
  /** {@return the program's name} */
  String program();

  /**
   * {@return every line that the verifier wrote, as the kernel words it}
   *
   * @throws IllegalStateException if the log was not recorded
   */
  String log();

  /**
   * {@return what verifying it cost}
   *
   * @throws IllegalStateException if neither log nor statistics were recorded
   */
  VerifierStatistics statistics();

  /**
   * {@return what the verifier removed}
   *
   * <p>Found on the first call, which may ask the kernel for its instructions; later calls repeat
   * the answer.
   *
   * @throws IllegalStateException if the object was closed before the first call
   */
  DeadCode deadCode();
}
