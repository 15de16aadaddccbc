package org.libbpfjava.internal.verifier;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.verifier.LogLevel;

/** What of the verifier's log of one program was asked for, and kept. Safe on any thread. */
public final class ProgramLog {
  private static final String BEGIN = "': -- BEGIN PROG LOAD LOG --\n";
  private static final String END = "-- END PROG LOAD LOG --";
  private static final String PREFIX = "prog '";

  private final LogLevel level;
  private final Optional<String> text;
  private final String loss;
  private @Nullable VerifierLog parsed; // guarded by this; megabytes of text are read once

  /**
   * Creates it.
   *
   * @param level what the program was loaded with
   * @param text what the verifier wrote
   * @param loss why a text that was asked for is missing, empty otherwise
   */
  public ProgramLog(LogLevel level, Optional<String> text, String loss) {
    this.level = level;
    this.text = text;
    this.loss = loss;
  }

  /** A message of libbpf with a program's log: libbpf.c, bpf_object_load_prog(). */
  public record Quoted(String program, String log) {

    /** {@return the log in a message, empty if it is another one} */
    public static Optional<Quoted> in(String message) {
      int begin = message.indexOf(BEGIN);
      int end = message.lastIndexOf(END);
      int name = message.lastIndexOf(PREFIX, begin) + PREFIX.length();
      return begin < name || end < begin + BEGIN.length() || name < PREFIX.length()
          ? Optional.empty()
          : Optional.of(
              new Quoted(
                  message.substring(name, begin), message.substring(begin + BEGIN.length(), end)));
    }
  }

  /** {@return what the verifier wrote, statistics alone included} */
  public Optional<String> text() {
    return text;
  }

  /** {@return whether there is a log that says more than statistics} */
  public boolean hasTrace() {
    return text.isPresent() && level != LogLevel.NONE;
  }

  /** {@return whether the log names every instruction that the verifier visited} */
  public boolean isExact() {
    return text.isPresent() && level == LogLevel.INSTRUCTIONS;
  }

  /** {@return why what was asked for is not there} */
  public Optional<String> loss() {
    return text.isEmpty() && !loss.isEmpty() ? Optional.of(loss) : Optional.empty();
  }

  /** {@return the log, read} */
  public synchronized VerifierLog parsed() {
    VerifierLog known = parsed;
    if (known == null) {
      known = VerifierLog.parse(text.orElse(""));
      parsed = known;
    }
    return known;
  }
}
