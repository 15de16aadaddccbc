package org.libbpfjava;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What verifying one program cost, in the verifier's own words. Linux 5.2 (commit 06ee7115b0d1).
 *
 * @param instructionsProcessed instructions walked, each as often as it was reached
 * @param instructionLimit how many may be walked: 1,000,000 with CAP_BPF since Linux 5.2
 * @param maxStatesPerInstruction the most states remembered at one instruction
 * @param totalStates states remembered in all
 * @param peakStates states remembered at one time
 * @param longestMarkRead the longest walk back over the states to mark a register as read
 * @param stackDepthsBytes bytes of stack for each function of the program, the entry first; empty
 *     unless statistics were asked for
 * @param verificationTime the time it took; empty unless statistics were asked for
 */
public record VerifierStatistics(
    long instructionsProcessed,
    long instructionLimit,
    long maxStatesPerInstruction,
    long totalStates,
    long peakStates,
    long longestMarkRead,
    List<Integer> stackDepthsBytes,
    Optional<Duration> verificationTime) {

  /** Copies the list. */
  public VerifierStatistics {
    stackDepthsBytes = List.copyOf(stackDepthsBytes);
  }
}
