package org.libbpfjava.internal.failure;

import java.io.IOException;
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
 * @param ownUserNamespace whether its capabilities count in a user namespace of its own alone
 * @param seccomp its mode, 2 where a filter looks at its system calls; empty where not told
 * @param lockdown how far the kernel is locked down, {@code none} or {@code integrity}; empty where
 *     it has no lockdown, or not told
 * @param unprivilegedBpf the sysctl kernel.unprivileged_bpf_disabled, empty where not told
 * @param perfEventParanoid the sysctl kernel.perf_event_paranoid, empty where not told
 * @param lockedMemory how many bytes it may lock, {@code unlimited}; empty where not told
 * @param securityModules the active ones, {@code lockdown,capability,bpf}; empty where not told
 */
public record Confinement(
    OptionalLong capabilities,
    boolean ownUserNamespace,
    String seccomp,
    String lockdown,
    String unprivilegedBpf,
    String perfEventParanoid,
    String lockedMemory,
    String securityModules) {
  private static final Pattern LOCKDOWN = Pattern.compile("\\[(\\w+)\\]");
  private static final Pattern SECCOMP = Pattern.compile("Seccomp:\\s*(\\d+)");
  private static final Pattern MEMORY = Pattern.compile("Max locked memory\\s+(\\w+).*");
  private static final String FIRST_USER_NAMESPACE = "user:[4026531837]"; // PROC_USER_INIT_INO
  private static final Pattern ALL_IDS = Pattern.compile("\\s*0\\s+0\\s+4294967295\\s*");

  /** {@return that of the calling thread, as it is now} */
  public static Confinement ofThisThread() {
    return read(Path.of("/"));
  }

  /**
   * Reads what a machine tells.
   *
   * @param root the folder that stands for {@code /}
   */
  public static Confinement read(Path root) {
    List<String> status = ProcFiles.lines(root.resolve("proc/thread-self/status"));
    List<String> ids = ProcFiles.lines(root.resolve("proc/self/uid_map"));
    Path sysctl = root.resolve("proc/sys/kernel");
    Path security = root.resolve("sys/kernel/security");
    return new Confinement(
        Capability.effective(status.stream()),
        inOwnUserNamespace(root, ids),
        first(SECCOMP, status),
        first(LOCKDOWN, ProcFiles.lines(security.resolve("lockdown"))),
        ProcFiles.line(sysctl.resolve("unprivileged_bpf_disabled")),
        ProcFiles.line(sysctl.resolve("perf_event_paranoid")),
        first(MEMORY, ProcFiles.lines(root.resolve("proc/self/limits"))),
        ProcFiles.line(security.resolve("lsm")));
  }

  /** By its number, or where that is not told by its ids, of which the first namespace has all. */
  private static boolean inOwnUserNamespace(Path root, List<String> ids) {
    try {
      return !Files.readSymbolicLink(root.resolve("proc/self/ns/user"))
          .toString()
          .equals(FIRST_USER_NAMESPACE);
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      return !ids.isEmpty() && !(ids.size() == 1 && ALL_IDS.matcher(ids.get(0)).matches());
    }
  }

  private static String first(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .orElse("");
  }

  /** {@return whether a filter looks at its system calls} */
  boolean isFiltered() {
    return seccomp.equals("2");
  }
}
