package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_refusal;
import static org.libbpfjava.raw.global.plain.lbj_probe_map_type;
import static org.libbpfjava.raw.global.plain.libbpf_num_possible_cpus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.failure.FirstKernels;
import org.libbpfjava.map.MapType;

/**
 * Why the kernel makes no such map: what it writes into its log from Linux 7.2 on, and what its
 * error number means for a map of that type.
 */
final class MapRefusal {
  private static final int LOG_BYTES = 1024;
  private static final int PER_CPU_BYTES = 32 << 10; // PCPU_MIN_UNIT_SIZE: linux/percpu.h
  private static final int KMALLOC_BYTES = 4 << 20; // KMALLOC_MAX_SIZE, with 4 KiB pages
  private static final KernelVersion WITHOUT_MEMLOCK = KernelVersion.of(5, 11); // 97306be45fbe

  private MapRefusal() {}

  /**
   * {@return why, and what to do, in sentences; empty where that is not known}
   *
   * @param token as {@link MapCreation#create} took it
   * @param errno the kernel's positive error number
   */
  static String advice(WantedMap map, int token, int errno) {
    String log = log(map, token);
    String reason = reason(map, errno);
    return log.isEmpty()
        ? reason
        : "The kernel says: " + log + (reason.isEmpty() ? "" : " " + reason);
  }

  /** {@return the kernel's own words, empty before Linux 7.2 and where it has none} */
  private static String log(WantedMap map, int token) {
    if (map.isMapOfMaps() && map.inner() < 0) {
      return ""; // it would be refused for another reason
    }
    byte[] log = new byte[LOG_BYTES];
    // Safe: the shim writes a C string of no more than the log's bytes.
    lbj_map_refusal(map.typeNumber(), map.name(), map.numbers(null), log, log.length, token);
    int length = 0;
    while (length < log.length && log[length] != 0) {
      length++;
    }
    return new String(log, 0, length, StandardCharsets.UTF_8).strip().replace('\n', ' ');
  }

  private static String reason(WantedMap map, int errno) {
    return switch (errno) {
      case Errno.EINVAL -> invalid(map);
      case Errno.E2BIG -> tooBig(map);
      case Errno.ENOMEM -> noMemory(map);
      case Errno.EPERM -> notPermitted(map);
      case Errno.ENOSPC -> "The kernel has no room for another map, or for what this one needs.";
      case Errno.EBADF -> map.isMapOfMaps() ? MapRules.NO_INNER_MAP : "";
      case Errno.ENOTSUPP, Errno.EOPNOTSUPP -> notSupported(map);
      default -> "";
    };
  }

  private static String invalid(WantedMap map) {
    if (lbj_probe_map_type(map.typeNumber()) == 0) {
      return "This kernel has no maps of type "
          + map.typeName()
          + FirstKernels.ofMapType(map.typeName())
              .map(first -> ", which Linux has since " + first)
              .orElse("")
          + ".";
    }
    return MapRules.violation(map)
        .orElseGet(
            () ->
                map.flags() == 0
                    ? "This kernel asks for other sizes than the library knows of."
                    : "This kernel may not know the flags, or not for maps of this type.");
  }

  private static String tooBig(WantedMap map) {
    if (map.type().isPerCpu() && map.valueSize() > PER_CPU_BYTES) {
      return "A value of one CPU has " + PER_CPU_BYTES + " bytes at most.";
    }
    return switch (map.type()) {
      case CPUMAP -> "It has no more entries than the kernel has CPUs (CONFIG_NR_CPUS).";
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> "A value has less than 64 KiB.";
      case CGROUP_STORAGE -> "A value has less than a page.";
      case SOCKHASH -> "A key has 512 bytes at most.";
      default ->
          map.keySize() + map.valueSize() > KMALLOC_BYTES
              ? "A key and a value together have less than "
                  + KMALLOC_BYTES
                  + " bytes, or less on this kernel."
              : "It would have "
                  + size(map)
                  + ", more than this kernel allows: take fewer entries, or smaller ones.";
    };
  }

  private static String noMemory(WantedMap map) {
    return "There is no memory for "
        + size(map)
        + ", or the limit of the memory cgroup is reached: take fewer entries"
        + (map.type() == MapType.HASH || map.type() == MapType.PERCPU_HASH
            ? ", or NO_PREALLOC, which takes memory when an entry comes."
            : ".");
  }

  /** {@return bytes of all elements, without what the kernel needs beside them} */
  private static String size(WantedMap map) {
    double cpus = map.type().isPerCpu() ? Math.max(1, libbpf_num_possible_cpus()) : 1;
    boolean hasIndex = map.typeName().contains("array");
    double key = hasIndex ? 0 : roundUp(map.keySize());
    double bytes = map.maxEntries() * (key + roundUp(map.valueSize()) * cpus);
    return map.maxEntries()
        + " entries of "
        + String.format(Locale.ROOT, "%.1f MiB in all", bytes / (1 << 20));
  }

  private static double roundUp(long bytes) {
    return (bytes + 7) & ~7L;
  }

  private static String notPermitted(WantedMap map) {
    if (!KernelVersion.running().isAtLeast(WITHOUT_MEMLOCK)) {
      return "Before Linux 5.11 the memory of maps counts against RLIMIT_MEMLOCK, and this one has "
          + size(map)
          + ": raise it (ulimit -l unlimited, or LimitMEMLOCK=infinity of a systemd unit).";
    }
    return MapRules.privilege(map);
  }

  private static String notSupported(WantedMap map) {
    return MapRules.violation(map)
        .orElse("This kernel does not support it, or not as an inner map.");
  }
}
