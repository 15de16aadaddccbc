package org.libbpfjava.internal.verifier;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.libbpfjava.verifier.VerifierStatistics;

/**
 * What the verifier wrote about one program, read line by line.
 *
 * <p>Reads the layouts of Linux 5.10 to 7.3, as the kernel wrote them or with libbpf's lines
 * around. At log level 2 the instructions that it names are exactly those that the verifier
 * visited, by their slots in the relocated program; at level 1 the kernel drops what it wrote about
 * paths that were fine. Immutable.
 */
public final class VerifierLog {
  private final BitSet visited;
  private final String reason;
  private final String hint;
  private final String instruction;
  private final String source;
  private final Optional<VerifierStatistics> statistics;

  private VerifierLog(LogReader reader) {
    visited = reader.visited();
    instruction = reader.instruction();
    source = reader.source();
    statistics = reader.statistics();
    reason = reader.reason();
    hint = reader.suggestion().orElseGet(() -> Hints.of(reason, reader.globalFunction()));
  }

  /**
   * Reads a log; never throws, whatever the text.
   *
   * @param log the text between BEGIN and END PROG LOAD LOG, with or without these lines
   * @return what was found
   */
  public static VerifierLog parse(String log) {
    LogReader reader = new LogReader();
    log.lines().forEach(reader::line);
    return new VerifierLog(reader);
  }

  /**
   * {@return why a program was refused, in one line: the verifier's last words that are neither
   * trace nor statistics; the last instruction where it said nothing, empty for an empty log}
   */
  public String reason() {
    return reason;
  }

  /** {@return what to do about the reason, where it is a common one} */
  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }

  /** {@return the last instruction visited, {@code 6: (61) r0 = *(u32 *)(r1 +0)}} */
  public Optional<String> instruction() {
    return instruction.isEmpty() ? Optional.empty() : Optional.of(instruction);
  }

  /** {@return the slot of that instruction} */
  OptionalInt lastVisited() {
    int colon = instruction.indexOf(':');
    return colon < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(instruction, 0, colon, 10));
  }

  /** {@return the last source line named, from Linux 6.9 on with {@code @ file:line}} */
  public Optional<String> source() {
    return source.isEmpty() ? Optional.empty() : Optional.of(source);
  }

  /** {@return the slots of the instructions visited, a copy} */
  public BitSet visited() {
    return (BitSet) visited.clone();
  }

  /** {@return the verifier's statistics; empty if it never came that far} */
  public Optional<VerifierStatistics> statistics() {
    return statistics;
  }
}
