package org.libbpfjava.internal.code;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names of the kernel's functions by the distance that a loaded program's calls hold: that of a
 * helper's address from __bpf_call_base.
 *
 * <p>Two passes over /proc/kallsyms keep what a program needs, not the hundred thousand others.
 * Where the kernel hides addresses (kernel.kptr_restrict) no name is found.
 */
final class KernelFunctions {
  private static final String BASE = "__bpf_call_base";

  private static SoftReference<Core> known = new SoftReference<>(Core.NONE); // guarded by class

  private KernelFunctions() {}

  /**
   * The kernel's own symbols, which stay as long as it runs: {@code byDistance} from {@code base},
   * which is 0 where addresses are hidden.
   */
  private record Core(long base, Map<Integer, String> byDistance) {
    static final Core NONE = new Core(0, Map.of());

    static Core read(Path kallsyms) {
      Map<Long, String> all = new LinkedHashMap<>();
      long[] base = {0};
      Kallsyms.forEach(
          kallsyms,
          (name, address, ofModule) -> {
            if (!ofModule) {
              all.putIfAbsent(address, name);
              base[0] = name.equals(BASE) ? address : base[0];
            }
          });
      if (base[0] == 0) {
        return NONE;
      }
      Map<Integer, String> byDistance = new HashMap<>();
      all.forEach(
          (address, name) -> {
            long distance = address - base[0];
            if (distance == (int) distance) {
              byDistance.put((int) distance, name);
            }
          });
      return new Core(base[0], byDistance);
    }
  }

  /**
   * Looks names up. The list of hundreds of thousands of symbols is read once for all programs, and
   * once more where one is of a module's.
   *
   * @param distances what calls hold; 0 is what the kernel shows to those who may not know
   * @return the names of those that are the address of a symbol
   */
  static Map<Integer, String> named(Set<Integer> distances) {
    return hidden(distances) ? Map.of() : named(Kallsyms.FILE, core(), distances);
  }

  static Map<Integer, String> named(Path kallsyms, Set<Integer> distances) {
    return hidden(distances) ? Map.of() : named(kallsyms, Core.read(kallsyms), distances);
  }

  private static boolean hidden(Set<Integer> distances) {
    return distances.stream().allMatch(distance -> distance == 0);
  }

  private static synchronized Core core() {
    Core core = known.get();
    if (core == null || core.base() == 0) {
      core = Core.read(Kallsyms.FILE);
      known = new SoftReference<>(core);
    }
    return core;
  }

  private static Map<Integer, String> named(Path kallsyms, Core core, Set<Integer> distances) {
    Map<Integer, String> names = new HashMap<>();
    for (int distance : distances) {
      String name = core.byDistance().get(distance);
      if (name != null) {
        names.put(distance, name);
      }
    }
    if (core.base() != 0 && names.size() < distances.size()) {
      Kallsyms.forEach(
          kallsyms,
          (name, address, ofModule) -> {
            long distance = address - core.base();
            if (ofModule && distance == (int) distance && distances.contains((int) distance)) {
              names.putIfAbsent((int) distance, name);
            }
          });
    }
    return names;
  }
}
