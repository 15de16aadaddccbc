package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What keeps a process from the kernel, as far as /proc and /sys tell. Where they do not, as under
 * systemd's {@code ProcSubset=pid} and in small containers, it knows less; it never throws.
 *
 * @param capabilities the effective ones as bits, empty where not told
 * @param seccomp whether a filter looks at its system calls
 * @param ownUserNamespace whether its capabilities count in a user namespace of its own alone
 * @param lockdown how far the kernel is locked down, {@code integrity}; empty for not, or not told
 * @param unprivilegedBpf the sysctl kernel.unprivileged_bpf_disabled, empty where not told
 */
record Confinement(
    OptionalLong capabilities,
    boolean seccomp,
    boolean ownUserNamespace,
    String lockdown,
    String unprivilegedBpf) {
  private static final Pattern LOCKDOWN = Pattern.compile("\\[(\\w+)\\]");
  private static final Pattern FILTERED = Pattern.compile("Seccomp:\\s*2");
  private static final Pattern ALL_IDS = Pattern.compile("\\s*0\\s+0\\s+4294967295\\s*");

  /** {@return that of the calling thread, as it is now} */
  static Confinement ofThisThread() {
    return read(Path.of("/"));
  }

  static Confinement read(Path root) {
    List<String> status = lines(root.resolve("proc/thread-self/status"));
    List<String> ids = lines(root.resolve("proc/self/uid_map"));
    return new Confinement(
        Capability.effective(status.stream()),
        status.stream().anyMatch(line -> FILTERED.matcher(line).matches()),
        !ids.isEmpty() && !(ids.size() == 1 && ALL_IDS.matcher(ids.get(0)).matches()),
        lockdown(lines(root.resolve("sys/kernel/security/lockdown"))),
        String.join("", lines(root.resolve("proc/sys/kernel/unprivileged_bpf_disabled"))));
  }

  private static String lockdown(List<String> lines) {
    Matcher chosen = LOCKDOWN.matcher(String.join("", lines));
    return chosen.find() && !chosen.group(1).equals("none") ? chosen.group(1) : "";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | UncheckedIOException | SecurityException e) {
      return List.of();
    }
  }
}
