package org.libbpfjava.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The capabilities that bpf(2) asks for, numbered as in linux/capability.h.
 *
 * <p>CAP_SYS_ADMIN stands in for each of the others, and before Linux 5.8 for CAP_BPF and
 * CAP_PERFMON alone.
 */
public enum Capability {
  CAP_NET_ADMIN(12),
  CAP_SYS_ADMIN(21),
  CAP_PERFMON(38),
  CAP_BPF(39);

  private static final String LINE = "CapEff:";

  private final int number;

  Capability(int number) {
    this.number = number;
  }

  /**
   * {@return those of {@code wanted} that the calling thread lacks, in the order given}
   *
   * @param wanted the capabilities that a call needs
   */
  public static List<Capability> missing(Capability... wanted) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/status"))) {
      return missing(effective(lines), wanted);
    } catch (IOException e) {
      return List.of(); // without /proc nothing can be told; the kernel's own answer stands
    }
  }

  /**
   * {@return what to say of the capability without which bpf(2) refuses programs and maps, empty
   * where the calling thread has it}
   */
  public static String missingForBpf() {
    return missing(CAP_BPF).isEmpty()
        ? ""
        : "CAP_BPF (before Linux 5.8: CAP_SYS_ADMIN); run as root, or give the process CAP_BPF and,"
            + " for tracing, CAP_PERFMON, for networking, CAP_NET_ADMIN";
  }

  static List<Capability> missing(long effective, Capability... wanted) {
    boolean all = CAP_SYS_ADMIN.isIn(effective);
    return Arrays.stream(wanted).filter(one -> !all && !one.isIn(effective)).toList();
  }

  /** {@return the bits of the CapEff line, none where there is no such line} */
  static long effective(Stream<String> statusLines) {
    return statusLines
        .filter(line -> line.startsWith(LINE))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(LINE.length()).strip(), 16))
        .findFirst()
        .orElse(0);
  }

  private boolean isIn(long set) {
    return (set >>> number & 1) != 0;
  }
}
