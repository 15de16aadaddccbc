package org.libbpfjava.internal.libbpf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.code.ProbeTargets;
import org.libbpfjava.internal.elf.UserBinary;
import org.libbpfjava.internal.elf.UserBinary.Function;
import org.libbpfjava.internal.message.NearestNames;

/**
 * Where the functions of a program or library are, by this library's own reader. libbpf 1.7 finds a
 * list of names in files with a full symbol table alone: elf.c, elf_resolve_syms_offsets().
 */
final class UserFunctions {
  private final Map<String, Long> offsets; // each name once: the place that most programs call

  private UserFunctions(Map<String, Long> offsets) {
    this.offsets = offsets;
  }

  /** {@return those of a file; empty where it cannot be found or read} libbpf says why then. */
  static Optional<UserFunctions> of(String binary) {
    Optional<Path> path = UserBinary.find(binary);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, Long> offsets = new LinkedHashMap<>();
      UserBinary.open(path.get()).functions().stream()
          .sorted(Comparator.comparingInt(Function::rank))
          .forEach(function -> offsets.putIfAbsent(function.name(), function.offset()));
      return Optional.of(new UserFunctions(offsets));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@return where a function begins in the file, null for none of that name} */
  @Nullable Long offset(String name) {
    return offsets.get(name);
  }

  /** {@return the functions that match a pattern, one name for each place} */
  List<String> matching(String pattern) {
    Pattern wanted = ProbeTargets.glob(pattern);
    Set<Long> places = new HashSet<>();
    return offsets.keySet().stream()
        .filter(name -> wanted.matcher(name).matches())
        .filter(name -> places.add(offsets.getOrDefault(name, 0L)))
        .toList();
  }

  /** {@return names near to one that is not there, a list} */
  String near(String wanted) {
    return NearestNames.suggest(wanted, offsets.keySet());
  }

  /** {@return probes of a file near to one, as provider:name, a list; empty where it has none} */
  static String nearProbes(String binary, String wanted) {
    Optional<Path> path = UserBinary.find(binary);
    if (path.isEmpty()) {
      return "";
    }
    try {
      return NearestNames.suggest(
          wanted,
          UserBinary.open(path.get()).probes().stream()
              .map(probe -> probe.provider() + ":" + probe.name())
              .toList());
    } catch (IOException e) {
      return "";
    }
  }
}
