package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_obj_get;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What keeps an object in the kernel: a descriptor of a process, or a pinned file.
 *
 * @param kind what the object is
 * @param id the kernel's number of it
 */
public record Held(Kind kind, int id) {
  /** In the order in which they are looked for: the lines of a link name its program too. */
  public enum Kind {
    LINK("link_id"),
    PROGRAM("prog_id"),
    MAP("map_id"),
    BTF("btf_id");

    private final String key;

    Kind(String key) {
      this.key = key + ":";
    }
  }

  /**
   * {@return what a descriptor holds; empty for other files, and where it was closed meanwhile}
   *
   * @param process the folder of a process in /proc
   * @param number the descriptor's
   */
  public static Optional<Held> byDescriptor(Path process, String number) {
    try {
      String file = Files.readSymbolicLink(process.resolve("fd").resolve(number)).toString();
      return file.startsWith("anon_inode:") && (file.contains("bpf") || file.contains("btf"))
          ? read(Files.readAllLines(process.resolve("fdinfo").resolve(number)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@return what a file of a BPF file system holds; empty where it cannot be opened} */
  public static Optional<Held> byPin(Path file) {
    int[] place = {-1};
    try {
      Reclaim.retry(() -> place[0] = bpf_obj_get(file.toString()));
      return place[0] < 0
          ? Optional.empty()
          : byDescriptor(Path.of("/proc/self"), String.valueOf(place[0]));
    } finally {
      Descriptors.closeOne(place);
    }
  }

  static Optional<Held> read(List<String> lines) {
    for (Kind kind : Kind.values()) {
      for (String line : lines) {
        if (line.startsWith(kind.key)) {
          try {
            int id = Integer.parseUnsignedInt(line.substring(kind.key.length()).strip());
            return Optional.of(new Held(kind, id));
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.empty();
  }
}
