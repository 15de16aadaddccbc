package org.libbpfjava.internal.libbpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** The CPUs that run now. */
public final class OnlineCpus {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  private OnlineCpus() {}

  /** {@return their numbers; empty where sysfs does not tell} */
  public static Optional<BitSet> now() {
    return read("online");
  }

  /** {@return the CPUs that may ever run, in the order of a per-CPU map's values} */
  static Optional<BitSet> possible() {
    return read("possible");
  }

  private static Optional<BitSet> read(String file) {
    try {
      return Optional.of(parse(Files.readString(CPUS.resolve(file)).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Reads the kernel's list, such as {@code 0-3,5}. */
  static BitSet parse(String list) {
    BitSet cpus = new BitSet();
    for (String range : list.split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      cpus.set(first, last + 1);
    }
    return cpus;
  }
}
