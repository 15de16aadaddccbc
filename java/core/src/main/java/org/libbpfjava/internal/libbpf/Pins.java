package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_obj_pin;

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

/** The file in a BPF file system that holds a map, a program or a link. Safe on any thread. */
public final class Pins {
  /** The descriptor of what is pinned, asked for inside the owner. */
  public interface Descriptor {
    int fd();
  }

  private final NativeResource owner;
  private final Descriptor descriptor;
  private final String subject;
  private @Nullable Path pinned; // guarded by this

  /**
   * Pins nothing.
   *
   * @param owner keeps the descriptor open
   * @param subject what messages call it, such as {@code map 'flows'}
   * @param pinned where it is pinned already, null for nowhere
   */
  public Pins(NativeResource owner, Descriptor descriptor, String subject, @Nullable Path pinned) {
    this.owner = owner;
    this.descriptor = descriptor;
    this.subject = subject;
    this.pinned = pinned;
  }

  /** {@return where it is pinned, empty for nowhere} */
  public synchronized Optional<Path> path() {
    return Optional.ofNullable(pinned);
  }

  /**
   * Pins it, once.
   *
   * @throws BpfException if the kernel refuses
   * @throws IllegalStateException if it is pinned elsewhere
   */
  public synchronized void pin(Path path) {
    owner.enter();
    try {
      if (path.equals(pinned)) {
        return;
      }
      if (pinned != null) {
        throw new IllegalStateException(subject + " is pinned at " + pinned + ": unpin it first");
      }
      int result = pinWithFolder(path);
      if (result < 0) {
        throw PinFailure.cannotPin("pin " + subject + " at '" + path + "'", path, -result);
      }
      pinned = path;
    } finally {
      owner.exit();
    }
  }

  /** As libbpf does, makes the folder, and one alone: libbpf.c, make_parent_dir(). */
  private int pinWithFolder(Path path) {
    int result = bpf_obj_pin(descriptor.fd(), path.toString());
    Path folder = path.toAbsolutePath().getParent();
    if (result != -Errno.ENOENT || folder == null || Files.exists(folder)) {
      return result;
    }
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      return result;
    }
    int again = bpf_obj_pin(descriptor.fd(), path.toString());
    if (again < 0) {
      folder.toFile().delete();
    }
    return again;
  }

  /**
   * Deletes the file.
   *
   * @throws BpfException if it cannot be deleted
   * @throws IllegalStateException if it is not pinned
   */
  public synchronized void unpin() {
    owner.enter();
    try {
      if (pinned == null) {
        throw new IllegalStateException(subject + " is not pinned");
      }
      Files.deleteIfExists(pinned);
      pinned = null;
    } catch (IOException e) {
      throw new BpfException(
          Message.of("unpin " + subject + " from '" + pinned + "'")
              .withErrno(e instanceof AccessDeniedException ? Errno.EACCES : Errno.EIO)
              .withCause(e));
    } finally {
      owner.exit();
    }
  }
}
