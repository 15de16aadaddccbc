package org.libbpfjava;

/**
 * How an object is loaded: a value, each method gives a changed copy.
 *
 * @param verifierLog how much the verifier writes about programs that it accepts
 */
public record LoadOptions(LogLevel verifierLog) {

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

  private static final LoadOptions DEFAULT = new LoadOptions(LogLevel.NONE);

  /** {@return what an object is loaded with where nothing is said} */
  public static LoadOptions defaults() {
    return DEFAULT;
  }

  /**
   * Asks for the verifier's log of accepted programs.
   *
   * @param level how much
   * @return the changed options
   */
  public LoadOptions verifierLog(LogLevel level) {
    return new LoadOptions(level);
  }
}
