package org.libbpfjava.internal.failure;

import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** What an error number of a map's call means for a map of its type: kernel/bpf/*map.c. */
public final class MapFailure {
  private static final Set<String> ARRAYS =
      Set.of(
          "array",
          "percpu_array",
          "prog_array",
          "perf_event_array",
          "cgroup_array",
          "array_of_maps",
          "devmap",
          "cpumap",
          "xskmap",
          "sockmap",
          "reuseport_sockarray");
  private static final Set<String> PLAIN_ARRAYS = Set.of("array", "percpu_array");
  private static final Set<String> HASHES =
      Set.of("hash", "lru_hash", "percpu_hash", "lru_percpu_hash");
  private static final Set<String> WITHOUT_ELEMENTS = Set.of("ringbuf", "user_ringbuf", "arena");

  private static final int ENOBUFS = 105; // asm-generic/errno.h

  private MapFailure() {}

  /**
   * A map, as messages tell of it.
   *
   * @param use what can be done with maps of its type, a clause
   * @param progress what was done of the call before it failed, empty for nothing
   */
  public record Subject(String name, String type, String use, long maxEntries, String progress) {}

  /**
   * The exception for a call that the kernel refused.
   *
   * @param action what was tried: {@code "update map"}
   * @param errno the positive error number
   */
  public static BpfException explain(String action, Subject map, int errno) {
    String what = action + " '" + map.name() + "'" + map.progress();
    String reason = reason(action, map, errno);
    if (reason.isEmpty()) {
      return ReturnCode.refusal(errno, what);
    }
    Message refused = Message.whole(what, errno);
    return ReturnCode.missingPermission(refused, Need.ofAnything())
        .orElseGet(() -> new BpfException(new Explanation(reason, "").of(refused)));
  }

  /**
   * The exception for a map that the kernel did not make, though the process lacks no capability.
   *
   * @param what what was tried: {@code "create map 'flows' (hash, …)"}
   * @param advice why, and what to do, in sentences; empty where that is not known
   * @param need what a map of its type asks of process and kernel
   * @param errno the positive error number
   */
  public static BpfException cannotCreate(String what, String advice, Need need, int errno) {
    String hint = advice.isEmpty() ? Cause.ofThisThread().of(errno, need) : advice;
    return new BpfException(new Explanation("", hint).of(Message.whole(what, errno)));
  }

  private static String reason(String action, Subject map, int errno) {
    boolean deletes = action.startsWith("delete");
    return switch (errno) {
      case Errno.E2BIG ->
          ARRAYS.contains(map.type())
              ? "its indices run from 0 to " + (map.maxEntries() - 1)
              : "it is full: " + map.maxEntries() + " of " + map.maxEntries() + " entries";
      case Errno.ENOSPC ->
          action.startsWith("look up")
              ? map.use() // of a map of sockets, whose values are too small for a cookie
              : "it is full: it takes " + map.maxEntries() + " entries";
      case Errno.EINVAL -> invalid(deletes, map);
      case ENOBUFS -> map.use(); // of a map of AF_XDP sockets, from Linux 7.2 on: no receive ring
      case Errno.EOPNOTSUPP, Errno.ENOTSUPP ->
          WITHOUT_ELEMENTS.contains(map.type())
              ? "a map of type " + map.type() + " has no keys and values: " + map.use()
              : "maps of type "
                  + map.type()
                  + (action.startsWith("look up and delete") && HASHES.contains(map.type())
                      ? " support it since Linux 5.14"
                      : " do not support it: " + map.use());
      case Errno.EPERM ->
          action.startsWith("freeze")
              ? "it is frozen already, or user space may not write it"
              : "user space may not: the map is frozen, or was made BPF_F_RDONLY or BPF_F_WRONLY";
      case Errno.EBUSY ->
          action.startsWith("freeze")
              ? "it is frozen already, mapped writable, or being written now"
              : busy(map);
      default -> "";
    };
  }

  private static String busy(Subject map) {
    return switch (map.type()) {
      case "reuseport_sockarray" -> "the socket is in another map of sockets already";
      case "struct_ops" -> "it is attached already: " + map.use();
      default -> "";
    };
  }

  private static String invalid(boolean deletes, Subject map) {
    if (PLAIN_ARRAYS.contains(map.type())) {
      return deletes ? "the elements of an array always exist; set one to zeros instead" : "";
    }
    return HASHES.contains(map.type()) ? "" : map.use();
  }
}
