package org.libbpfjava.verifier;

/**
 * How much the verifier writes about a program that it accepts. A refused program always has its
 * log.
 */
public enum LogLevel {
  /** Nothing. */
  NONE,
  /** What changed at branches: BPF_LOG_LEVEL1. */
  BRANCHES,
  /**
   * Every instruction that it visited: BPF_LOG_LEVEL2. Slow; the log of a large program has
   * megabytes.
   */
  INSTRUCTIONS
}
