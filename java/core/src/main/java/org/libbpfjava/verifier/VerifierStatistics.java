package org.libbpfjava.verifier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What verifying one program cost, in the verifier's own words.
 *
 * @kernel 5.2 (commit 06ee7115b0d1)
 */
public interface VerifierStatistics {
  /** {@return instructions walked, each as often as it was reached} */
  long instructionsProcessed();

  /** {@return how many may be walked: 1,000,000 with CAP_BPF since Linux 5.2} */
  long instructionLimit();

  /** {@return the most states remembered at one instruction} */
  long maxStatesPerInstruction();

  /** {@return states remembered in all} */
  long totalStates();

  /** {@return states remembered at one time} */
  long peakStates();

  /** {@return the longest walk back over the states to mark a register as read} */
  long longestMarkRead();

  /**
   * {@return bytes of stack for each function of the program, the entry first; empty unless
   * statistics were asked for}
   */
  List<Integer> stackDepthsBytes();

  /** {@return the time it took; empty unless statistics were asked for} */
  Optional<Duration> verificationTime();
}
