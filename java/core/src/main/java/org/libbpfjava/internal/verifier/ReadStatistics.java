package org.libbpfjava.internal.verifier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.libbpfjava.verifier.VerifierStatistics;

/** What the verifier's own last lines say. */
public record ReadStatistics(
    long instructionsProcessed,
    long instructionLimit,
    long maxStatesPerInstruction,
    long totalStates,
    long peakStates,
    long longestMarkRead,
    List<Integer> stackDepthsBytes,
    Optional<Duration> verificationTime)
    implements VerifierStatistics {

  public ReadStatistics {
    stackDepthsBytes = List.copyOf(stackDepthsBytes);
  }
}
