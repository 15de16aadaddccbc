package org.libbpfjava.internal.code;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/**
 * Names of the kernel's functions by the distance that a loaded program's calls hold: that of a
 * helper's address from __bpf_call_base.
 *
 * <p>Two passes over /proc/kallsyms keep what a program needs, not the hundred thousand others.
 * Where the kernel hides addresses (kernel.kptr_restrict) no name is found.
 */
final class KernelFunctions {
  private static final Path KALLSYMS = Path.of("/proc/kallsyms");
  private static final String BASE = "__bpf_call_base";

  private KernelFunctions() {}

  /**
   * Looks names up.
   *
   * @param distances what calls hold; 0 is what the kernel shows to those who may not know
   * @return the names of those that are the address of a symbol
   */
  static Map<Integer, String> named(Set<Integer> distances) {
    return named(KALLSYMS, distances);
  }

  static Map<Integer, String> named(Path kallsyms, Set<Integer> distances) {
    Map<Integer, String> names = new HashMap<>();
    long[] base = {0};
    if (distances.stream().allMatch(distance -> distance == 0)) {
      return names;
    }
    forEach(
        kallsyms,
        (name, address) -> {
          if (name.equals(BASE)) {
            base[0] = address;
          }
        });
    if (base[0] == 0) {
      return names;
    }
    forEach(
        kallsyms,
        (name, address) -> {
          long distance = address - base[0];
          if (distance == (int) distance && distances.contains((int) distance)) {
            names.putIfAbsent((int) distance, name);
          }
        });
    return names;
  }

  /** Each line is {@code ffffffff81000000 T name}, modules' with their name behind a tab. */
  private static void forEach(Path kallsyms, ObjLongConsumer<String> symbol) {
    try (BufferedReader lines = Files.newBufferedReader(kallsyms, US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        int start = space + 3;
        int tab = line.indexOf('\t', Math.max(start, 0));
        if (space == 16 && line.length() > start) {
          symbol.accept(
              line.substring(start, tab < 0 ? line.length() : tab),
              Long.parseUnsignedLong(line, 0, space, 16));
        }
      }
    } catch (IOException | NumberFormatException e) {
      System.getLogger("org.libbpfjava")
          .log(System.Logger.Level.DEBUG, "no names of kernel functions: " + e);
    }
  }
}
