package org.libbpfjava.internal.failure;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
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
   * {@return those of {@code wanted} that the calling thread lacks, in the order given; none where
   * /proc does not tell}
   *
   * @param wanted the capabilities that a call needs
   */
  public static List<Capability> missing(Capability... wanted) {
    OptionalLong effective = Confinement.ofThisThread().capabilities();
    return effective.isPresent() ? missing(effective.getAsLong(), wanted) : List.of();
  }

  static List<Capability> missing(long effective, Capability... wanted) {
    boolean all = CAP_SYS_ADMIN.isIn(effective);
    return Arrays.stream(wanted).filter(one -> !all && !one.isIn(effective)).toList();
  }

  /** {@return those of ours that a set of bits has} */
  static List<Capability> of(long effective) {
    return Arrays.stream(values()).filter(one -> one.isIn(effective)).toList();
  }

  /** {@return the bits of the CapEff line, empty where there is no such line} */
  static OptionalLong effective(Stream<String> statusLines) {
    return statusLines
        .filter(line -> line.startsWith(LINE))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(LINE.length()).strip(), 16))
        .findFirst();
  }

  private boolean isIn(long set) {
    return (set >>> number & 1) != 0;
  }
}
