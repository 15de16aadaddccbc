package org.libbpfjava.internal.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the running kernel lists of its functions, each list read once, when it is first asked for.
 * They have hundreds of thousands of names: an instance is for one message, or for one attach. Not
 * thread-safe.
 */
final class KernelLists {
  private static final List<Path> TRACEFS =
      List.of(Path.of("sys/kernel/tracing"), Path.of("sys/kernel/debug/tracing"));
  private static final Path BLACKLIST = Path.of("sys/kernel/debug/kprobes/blacklist");

  /** What is seldom run of a function lies elsewhere, and is no function. */
  private static final Pattern PIECE = Pattern.compile("\\.cold(\\.|$)");

  private final Path root;
  private @Nullable Set<String> symbols;
  private @Nullable Set<String> blacklist;
  private @Nullable Set<String> traceable;
  private boolean isTraceableKnown;

  /** Those of the files below a folder. */
  KernelLists(Path root) {
    this.root = root;
  }

  /** {@return all names of /proc/kallsyms} */
  Set<String> symbols() {
    Set<String> known = symbols;
    if (known == null) {
      Set<String> names = new HashSet<>();
      Kallsyms.forEach(root.resolve("proc/kallsyms"), (name, address, ofModule) -> names.add(name));
      known = names;
      symbols = known;
    }
    return known;
  }

  /** {@return what the compiler made of a function, such as {@code vfs_unlink.isra.0}} */
  List<String> withSuffix(String function) {
    return symbols().stream()
        .filter(name -> name.startsWith(function + "."))
        .filter(name -> !PIECE.matcher(name).find())
        .sorted()
        .toList();
  }

  /** {@return what kprobes may not touch; lines are {@code 0x…-0x…<tab>name}} */
  Set<String> blacklist() {
    Set<String> known = blacklist;
    if (known == null) {
      Set<String> names = new HashSet<>();
      try (Stream<String> lines = Files.lines(root.resolve(BLACKLIST))) {
        lines.map(line -> line.substring(line.indexOf('\t') + 1).strip()).forEach(names::add);
      } catch (IOException | UncheckedIOException e) {
        names.clear(); // debugfs is not mounted, or not for this user
      }
      known = names;
      blacklist = known;
    }
    return known;
  }

  /** {@return what can be traced, empty where the kernel does not tell} */
  Optional<Set<String>> traceable() {
    if (!isTraceableKnown) {
      traceable =
          TRACEFS.stream()
              .map(one -> root.resolve(one).resolve("available_filter_functions"))
              .flatMap(list -> names(list).stream())
              .findFirst()
              .orElse(null);
      isTraceableKnown = true;
    }
    return Optional.ofNullable(traceable);
  }

  private static Optional<Set<String>> names(Path list) {
    Set<String> found = new HashSet<>();
    try (Stream<String> lines = Files.lines(list)) {
      lines.map(KernelLists::firstWord).forEach(found::add);
      return Optional.of(found);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // not mounted there, or not for this user
    }
  }

  /** A module's functions have its name behind them. */
  private static String firstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }
}
