package org.libbpfjava.internal.ksym;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libbpfjava.internal.code.Kallsyms;

/** Looks symbols up by name, as the kernel does for those that a program names by their type. */
final class KernelSymbolList {
  /**
   * A name and its flavour, which libbpf leaves out for functions: bpf_core_essential_name_len().
   */
  private static final Pattern FLAVOUR = Pattern.compile("(.*[^_])___[^_].*");

  private KernelSymbolList() {}

  /**
   * Looks symbols up. Of several of one name the first counts, as it does for the kernel.
   *
   * @param names the symbols
   * @return their addresses; those that are not listed, or with a hidden address, are left out
   */
  static Map<String, Long> read(Collection<String> names) {
    return read(Kallsyms.FILE, names);
  }

  static Map<String, Long> read(Path list, Collection<String> names) {
    Map<String, String> wanted = new HashMap<>(); // by the name in the list
    for (String name : names) {
      Matcher flavoured = FLAVOUR.matcher(name);
      if (flavoured.matches()) {
        wanted.put(flavoured.group(1), name);
      }
      wanted.put(name, name);
    }
    Map<String, Long> found = new HashMap<>();
    boolean[] shown = {false}; // to whom addresses are hidden all of them are 0
    Kallsyms.forEach(
        list,
        (symbol, address) -> {
          String name = wanted.get(symbol);
          shown[0] |= address != 0;
          if (name != null) {
            found.putIfAbsent(name, address);
          }
        });
    return shown[0] ? found : Map.of();
  }
}
