package org.libbpfjava.internal.failure;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libbpfjava.internal.verifier.ProgramLog;

/**
 * What libbpf said during a call that failed, and which of it tells the cause.
 *
 * <p>The function that meets the cause warns first, and those that called it warn after it, each
 * with less to say: the last warning is hollow as a rule ("failed to load object 'x'"). A warning
 * before it may be about something that did no harm. So the telling one is the last that is known
 * to name a cause, or the last that is not known to be hollow.
 */
public final class FailureMessages {
  private static final String PREFIX = "libbpf: ";

  private static final Pattern SAYS_NOTHING =
      Pattern.compile(
          "failed to load object '.*"
              + "|failed to load BPF skeleton '.*"
              + "|permission error while running as root; .*",
          Pattern.DOTALL);

  /** What says that something failed, and not why. */
  private static final Pattern HOLLOW =
      Pattern.compile(
          "failed to perform CO-RE relocations: .*"
              + "|prog '[^']*': failed to load: .*"
              + "|prog '[^']*': failed to prepare load attributes: .*"
              + "|prog '[^']*': relo #\\d+: failed to relocate: .*"
              + "|prog '[^']*': failed to relocate calls: .*"
              + "|prog '[^']*': BPF program load failed: .*"
              + "|prog '[^']*': -- BEGIN PROG LOAD LOG --.*"
              + "|map '[^']*': failed to create: .*"
              + "|map '[^']*': error reusing pinned map"
              + "|failed to pin map: .*"
              + "|BTF loading error: .*"
              + "|-- BEGIN BTF LOAD LOG ---.*",
          Pattern.DOTALL);

  /** What libbpf goes on after. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "Error in bpf_create_map_xattr\\(.*Retrying without BTF\\."
              + "|Failed to bump RLIMIT_MEMLOCK .*"
              + "|prog '[^']*': failed to bind map '.*",
          Pattern.DOTALL);

  private static final Pattern PROGRAM = Pattern.compile("prog '([^']*)': .*", Pattern.DOTALL);

  private final List<LibbpfMessage> messages;

  private FailureMessages(List<LibbpfMessage> messages) {
    this.messages = messages;
  }

  public static FailureMessages of(List<LibbpfMessage> messages) {
    return new FailureMessages(messages);
  }

  /**
   * {@return everything that libbpf said, in order and at every level, without the verifier's logs}
   * An exception has a place of its own for those.
   */
  public List<String> texts() {
    return messages.stream()
        .filter(message -> ProgramLog.Quoted.in(message.text()).isEmpty())
        .map(message -> bare(message.text()))
        .toList();
  }

  /** {@return the warning that tells the cause; empty where libbpf warned of nothing} */
  public String telling() {
    List<String> warnings = warnings();
    int index = telling(warnings);
    return index < 0 ? "" : warnings.get(index);
  }

  private static int telling(List<String> warnings) {
    int telling = last(warnings, text -> !isHollow(text) && KnownFailures.names(text));
    if (telling < 0) {
      telling = last(warnings, text -> !isHollow(text));
    }
    if (telling < 0) {
      telling = last(warnings, KnownFailures::names);
    }
    return telling < 0 ? last(warnings, text -> !SAYS_NOTHING.matcher(text).matches()) : telling;
  }

  private static int last(List<String> warnings, Predicate<String> wanted) {
    for (int i = warnings.size() - 1; i >= 0; i--) {
      if (wanted.test(warnings.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isHollow(String warning) {
    return SAYS_NOTHING.matcher(warning).matches() || HOLLOW.matcher(warning).matches();
  }

  /** {@return the program that failed; empty where something else did} */
  public Optional<String> program() {
    List<String> warnings = warnings();
    // What fails for a program is told of that program up to the end.
    for (int i = warnings.size() - 1; i >= Math.max(0, telling(warnings)); i--) {
      Matcher matcher = PROGRAM.matcher(warnings.get(i));
      if (matcher.matches()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /** {@return what the verifier wrote about a program, empty for nothing} */
  public String verifierLog(String program) {
    String log = "";
    for (LibbpfMessage message : messages) {
      Optional<ProgramLog.Quoted> quoted = ProgramLog.Quoted.in(message.text());
      if (quoted.isPresent() && quoted.get().program().equals(program)) {
        log = quoted.get().log();
      }
    }
    return log;
  }

  /** {@return the last line that the kernel wrote about the object's types, empty for none} */
  public String typesRefusal() {
    return RefusedTypes.reason(messages);
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (LibbpfMessage message : messages) {
      if (message.level() == Level.WARNING) {
        String text = bare(message.text());
        if (!HARMLESS.matcher(text).matches()) {
          warnings.add(text);
        }
      }
    }
    return warnings;
  }

  private static String bare(String text) {
    return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
  }
}
