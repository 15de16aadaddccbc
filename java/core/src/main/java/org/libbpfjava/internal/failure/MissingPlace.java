package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/** Says why the place that attach options name is none, as far as the error number tells. */
public final class MissingPlace {
  private static final int ENOTDIR = 20;
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
}
