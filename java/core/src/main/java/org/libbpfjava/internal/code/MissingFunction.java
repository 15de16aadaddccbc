package org.libbpfjava.internal.code;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.libbpfjava.internal.message.NearestNames;

/** Says why a name is of no function that the kernel can probe. */
record MissingFunction(KernelLists lists, String function) {
  private static final int FAR = 3; // edits, beyond which a name of the same length is another
  private static final int MOST = 4;

  String sentence() {
    if (lists.symbols().contains(function)) {
      return there();
    }
    List<String> changed = lists.withSuffix(function);
    if (!changed.isEmpty()) {
      return "The kernel has no function '"
          + function
          + "': the compiler has changed it and called it "
          + listed(changed)
          + ".";
    }
    List<String> near = near();
    return "The kernel has no function '"
        + function
        + "' that can be probed"
        + (near.isEmpty()
            ? ": the compiler may have put it into its callers, or the module that has it is not"
                + " loaded."
            : "; near names: " + String.join(", ", near) + ".");
  }

  /** Of fentry and its kin, which take a function that has both a type and a symbol. */
  String asTarget(boolean hasType) {
    if (lists.symbols().contains(function)) {
      return hasType
          ? untraceable()
          : "The function is there, but not in the kernel's BTF, by which such programs find it"
              + byKprobe(function);
    }
    List<String> changed = lists.withSuffix(function);
    if (!changed.isEmpty()) {
      return "The compiler has changed the function and called it "
          + listed(changed)
          + ", by which such programs do not find it"
          + byKprobe(changed.get(0));
    }
    return hasType && !lists.symbols().isEmpty()
        ? "The kernel's BTF has its type, but there is no code of that name: the compiler has put it"
            + " into its callers."
        : "The compiler may have put it into its callers, or the module that has it is not loaded.";
  }

  private String byKprobe(String symbol) {
    return lists.blacklist().contains(symbol) ? "." : ": SEC(\"kprobe/" + symbol + "\") does.";
  }

  private List<String> near() {
    Set<String> ofItsLength = new TreeSet<>();
    for (String name : lists.symbols()) {
      if (Math.abs(name.length() - function.length()) <= FAR) {
        ofItsLength.add(name);
      }
    }
    return NearestNames.near(function, ofItsLength).stream()
        .filter(name -> NearestNames.distance(function, name) <= FAR)
        .toList();
  }

  private String there() {
    if (lists.blacklist().contains(function)) {
      return "The function '"
          + function
          + "' is on the kernel's list of those that kprobes may not touch"
          + " (/sys/kernel/debug/kprobes/blacklist).";
    }
    return untraceable();
  }

  private String untraceable() {
    if (lists.traceable().filter(all -> !all.contains(function)).isPresent()) {
      return "The kernel has the function '"
          + function
          + "', but not among those that can be traced (available_filter_functions): it is marked"
          + " notrace, runs at boot alone, or is no function.";
    }
    return "";
  }

  private static String listed(List<String> names) {
    return names.size() <= MOST
        ? "'" + String.join("', '", names) + "'"
        : "'"
            + String.join("', '", names.subList(0, MOST))
            + "' and "
            + (names.size() - MOST)
            + " more";
  }
}
