package org.libbpfjava.verifier;

/**
 * What the verifier did with one program: its log, what verifying cost, and what code was removed.
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
 * <p>The options of the load say what is recorded. A question about something that was not recorded
 * is an {@link IllegalStateException}, which says how to ask before load. Dead code is always told;
 * without a record it is less certain. Safe on any thread.
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
   * <p>The first call finds it, and may ask the kernel for its instructions. Later calls repeat the
   * answer.
   *
   * @throws IllegalStateException if the object was closed before the first call
   */
  DeadCode deadCode();
}
