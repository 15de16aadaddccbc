package org.libbpfjava.internal.code;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The functions of the running kernel that can be probed. Each call reads long lists of the kernel,
 * once: for attaching to many functions, and for messages.
 */
public final class ProbeTargets {
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
    KernelLists lists = new KernelLists(root);
    Pattern wanted = glob(pattern);
    Set<String> found = matching(wanted, lists.traceable().orElse(Set.of()));
    if (found.isEmpty()) {
      found = matching(wanted, lists.symbols());
      found.removeAll(lists.blacklist());
    }
    return found;
  }

  private static Set<String> matching(Pattern wanted, Set<String> names) {
    Set<String> found = new TreeSet<>();
    for (String name : names) {
      if (wanted.matcher(name).matches()) {
        found.add(name);
      }
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

  /**
   * {@return why a function cannot be probed, sentences that name near ones}
   *
   * @param function the name that the kernel refused
   */
  public String whyMissing(String function) {
    return whyMissing(List.of(function));
  }

  /**
   * {@return why one of several functions cannot be probed: the first of which something is known}
   *
   * @param functions the names that the kernel refused together
   */
  public String whyMissing(Collection<String> functions) {
    KernelLists lists = new KernelLists(root);
    return functions.stream()
        .map(function -> new MissingFunction(lists, function).sentence())
        .filter(why -> !why.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * {@return why a function is no target of fentry and its kin, which the kernel finds by its BTF
   * and by its symbols, sentences}
   *
   * @param function the name that was refused
   * @param hasType whether the kernel's BTF has it
   */
  public String whyNoTarget(String function, boolean hasType) {
    return new MissingFunction(new KernelLists(root), function).asTarget(hasType);
  }
}
