package org.libbpfjava.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process may do, as /proc/self/status tells: capabilities(7). */
public final class Capabilities {
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_BPF = 39;

  private Capabilities() {}

  /**
   * {@return the capability without which bpf(2) refuses programs and maps, empty where the process
   * has it}
   *
   * <p>CAP_BPF is in Linux since 5.8; before it, and instead of it, CAP_SYS_ADMIN does.
   */
  public static String missingForBpf() {
    long effective = effective();
    return has(effective, CAP_BPF) || has(effective, CAP_SYS_ADMIN)
        ? ""
        : "CAP_BPF (before Linux 5.8: CAP_SYS_ADMIN); run as root, or give the process CAP_BPF and,"
            + " for tracing, CAP_PERFMON, for networking, CAP_NET_ADMIN";
  }

  private static boolean has(long set, int capability) {
    return (set >>> capability & 1) != 0;
  }

  private static long effective() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapEff:")) {
          return Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
        }
      }
    } catch (IOException e) {
      // Without /proc nothing can be told; the kernel's own answer stands.
    }
    return -1L;
  }
}
