package org.libbpfjava.internal.code;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.libbpfjava.internal.Kallsyms;

/**
 * Names of the kernel's functions by the distance that a loaded program's calls hold: that of a
 * helper's address from __bpf_call_base.
 *
 * <p>Two passes over /proc/kallsyms keep what a program needs, not the hundred thousand others.
 * Where the kernel hides addresses (kernel.kptr_restrict) no name is found.
 */
final class KernelFunctions {
  private static final String BASE = "__bpf_call_base";

  private KernelFunctions() {}

  /**
   * Looks names up.
   *
   * @param distances what calls hold; 0 is what the kernel shows to those who may not know
   * @return the names of those that are the address of a symbol
   */
  static Map<Integer, String> named(Set<Integer> distances) {
    return named(Kallsyms.FILE, distances);
  }

  static Map<Integer, String> named(Path kallsyms, Set<Integer> distances) {
    Map<Integer, String> names = new HashMap<>();
    long[] base = {0};
    if (distances.stream().allMatch(distance -> distance == 0)) {
      return names;
    }
    Kallsyms.forEach(
        kallsyms,
        (name, address) -> {
          if (name.equals(BASE)) {
            base[0] = address;
          }
        });
    if (base[0] == 0) {
      return names;
    }
    Kallsyms.forEach(
        kallsyms,
        (name, address) -> {
          long distance = address - base[0];
          if (distance == (int) distance && distances.contains((int) distance)) {
            names.putIfAbsent((int) distance, name);
          }
        });
    return names;
  }
}
