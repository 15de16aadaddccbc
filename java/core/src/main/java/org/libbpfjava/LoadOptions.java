package org.libbpfjava;

/**
 * How an object is loaded: a value, each method gives a changed copy.
 *
 * <p>What the verifier writes about programs is kept for {@link BpfProgram#verification} and handed
 * to the logger.
 *
 * @param verifierLog how much the verifier writes about programs that it accepts
 * @param verifierStatistics whether it also writes what it cost: time, stack, states
 * @param refusesSetsWithoutEffect whether load throws where a variable was set that the programs do
 *     not read, instead of a warning
 */
public record LoadOptions(
    LogLevel verifierLog, boolean verifierStatistics, boolean refusesSetsWithoutEffect) {
  private static final int BPF_LOG_STATS = 4;

  /** How much the verifier writes; a refused program always has its log. */
  public enum LogLevel {
    /** Nothing about programs that it accepts. */
    NONE(0),
    /** What changed at branches: BPF_LOG_LEVEL1. */
    BRANCHES(1),
    /** Every instruction that it visited: BPF_LOG_LEVEL2. Slow, megabytes for large programs. */
    INSTRUCTIONS(2);

    private final int kernelLevel;

    LogLevel(int kernelLevel) {
      this.kernelLevel = kernelLevel;
    }

    /** {@return the number that the kernel takes} */
    public int kernelLevel() {
      return kernelLevel;
    }
  }

  private static final LoadOptions DEFAULT = new LoadOptions(LogLevel.NONE, false, false);

  /** {@return what an object is loaded with where nothing is said} */
  public static LoadOptions defaults() {
    return DEFAULT;
  }

  /**
   * {@return options that record all that the verifier does: every instruction that it visits, and
   * its statistics}
   *
   * <p>Slow, and megabytes for large programs. {@link VerifierReport#deadCode} is exact then.
   */
  public static LoadOptions recordVerification() {
    return DEFAULT.verifierLog(LogLevel.INSTRUCTIONS).withVerifierStatistics();
  }

  /**
   * Asks for the verifier's log of accepted programs.
   *
   * @param level how much
   * @return the changed options
   */
  public LoadOptions verifierLog(LogLevel level) {
    return new LoadOptions(level, verifierStatistics, refusesSetsWithoutEffect);
  }

  /**
   * Asks for the verifier's statistics, which cost nothing worth mentioning.
   *
   * @return the changed options
   * @kernel 5.2, 06ee7115b0d1 ("bpf: add verifier stats and log_level bit 2")
   */
  public LoadOptions withVerifierStatistics() {
    return new LoadOptions(verifierLog, true, refusesSetsWithoutEffect);
  }

  /**
   * Makes load throw a {@link BpfException} where a variable was changed to no effect: no code
   * refers to it, or it is a number that is {@code const} and not {@code volatile}, whose old value
   * clang has put into the code. Without this a warning names such variables.
   *
   * @return the changed options
   * @see GlobalVariable#isReferenced
   */
  public LoadOptions refuseSetsWithoutEffect() {
    return new LoadOptions(verifierLog, verifierStatistics, true);
  }

  /** {@return both as the kernel takes them: a level from 0 to 2, plus 4 for statistics} */
  public int kernelLogLevel() {
    return verifierLog.kernelLevel() | (verifierStatistics ? BPF_LOG_STATS : 0);
  }
}
