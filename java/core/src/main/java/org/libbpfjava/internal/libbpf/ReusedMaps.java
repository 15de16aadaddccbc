package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_obj_get;
import static org.libbpfjava.raw.global.plain.lbj_close;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapType;

/** Puts a map that exists already in the place of one that an object would make. */
public final class ReusedMaps {
  private static final Set<MapType> DEVMAPS = EnumSet.of(MapType.DEVMAP, MapType.DEVMAP_HASH);

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
          "reuse map '" + pinned + "' for section '" + map.name() + "'",
          pinned,
          -fd,
          FileKind.MAP.noun());
    }
    try {
      check(map, pinned, DescriptorInfo.of(fd, pinned.toString()));
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
    ReturnCode.check(map.reuse(fd), "reuse map for section", map.name());
  }

  /**
   * The first thing in which a map differs from the one that an object declares: libbpf.c,
   * map_is_reuse_compat().
   *
   * @return a clause with both values, empty where they agree
   */
  static Optional<String> difference(NativeMap declared, MapInfo found) {
    if (declared.typeNumber() != found.typeNumber()) {
      return Optional.of(
          "the object declares a map of type "
              + MapType.of(declared.typeNumber())
              + ", and it is of type "
              + found.type());
    }
    // The kernel sets a flag of its own on devmaps: kernel/bpf/devmap.c, dev_map_init_map().
    boolean isDevmap = DEVMAPS.contains(found.type());
    int flags = isDevmap ? found.flagBits() & ~DescriptorInfo.BPF_F_RDONLY_PROG : found.flagBits();
    long entries = declared.maxEntries();
    return different("key size", declared.keySize(), found.keySize())
        .or(() -> different("value size", declared.valueSize(), found.valueSize()))
        .or(
            () ->
                different(
                    "max_entries", entries == 0 ? found.maxEntries() : entries, found.maxEntries()))
        .or(() -> different("flags", hex(declared.flags()), hex(flags)))
        .or(() -> different("map_extra", hex(declared.mapExtra()), hex(found.mapExtra())));
  }

  private static String hex(long bits) {
    return "0x" + Long.toHexString(bits);
  }

  private static String hex(int bits) {
    return "0x" + Integer.toHexString(bits);
  }

  private static Optional<String> different(String what, Object declared, Object found) {
    return declared.equals(found)
        ? Optional.empty()
        : Optional.of("the object declares " + what + " " + declared + ", and it has " + found);
  }

  /** libbpf follows what it reuses: a smaller map would be accepted, and overrun. */
  private static void check(NativeMap map, Path pinned, DescriptorInfo found) {
    long size = Integer.toUnsignedLong(map.valueSize());
    boolean readOnly = (map.flags() & DescriptorInfo.BPF_F_RDONLY_PROG) != 0;
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
