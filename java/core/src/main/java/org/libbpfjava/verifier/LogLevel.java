package org.libbpfjava.verifier;

/**
 * How much the verifier writes about a program that it accepts. A refused one has its log anyway.
 */
public enum LogLevel {
  /** Nothing. */
  NONE,
  /** What changed at branches: BPF_LOG_LEVEL1. */
  BRANCHES,
  /** Every instruction that it visited: BPF_LOG_LEVEL2. Slow, megabytes for large programs. */
  INSTRUCTIONS
}
