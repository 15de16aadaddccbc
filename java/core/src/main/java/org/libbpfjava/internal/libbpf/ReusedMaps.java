package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.bpf_map__reuse_fd;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_get;
import static org.libbpfjava.raw.global.libbpf.lbj_close;

import java.nio.file.Path;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.failure.ReturnCode;

/** Puts a map that exists already in the place of a data section's own. */
public final class ReusedMaps {
  private ReusedMaps() {}

  /**
   * Takes a pinned map. It may have been made without permission to be mapped, which is why libbpf
   * itself (bpf_object__reuse_map()) would refuse it for its flags.
   *
   * @param map the section's map, not created yet
   * @param pinned a file in a BPF file system
   * @throws IllegalArgumentException if it is no map that could be the section
   */
  public static void reuse(NativeMap map, Path pinned) {
    int fd = bpf_obj_get(pinned.toString());
    if (fd < 0) {
      throw PinFailure.cannotOpen(
          "reuse map '" + pinned + "' for section '" + map.name() + "'", pinned, -fd);
    }
    try {
      check(map, pinned, MapInfo.of(fd, pinned.toString()));
      reuse(map, fd);
    } finally {
      lbj_close(fd); // libbpf has one of its own
    }
  }

  /**
   * Takes the map of another object's section, which has been found alike.
   *
   * @param map the section's map, not created yet
   * @param fd the other map's descriptor
   */
  public static void reuse(NativeMap map, int fd) {
    ReturnCode.check(bpf_map__reuse_fd(map.handle(), fd), "reuse map for section", map.name());
  }

  /** libbpf follows what it reuses: a smaller map would be accepted, and overrun. */
  private static void check(NativeMap map, Path pinned, MapInfo found) {
    long size = Integer.toUnsignedLong(map.valueSize());
    boolean readOnly = (map.flags() & MapInfo.BPF_F_RDONLY_PROG) != 0;
    String problem = "";
    if (!found.isOneElementArray()) {
      problem = "it is no array of one element";
    } else if (found.valueSize() != size) {
      problem = "it has " + found.valueSize() + " bytes";
    } else if (found.isReadOnlyForPrograms() != readOnly) {
      problem = "programs may " + (readOnly ? "write it" : "not write it");
    }
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(
          "section '"
              + map.name()
              + "' ("
              + size
              + " bytes) cannot reuse the map pinned at "
              + pinned
              + ": "
              + problem);
    }
  }
}
