package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_obj_get;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libbpfjava.internal.failure.PinFailure;

/**
 * What a descriptor is of. The kernel answers about a program as it does about a map or a link,
 * with other numbers: the name of its file tells them apart.
 */
enum FileKind {
  MAP("map", "anon_inode:bpf-map"), // bpf_map_new_fd()
  PROGRAM("program", "anon_inode:bpf-prog"), // bpf_prog_new_fd()
  LINK("link", "anon_inode:bpf-link"); // bpf_link_new_fd(); bpf_link_prime() writes bpf_link

  private final String noun;
  private final String file;

  FileKind(String noun, String file) {
    this.noun = noun;
    this.file = file;
  }

  /** {@return what messages call it} */
  String noun() {
    return noun;
  }

  /** {@return whether an open descriptor is one of these} */
  boolean is(int fd) {
    return isNamed(name(fd));
  }

  /**
   * Refuses what is no such thing.
   *
   * @param fd a descriptor that is open during the call
   * @param what what is tried, for the message
   */
  void check(int fd, String what) {
    String name = name(fd);
    if (!isNamed(name)) {
      throw new IllegalArgumentException(what + ": it is no " + noun + " but " + name);
    }
  }

  /**
   * Opens a pinned one.
   *
   * @param what what is tried, for messages
   * @param place gets its descriptor, or stays negative
   * @throws IllegalArgumentException if something else is pinned there
   */
  void openPinned(Path path, String what, int[] place) {
    Reclaim.retry(() -> place[0] = bpf_obj_get(path.toString()));
    if (place[0] < 0) {
      throw PinFailure.cannotOpen(what, path, -place[0], noun);
    }
    try {
      check(place[0], what);
    } catch (Throwable e) {
      Descriptors.closeOne(place);
      throw e;
    }
  }

  private boolean isNamed(String name) {
    return name.replace('_', '-').equals(file.replace('_', '-')); // anon_inode has one too
  }

  private static String name(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (IOException e) {
      return "unknown to /proc/self/fd";
    }
  }
}
