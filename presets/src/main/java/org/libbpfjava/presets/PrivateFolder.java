package org.libbpfjava.presets;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folders in which nobody but this user and root can put, replace or rename anything.
 *
 * <p>Who can write one of its parents can put another folder in its place, so each of them, up to
 * the root, must be root's or ours and nobody else's to write; a sticky one, such as {@code /tmp},
 * will do where the folder below it is root's or ours. Symbolic links are followed once: what is
 * checked, and used, is where they lead.
 *
 * <p>The owner of {@code /} counts as root: in a user namespace root may have another number.
 */
final class PrivateFolder {
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;

  private PrivateFolder() {}

  /**
   * Makes a folder, with those of its parents that are missing, or finds it there.
   *
   * @return its real path
   * @throws IOException if someone else could change what is in it; the message names the folder
   */
  static Path make(Path wanted) throws IOException {
    Path existing = wanted.toAbsolutePath().normalize();
    List<Path> missing = new ArrayList<>();
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      missing.add(0, Objects.requireNonNull(existing.getFileName()));
      existing = Objects.requireNonNull(existing.getParent());
    }
    Path folder = existing.toRealPath();
    require(folder, !missing.isEmpty());
    for (Path name : missing) {
      folder = folder.resolve(name);
      try {
        Files.createDirectory(folder, OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        folder = folder.toRealPath(); // another JVM of ours was faster
        require(folder);
      }
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    return folder;
  }

  /**
   * Returns if nobody else can change what is in a folder.
   *
   * @param folder a real path
   * @throws IOException otherwise
   */
  static void require(Path folder) throws IOException {
    require(folder, false);
  }

  private static void require(Path folder, boolean willHoldOurOwn) throws IOException {
    for (Path at = folder; at != null; at = at.getParent()) {
      Status status = Status.of(at);
      requireOwner(at, status);
      boolean holdsOurOwn = willHoldOurOwn || at != folder; // whose owner was checked
      if ((status.mode & WRITABLE_BY_OTHERS) != 0
          && !(holdsOurOwn && (status.mode & STICKY) != 0)) {
        throw new IOException(at + " can be written by others");
      }
    }
  }

  private static void requireOwner(Path path, Status status) throws IOException {
    if (!status.isTrusted()) {
      throw new IOException(
          path + " belongs to user " + status.owner + ", not to " + Status.self() + " or root");
    }
  }

  /** {@return whether a file in a private folder is an ordinary one, and nobody else's to write} */
  static boolean isPrivateFile(Path file) throws IOException {
    Status status = Status.of(file);
    return (status.mode & TYPE) == REGULAR
        && status.isTrusted()
        && (status.mode & WRITABLE_BY_OTHERS) == 0;
  }

  /** Of a path itself, not of where a link leads. */
  private static final class Status {
    private final Object owner;
    private final int mode;

    private Status(Object owner, int mode) {
      this.owner = owner;
      this.mode = mode;
    }

    static Status of(Path path) throws IOException {
      Map<String, Object> all =
          Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Status(Objects.requireNonNull(all.get("uid")), number(all.get("mode")));
    }

    private static int number(@Nullable Object mode) {
      return ((Integer) Objects.requireNonNull(mode)).intValue();
    }

    boolean isTrusted() throws IOException {
      return owner.equals(0) || owner.equals(self()) || owner.equals(Status.of(Path.of("/")).owner);
    }

    static Object self() throws IOException {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
  }
}
