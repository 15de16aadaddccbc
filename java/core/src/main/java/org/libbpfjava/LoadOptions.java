package org.libbpfjava;

import java.util.Objects;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.verifier.LogLevel;
import org.libbpfjava.verifier.VerifierReport;

/**
 * How an object is loaded.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @see OpenBpfObject#load(LoadOptions)
 */
public final class LoadOptions {
  private static final LoadOptions DEFAULT = new LoadOptions(LogLevel.NONE, false, false);

  private final LogLevel verifierLog;
  private final boolean verifierStatistics;
  private final boolean strictSets;

  private LoadOptions(LogLevel verifierLog, boolean verifierStatistics, boolean strictSets) {
    this.verifierLog = verifierLog;
    this.verifierStatistics = verifierStatistics;
    this.strictSets = strictSets;
  }

  /** {@return the options of an object that is loaded without any} */
  public static LoadOptions defaults() {
    return DEFAULT;
  }

  /**
   * {@return options that record all that the verifier does: every instruction that it visits, and
   * its statistics}
   *
   * <p>Loading is slow then, and the log of a large program has megabytes. {@link
   * VerifierReport#deadCode} is exact.
   */
  public static LoadOptions recordVerification() {
    return DEFAULT.withVerifierLog(LogLevel.INSTRUCTIONS).withVerifierStatistics(true);
  }

  /**
   * Asks for the verifier's log of programs that it accepts.
   *
   * @param level how much the verifier writes
   * @return the changed options
   */
  public LoadOptions withVerifierLog(LogLevel level) {
    return new LoadOptions(Objects.requireNonNull(level, "level"), verifierStatistics, strictSets);
  }

  /**
   * Asks for the verifier's statistics. They cost next to nothing.
   *
   * @param wanted whether they are recorded
   * @return the changed options
   * @kernel 5.2, 06ee7115b0d1 ("bpf: add verifier stats and log_level bit 2")
   */
  public LoadOptions withVerifierStatistics(boolean wanted) {
    return new LoadOptions(verifierLog, wanted, strictSets);
  }

  /**
   * Makes load throw a {@link BpfException} if a variable was changed and the change has no effect.
   * That is so if no code refers to the variable, or if it is a number that is {@code const} and
   * not {@code volatile}: clang has put the old value into the code then. Without this option a
   * warning names such variables.
   *
   * @param strict whether load throws
   * @return the changed options
   * @see GlobalVariable#isReferenced
   */
  public LoadOptions withStrictSets(boolean strict) {
    return new LoadOptions(verifierLog, verifierStatistics, strict);
  }

  /** {@return how much the verifier writes about programs that it accepts} */
  public LogLevel verifierLog() {
    return verifierLog;
  }

  /** {@return whether the verifier's statistics are recorded} */
  public boolean verifierStatistics() {
    return verifierStatistics;
  }

  /** {@return whether load throws if a variable was changed without effect} */
  public boolean strictSets() {
    return strictSets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LoadOptions that
        && verifierLog == that.verifierLog
        && verifierStatistics == that.verifierStatistics
        && strictSets == that.strictSets;
  }

  @Override
  public int hashCode() {
    return Objects.hash(verifierLog, verifierStatistics, strictSets);
  }

  @Override
  public String toString() {
    return "load (verifier log "
        + verifierLog
        + ", statistics "
        + verifierStatistics
        + ", strict sets "
        + strictSets
        + ")";
  }
}
