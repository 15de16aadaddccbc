package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__map_flags;
import static org.libbpfjava.raw.global.libbpf.bpf_map__reuse_fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__value_size;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_get;
import static org.libbpfjava.raw.global.libbpf.lbj_close;

import java.nio.file.Path;
import org.libbpfjava.raw.bpf_map;

/** Puts a map that exists already in the place of a data section's own. */
public final class ReusedMaps {
  private ReusedMaps() {}

  /**
   * Takes a pinned map. It may have been made without permission to be mapped, which is why libbpf
   * itself (bpf_object__reuse_map()) would refuse it for its flags.
   *
   * @param section the section's ELF name
   * @param map its map, not created yet
   * @param pinned a file in a BPF file system
   * @throws IllegalArgumentException if it is no map that could be the section
   */
  public static void reuse(String section, bpf_map map, Path pinned) {
    int fd = bpf_obj_get(pinned.toString());
    if (fd < 0) {
      throw PinFailure.cannotOpen(
          "reuse map '" + pinned + "' for section '" + section + "'", pinned, -fd);
    }
    try {
      check(section, map, pinned, MapInfo.of(fd, pinned.toString()));
      reuse(section, map, fd);
    } finally {
      lbj_close(fd); // libbpf has one of its own
    }
  }

  /**
   * Takes the map of another object's section, which has been found alike.
   *
   * @param section the section's ELF name
   * @param map its map, not created yet
   * @param fd the other map's descriptor
   */
  public static void reuse(String section, bpf_map map, int fd) {
    Native.check(bpf_map__reuse_fd(map, fd), "reuse map for section", section);
  }

  /** libbpf follows what it reuses: a smaller map would be accepted, and overrun. */
  private static void check(String section, bpf_map map, Path pinned, MapInfo found) {
    long size = Integer.toUnsignedLong(bpf_map__value_size(map));
    boolean readOnly = (bpf_map__map_flags(map) & MapInfo.BPF_F_RDONLY_PROG) != 0;
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
              + section
              + "' ("
              + size
              + " bytes) cannot reuse the map pinned at "
              + pinned
              + ": "
              + problem);
    }
  }
}
