package org.libbpfjava.internal.code;

import java.util.List;
import org.libbpfjava.internal.message.NearestNames;

/** Says why a name is of no function that the kernel can probe. */
record MissingFunction(ProbeTargets targets, String function) {
  private static final int MOST = 4;

  String sentence() {
    ProbeTargets.Names names = targets.names(function);
    if (names.isThere()) {
      return there();
    }
    if (!names.withSuffix().isEmpty()) {
      return "The kernel has no function '"
          + function
          + "': the compiler has changed it and called it "
          + listed(names.withSuffix())
          + ".";
    }
    List<String> near =
        NearestNames.near(function, names.near()).stream()
            .filter(name -> NearestNames.distance(function, name) <= ProbeTargets.FAR)
            .toList();
    return "The kernel has no function '"
        + function
        + "' that can be probed"
        + (near.isEmpty()
            ? ": the compiler may have put it into its callers, or the module that has it is not"
                + " loaded."
            : "; near names: " + String.join(", ", near) + ".");
  }

  private String there() {
    if (targets.isBlacklisted(function)) {
      return "The function '"
          + function
          + "' is on the kernel's list of those that kprobes may not touch"
          + " (/sys/kernel/debug/kprobes/blacklist).";
    }
    if (targets.isUntraceable(function)) {
      return "The kernel has the function '"
          + function
          + "', but not among those that can be traced (available_filter_functions): it is marked"
          + " notrace, or is no function.";
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
