package org.libbpfjava;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.verifier.ProgramLog;

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
 * <p>What was recorded depends on the {@link LoadOptions}; a question about something that was not
 * is an {@link IllegalStateException} that says how to ask before load. Dead code is always told,
 * with less certainty without a record. Safe on any thread.
 */
public final class VerifierReport {
  private final String program;
  private final ProgramLog log;
  private final Function<ProgramLog, DeadCode> finder;
  private @Nullable DeadCode deadCode; // guarded by this

  VerifierReport(String program, ProgramLog log, Function<ProgramLog, DeadCode> finder) {
    this.program = program;
    this.log = log;
    this.finder = finder;
  }

  /** {@return the program's name} */
  public String program() {
    return program;
  }

  /**
   * {@return every line that the verifier wrote, as the kernel words it}
   *
   * @throws IllegalStateException if the log was not recorded
   */
  public String log() {
    if (!log.hasTrace()) {
      throw missing("log", "LoadOptions.recordVerification()");
    }
    return log.text().orElseThrow();
  }

  /**
   * {@return what verifying it cost}
   *
   * @throws IllegalStateException if neither log nor statistics were recorded
   */
  public VerifierStatistics statistics() {
    if (log.text().isEmpty()) {
      throw missing(
          "statistics",
          "LoadOptions.recordVerification(), or for these alone"
              + " LoadOptions.defaults().withVerifierStatistics()");
    }
    return log.parsed()
        .statistics()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "program '" + program + "': the verifier came to no statistics"));
  }

  private IllegalStateException missing(String what, String options) {
    Optional<String> loss = log.loss();
    return new IllegalStateException(
        "program '"
            + program
            + "': no record of the verifier's "
            + what
            + (loss.isPresent() ? ": " + loss.get() : "; load with " + options));
  }

  /**
   * {@return what the verifier removed}
   *
   * <p>Found on the first call, which may ask the kernel for its instructions; later calls repeat
   * the answer.
   *
   * @throws IllegalStateException if the object was closed before the first call
   */
  public synchronized DeadCode deadCode() {
    DeadCode known = deadCode;
    if (known == null) {
      known = finder.apply(log);
      deadCode = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "verification of program " + program;
  }
}
