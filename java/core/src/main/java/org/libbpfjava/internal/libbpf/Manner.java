package org.libbpfjava.internal.libbpf;

import java.util.Locale;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.UprobeMulti;

/** How a program was attached to many places, and how long it took, for a link's text. */
final class Manner {
  private Manner() {}

  /** {@return that of a link of the kernel; empty where it is at one place} */
  static String ofOne(AttachOptions options, long startNanos) {
    return options instanceof KprobeMulti || options instanceof UprobeMulti
        ? " (one link by " + options + ", in " + since(startNanos) + ")"
        : "";
  }

  /** {@return that of so many links} */
  static String ofMany(int count, String noun, long startNanos) {
    return " (" + count + " " + noun + ", in " + since(startNanos) + ")";
  }

  private static String since(long startNanos) {
    return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - startNanos) / 1e6);
  }
}
