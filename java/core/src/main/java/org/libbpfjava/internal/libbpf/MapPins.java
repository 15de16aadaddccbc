package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.bpf_obj_pin;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;

/** The file in a BPF file system that holds a map. Safe on any thread. */
final class MapPins {
  private final NativeResource owner;
  private final int fd;
  private final String map;
  private @Nullable Path pinned; // guarded by this

  MapPins(NativeResource owner, int fd, String map, @Nullable Path pinned) {
    this.owner = owner;
    this.fd = fd;
    this.map = map;
    this.pinned = pinned;
  }

  synchronized Optional<Path> path() {
    return Optional.ofNullable(pinned);
  }

  synchronized void pin(Path path) {
    owner.enter();
    try {
      if (path.equals(pinned)) {
        return;
      }
      if (pinned != null) {
        throw new IllegalStateException(
            "map '" + map + "' is pinned at " + pinned + ": unpin it first");
      }
      int result = pinWithFolder(path);
      if (result < 0) {
        throw PinFailure.cannotPin("pin map '" + map + "' at '" + path + "'", path, -result);
      }
      pinned = path;
    } finally {
      owner.exit();
    }
  }

  /** As libbpf does, makes the folder, and one alone: libbpf.c, make_parent_dir(). */
  private int pinWithFolder(Path path) {
    int result = bpf_obj_pin(fd, path.toString());
    Path folder = path.toAbsolutePath().getParent();
    if (result != -Errno.ENOENT || folder == null || Files.exists(folder)) {
      return result;
    }
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      return result;
    }
    int again = bpf_obj_pin(fd, path.toString());
    if (again < 0) {
      folder.toFile().delete();
    }
    return again;
  }

  synchronized void unpin() {
    owner.enter();
    try {
      if (pinned == null) {
        throw new IllegalStateException("map '" + map + "' is not pinned");
      }
      Files.deleteIfExists(pinned);
      pinned = null;
    } catch (IOException e) {
      throw new BpfException(
          Message.of("unpin map '" + map + "' from '" + pinned + "'")
              .withErrno(e instanceof AccessDeniedException ? Errno.EACCES : Errno.EIO)
              .withCause(e));
    } finally {
      owner.exit();
    }
  }
}
