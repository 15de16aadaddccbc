package org.libbpfjava.internal.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The functions of the running kernel that can be probed. Reads long lists of the kernel each time:
 * for attaching to many functions, and for messages.
 */
public final class ProbeTargets {
  static final int FAR = 3; // edits, beyond which a name of the same length is another

  private static final List<Path> TRACEFS =
      List.of(Path.of("sys/kernel/tracing"), Path.of("sys/kernel/debug/tracing"));
  private static final Path BLACKLIST = Path.of("sys/kernel/debug/kprobes/blacklist");

  private final Path root;

  private ProbeTargets(Path root) {
    this.root = root;
  }

  /** {@return those of the running kernel} */
  public static ProbeTargets ofKernel() {
    return new ProbeTargets(Path.of("/"));
  }

  /** {@return those that the files below a folder tell of} */
  static ProbeTargets of(Path root) {
    return new ProbeTargets(root);
  }

  /**
   * {@return the functions that match a pattern, each once: those that can be traced, and where the
   * kernel does not tell these, all symbols that match}
   *
   * @param pattern in which {@code *} stands for any text and {@code ?} for a character
   */
  public Set<String> matching(String pattern) {
    Pattern wanted = glob(pattern);
    Set<String> found = traceable(wanted);
    if (found.isEmpty()) {
      Kallsyms.forEach(
          root.resolve("proc/kallsyms"),
          (name, address, ofModule) -> {
            if (wanted.matcher(name).matches()) {
              found.add(name);
            }
          });
      found.removeAll(blacklist());
    }
    return found;
  }

  /** {@return a pattern as libbpf reads it} */
  public static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** The symbols that a sentence about a missing name can tell of. */
  record Names(boolean isThere, List<String> withSuffix, Set<String> near) {}

  Names names(String wanted) {
    boolean[] isThere = new boolean[1];
    Set<String> withSuffix = new TreeSet<>();
    Set<String> near = new TreeSet<>();
    Kallsyms.forEach(
        root.resolve("proc/kallsyms"),
        (name, address, ofModule) -> {
          if (name.equals(wanted)) {
            isThere[0] = true;
          } else if (name.startsWith(wanted + ".")) {
            withSuffix.add(name);
          } else if (Math.abs(name.length() - wanted.length()) <= FAR) {
            near.add(name);
          }
        });
    return new Names(isThere[0], new ArrayList<>(withSuffix), near);
  }

  boolean isBlacklisted(String function) {
    return blacklist().contains(function);
  }

  /** {@return whether the kernel lists what can be traced, and this is not in its list} */
  boolean isUntraceable(String function) {
    return TRACEFS.stream().anyMatch(one -> Files.isReadable(list(one)))
        && traceable(Pattern.compile(Pattern.quote(function))).isEmpty();
  }

  private Set<String> traceable(Pattern wanted) {
    Set<String> found = new TreeSet<>();
    for (Path tracefs : TRACEFS) {
      try (Stream<String> lines = Files.lines(list(tracefs))) {
        lines
            .map(ProbeTargets::firstWord)
            .filter(name -> wanted.matcher(name).matches())
            .forEach(found::add);
        return found;
      } catch (IOException | UncheckedIOException e) {
        found.clear(); // not mounted there, or not for this user
      }
    }
    return found;
  }

  private Path list(Path tracefs) {
    return root.resolve(tracefs).resolve("available_filter_functions");
  }

  /** A module's functions have its name behind them. */
  private static String firstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  /** Lines are {@code 0x…-0x…<tab>name}. */
  private Set<String> blacklist() {
    Set<String> names = new TreeSet<>();
    try (Stream<String> lines = Files.lines(root.resolve(BLACKLIST))) {
      lines.map(line -> line.substring(line.indexOf('\t') + 1).strip()).forEach(names::add);
    } catch (IOException | UncheckedIOException e) {
      names.clear(); // debugfs is not mounted, or not for this user
    }
    return names;
  }

  /**
   * {@return why a function cannot be probed, sentences that name near ones}
   *
   * @param function the name that the kernel refused
   */
  public String whyMissing(String function) {
    return new MissingFunction(this, function).sentence();
  }
}
