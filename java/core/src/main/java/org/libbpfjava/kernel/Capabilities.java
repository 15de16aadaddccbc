package org.libbpfjava.kernel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The capabilities that are in effect for a thread: capabilities(7).
 *
 * @param effective their names, {@code CAP_BPF}, in the order of their numbers; one that is newer
 *     than this library is {@code CAP_41} by its number
 * @param ownUserNamespace whether they count in a user namespace of its own alone; bpf(2) then asks
 *     for a BPF token
 */
public record Capabilities(Set<String> effective, boolean ownUserNamespace) {
  /** By their numbers: linux/capability.h. */
  private static final List<String> NAMES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  /** Refuses null by NullPointerException. */
  public Capabilities {
    effective =
        Collections.unmodifiableSet(
            new LinkedHashSet<>(Objects.requireNonNull(effective, "effective")));
  }

  /**
   * {@return those of a set of bits}
   *
   * @param bits as /proc shows them
   */
  static Capabilities of(long bits, boolean ownUserNamespace) {
    Set<String> names = new LinkedHashSet<>();
    for (int number = 0; number < Long.SIZE; number++) {
      if ((bits >>> number & 1) != 0) {
        names.add(number < NAMES.size() ? NAMES.get(number) : "CAP_" + number);
      }
    }
    return new Capabilities(names, ownUserNamespace);
  }

  /**
   * {@return whether one is in effect}
   *
   * @param name such as {@code CAP_BPF}
   */
  public boolean has(String name) {
    return effective.contains(Objects.requireNonNull(name, "name"));
  }

  /** {@return whether all that this library knows of are in effect, as for root} */
  boolean areAll() {
    return effective.containsAll(NAMES);
  }
}
