package org.libbpfjava.verifier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What verifying one program cost, as the verifier counts it. Immutable.
 *
 * @kernel 5.2 (commit 06ee7115b0d1)
 */
public interface VerifierStatistics {
  /**
   * {@return how many instructions the verifier walked; an instruction counts each time it is
   * reached}
   */
  long instructionsProcessed();

  /**
   * {@return how many instructions the verifier walks at most: 1,000,000 with CAP_BPF since Linux
   * 5.2}
   */
  long instructionLimit();

  /** {@return the largest number of states that it kept for one instruction} */
  long maxStatesPerInstruction();

  /** {@return how many states it kept in all} */
  long totalStates();

  /** {@return how many states it kept at one time, at most} */
  long peakStates();

  /** {@return the longest way back over the states to mark a register as read} */
  long longestMarkRead();

  /**
   * {@return bytes of stack of each function of the program, the entry first; empty if statistics
   * were not asked for}
   */
  List<Integer> stackDepthsBytes();

  /** {@return the time that verifying took; empty if statistics were not asked for} */
  Optional<Duration> verificationTime();
}
