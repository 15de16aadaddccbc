package org.libbpfjava.internal.failure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** What the error numbers of a BPF file system mean, where they do not say it themselves. */
public final class PinFailure {
  private static final String MOUNT =
      "Mount one there, mount -t bpf bpf /sys/fs/bpf, or choose a path in the one that is mounted.";

  private PinFailure() {}

  /**
   * The exception for a file that could not be made.
   *
   * @param what what was tried on what, the file included
   * @param path the file
   * @param errno the positive error number
   * @param messages what libbpf said
   */
  public static BpfException cannotPin(
      String what, Path path, int errno, FailureMessages messages) {
    String hint =
        errno == Errno.EINVAL && !messages.telling().endsWith(" is not on BPF FS")
            ? ""
            : toPin(path.toString(), errno);
    String reason = messages.telling().startsWith("failed to pin map: ") ? "" : messages.telling();
    return explain(what, errno, new Explanation(reason, hint), messages.texts());
  }

  /**
   * The exception for a file that the kernel itself refused to make.
   *
   * @param what what was tried on what, the file included
   * @param path the file
   * @param errno the positive error number
   */
  public static BpfException cannotPin(String what, Path path, int errno) {
    Path folder = path.toAbsolutePath().getParent();
    // kernel/bpf/inode.c, bpf_obj_do_pin(): EPERM for any folder of another file system.
    boolean elsewhere = errno == Errno.EPERM && folder != null && !isInBpfFileSystem(folder);
    String hint = toPin(path.toString(), elsewhere ? Errno.EINVAL : errno);
    return explain(what, errno, new Explanation("", hint), List.of());
  }

  /**
   * The exception for a file that could not be opened.
   *
   * @param what what was tried on what, the file included
   * @param path the file
   * @param errno the positive error number
   * @param kind what was to be pinned there: "map" or "link"
   */
  public static BpfException cannotOpen(String what, Path path, int errno, String kind) {
    String reason = toOpen(path.toString(), errno, kind);
    return explain(what, errno, new Explanation(reason, ""), List.of());
  }

  private static BpfException explain(
      String what, int errno, Explanation why, List<String> messages) {
    Message refused = Message.whole(what, errno).withLibbpf(messages);
    return ReturnCode.missingPermission(refused, Need.ofAnything())
        .orElseGet(() -> new BpfException(why.of(refused)));
  }

  /**
   * {@return what to do about a file that could not be made, empty where that is not known}
   *
   * @param path the file
   * @param errno the positive error number
   */
  static String toPin(String path, int errno) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return switch (errno) {
      // kernel/bpf/inode.c, bpf_lookup(): names with dots are kept for the kernel's own files.
      case Errno.EPERM ->
          name.contains(".")
              ? "A BPF file system takes no name with a full stop in it: leave it out of '"
                  + name
                  + "'."
              : folderName(path).contains(".")
                  ? "A BPF file system takes no name with a full stop in it, folders' included."
                  : "";
      case Errno.EINVAL -> "No BPF file system is there. " + MOUNT;
      case Errno.ENOENT ->
          path.isEmpty()
              ? "The path is empty."
              : "Make the folder first: one level alone is made on the way.";
      case Errno.EEXIST -> "Remove that file first, or choose another path.";
      case Errno.EACCES -> "This user may not write to that folder, or not search one above it.";
      default -> "";
    };
  }

  private static String folderName(String path) {
    Path folder = Path.of(path).getParent();
    Path name = folder == null ? null : folder.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * {@return why a file could not be opened, a clause; empty where that is not known}
   *
   * @param path the file
   * @param errno the positive error number
   * @param kind what was to be pinned there
   */
  static String toOpen(String path, int errno, String kind) {
    return switch (errno) {
      case Errno.ENOENT -> "nothing is pinned there";
      // kernel/bpf/inode.c, bpf_inode_type(): of any file that is no BPF object.
      case Errno.EACCES ->
          Files.isDirectory(Path.of(path))
              ? "it is a folder"
              : isInBpfFileSystem(Path.of(path))
                  ? "this user may not read and write that file, or not search a folder above it"
                  : "it is a file of another file system, not a pinned " + kind;
      default -> "";
    };
  }

  private static boolean isInBpfFileSystem(Path path) {
    // Not known: no reason to say otherwise.
    return Mounts.now().typeAt(path).map("bpf"::equals).orElse(true);
  }
}
