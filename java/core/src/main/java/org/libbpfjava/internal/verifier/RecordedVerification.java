package org.libbpfjava.internal.verifier;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.VerifierReport;
import org.libbpfjava.verifier.VerifierStatistics;

/** What was recorded of one program's verification. */
public final class RecordedVerification implements VerifierReport {
  private final String program;
  private final ProgramLog log;
  private final Function<ProgramLog, DeadCode> finder;
  private @Nullable DeadCode deadCode; // guarded by this

  public RecordedVerification(
      String program, ProgramLog log, Function<ProgramLog, DeadCode> finder) {
    this.program = program;
    this.log = log;
    this.finder = finder;
  }

  @Override
  public String program() {
    return program;
  }

  @Override
  public String log() {
    if (!log.hasTrace()) {
      throw missing("log", "LoadOptions.recordVerification()");
    }
    return log.text().orElseThrow();
  }

  @Override
  public VerifierStatistics statistics() {
    if (log.text().isEmpty()) {
      throw missing(
          "statistics",
          "LoadOptions.recordVerification(), or for these alone"
              + " LoadOptions.defaults().withVerifierStatistics(true)");
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

  @Override
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
