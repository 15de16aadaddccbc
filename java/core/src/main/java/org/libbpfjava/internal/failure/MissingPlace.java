package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/** Says why the place that attach options name is none, as far as the error number tells. */
public final class MissingPlace {
  private static final int ENXIO = 6;
  private static final int ENOTDIR = 20;
  private static final int ENOTSOCK = 88;
  private static final int ESTALE = 116;

  /** The network interfaces of this thread's namespace, if sysfs is that namespace's. */
  private static final Path INTERFACES = Path.of("/sys/class/net");

  private MissingPlace() {}

  /**
   * The exception for a network interface that does not exist.
   *
   * @param what what was tried on what
   * @param name its name
   * @param errno the positive error number
   */
  public static BpfException networkInterface(String what, String name, int errno) {
    return new BpfException(
        Message.whole(
            what
                + ": "
                + Errno.describe(errno)
                + ": there is no network interface '"
                + name
                + "'; near names: "
                + NearestNames.suggest(name, interfaces()),
            errno));
  }

  private static List<String> interfaces() {
    try (Stream<Path> files = Files.list(INTERFACES)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** {@return a sentence about a refused control group, "" if the number says nothing of it} */
  public static String cgroup(Path path, int errno) {
    return switch (errno) {
      case Errno.ENOENT -> "There is no folder '" + path + "'.";
      case ENOTDIR -> "'" + path + "' is no folder.";
      case Errno.EBADF ->
          "'"
              + path
              + "' is in no file system of type cgroup2: "
              + Mounts.now().ofType("cgroup2").stream()
                  .findFirst()
                  .map(mount -> "one is mounted at '" + mount.folder() + "'.")
                  .orElse("mount -t cgroup2 none FOLDER.");
      default -> "";
    };
  }

  /** {@return a sentence about a refused network namespace, "" if the number says nothing of it} */
  public static String netns(Path path, int errno) {
    return switch (errno) {
      case Errno.ENOENT -> "There is no file '" + path + "'.";
      case Errno.EINVAL -> "'" + path + "' is no network namespace.";
      case Errno.E2BIG ->
          "The namespace has as many programs of this type as it takes: one flow dissector, or 64 of"
              + " sk_lookup.";
      case Errno.EEXIST ->
          "The machine's first namespace has a flow dissector or other namespaces have some, but not"
              + " both.";
      default -> "";
    };
  }

  /** {@return a sentence about a refused order, "" if the number says nothing of it} */
  public static String order(String order, int errno) {
    return switch (errno) {
      case ESTALE -> "The programs of this hook have changed since that revision.";
      case Errno.ENOENT -> "This hook has no such neighbour: " + order + ".";
      case Errno.EINVAL ->
          "Programs of control groups have an order from Linux 6.17 on, those of tcx from 6.6, of"
              + " netkit from 6.7.";
      default -> "";
    };
  }

  /** {@return a sentence about a refused XDP program, "" if the number says nothing of it} */
  public static String xdp(String device, int errno) {
    return switch (errno) {
      case Errno.EBUSY, Errno.EEXIST -> "An XDP program is attached to " + device + " already.";
      case Errno.EOPNOTSUPP ->
          "The driver of " + device + " has no XDP of its own: the generic mode does without.";
      default -> "";
    };
  }

  /** {@return a sentence about a refused device of netkit, "" if the number says nothing of it} */
  public static String netkit(String device, int errno) {
    return switch (errno) {
      case ENXIO -> "The " + device + " is of no netkit pair.";
      case Errno.EACCES ->
          "The " + device + " is the peer of its pair: programs go to the primary.";
      default -> "";
    };
  }

  /** {@return a sentence about a refused filter of tc, "" if the number says nothing of it} */
  public static String tc(int errno) {
    return switch (errno) {
      case Errno.EEXIST ->
          "There is a filter with that priority and handle: replacing() takes its place.";
      case Errno.ENOENT, Errno.EOPNOTSUPP ->
          "The kernel may lack clsact or BPF filters (CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_BPF).";
      default -> "";
    };
  }

  /** Who counts the events of a perf event. */
  public enum Counter {
    /** The kernel, on every machine. */
    KERNEL,
    /** The processor, if it has such a counter. */
    PROCESSOR,
    /** The processor's registers for breakpoints. */
    BREAKPOINT
  }

  /** {@return a sentence about a refused perf event, "" if the number says nothing of it} */
  public static String perfEvent(Counter counter, int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.EOPNOTSUPP, Errno.ENODEV ->
          counter == Counter.KERNEL
              ? "There is no such CPU, or this kernel has no perf events (CONFIG_PERF_EVENTS)."
              : "This processor has no such counter, or a virtual machine hides it: events of the"
                  + " kernel's own, such as CPU_CLOCK, are everywhere.";
      case Errno.ESRCH -> "There is no such process or thread.";
      case Errno.EINVAL ->
          counter == Counter.BREAKPOINT
              ? "There is no such CPU, or nothing can be watched at the address: the kernel takes no"
                  + " breakpoints in its own code without kprobes (CONFIG_KPROBES)."
              : "There is no such CPU, or the event cannot be sampled so: the most times a second"
                  + " are in /proc/sys/kernel/perf_event_max_sample_rate.";
      case Errno.EACCES, Errno.EPERM ->
          "It takes CAP_PERFMON, or a lower kernel.perf_event_paranoid.";
      case Errno.ENOSPC -> "All registers for breakpoints are taken.";
      default -> "";
    };
  }

  /** {@return a sentence about a function that was not replaced, "" if the number says nothing} */
  public static String function(String program, String function, int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ESRCH ->
          "Program '" + program + "' has no global function '" + function + "'.";
      case Errno.EINVAL ->
          "Program '"
              + program
              + "' has no BTF, or its '"
              + function
              + "' has other parameters, or the program was loaded for another one.";
      case Errno.EBUSY -> "The function is replaced already.";
      default -> "";
    };
  }

  /** {@return a sentence about a map that took no program, "" if the number says nothing} */
  public static String sockmap(int errno) {
    return switch (errno) {
      case Errno.EINVAL, Errno.EOPNOTSUPP ->
          "The map is none of sockets (BPF_MAP_TYPE_SOCKMAP, BPF_MAP_TYPE_SOCKHASH), or the program"
              + " is none of those that it takes.";
      case Errno.EBUSY ->
          "The map has a program for this already, or a parser and a verdict that do not go"
              + " together.";
      default -> "";
    };
  }

  /** {@return a sentence about a socket that took no program, "" if the number says nothing} */
  public static String socket(boolean isOfGroup, int errno) {
    return switch (errno) {
      case Errno.EBADF -> "The socket was closed meanwhile.";
      case Errno.EPERM -> "The socket's filter is locked (SO_LOCK_FILTER).";
      case Errno.EINVAL ->
          isOfGroup ? "The socket shares no address: SO_REUSEPORT is set before it is bound." : "";
      default -> "";
    };
  }

  /** {@return a sentence about a process that is not there, "" for all processes} */
  public static String process(OptionalLong id) {
    return id.isPresent() ? "There is no process " + id.getAsLong() + "." : "";
  }

  /**
   * The exception for a descriptor that is none of a socket.
   *
   * @param what what was tried on what
   * @param errno the positive error number
   */
  public static BpfException noSocket(String what, int errno) {
    String reason =
        switch (errno) {
          case Errno.EBADF -> "no descriptor of that number is open";
          case ENOTSOCK -> "what is open there is no socket";
          default -> "";
        };
    return new BpfException(Message.whole(new Explanation(reason, "").of(what, errno), errno));
  }

  /** {@return a sentence about a system call that was not found} */
  public static String systemCall(String name) {
    return "The kernel has no function of a system call '"
        + name
        + "', or no kprobes (CONFIG_KPROBES); names are without prefix, as 'unlinkat'.";
  }
}
