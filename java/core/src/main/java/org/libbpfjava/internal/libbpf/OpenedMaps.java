package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map_get_fd_by_id;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.typed.TypedMaps;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.map.MapInfo;

/** Descriptors of maps that somebody else has made. */
public final class OpenedMaps {
  private static final int NAME_LENGTH = 15; // BPF_OBJ_NAME_LEN, with the NUL 16

  private OpenedMaps() {}

  /**
   * Opens a pinned map.
   *
   * @param what what is tried, for messages
   * @param place gets its descriptor, or stays negative
   * @throws IllegalArgumentException if something else is pinned there
   */
  public static void openPinned(Path path, String what, int[] place) {
    FileKind.MAP.openPinned(path, what, place);
  }

  /**
   * Opens a map by the kernel's number of it.
   *
   * @param place gets its descriptor, or stays negative
   */
  public static void openById(int id, int[] place) {
    Reclaim.retry(() -> place[0] = bpf_map_get_fd_by_id(id));
    if (place[0] < 0) {
      throw KernelObjects.cannotOpen("map", id, -place[0]);
    }
  }

  /**
   * Opens the only map with a kernel's name.
   *
   * @param name the name; the kernel keeps 15 characters
   * @param place gets its descriptor, or stays negative
   */
  public static void openByName(String name, int[] place) {
    String kept = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
    List<Integer> ids = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    KernelObjects.MAPS
        .all()
        .forEach(
            map -> {
              names.add(map.name());
              if (map.name().equals(kept)) {
                ids.add(map.id());
              }
            });
    if (ids.isEmpty()) {
      throw NativeMembers.missing("the kernel", NoSuchMemberException.Kind.MAP, name, names);
    }
    if (ids.size() > 1) {
      throw new IllegalArgumentException(
          ids.size() + " maps have the name '" + kept + "': open one by its id, " + ids);
    }
    openById(ids.get(0), place);
  }

  /** {@return the name of the map with that id; empty where it is gone, or not to be seen} */
  static String nameOf(int id) {
    int[] place = {-1};
    try {
      place[0] = bpf_map_get_fd_by_id(id);
      return place[0] < 0 ? "" : MapFacts.of(place[0], "id " + id).name();
    } finally {
      Descriptors.closeOne(place);
    }
  }

  /**
   * {@return the types that the kernel keeps of a map; none where it has none, or does not show
   * them to this process}
   */
  static TypedMaps types(MapInfo map) {
    return map.keyTypeId() == 0 && map.valueTypeId() == 0
        ? TypedMaps.NONE
        : KernelBtf.read(map.btfId(), "map", map.name())
            .map(
                btf ->
                    new TypedMaps(
                        Optional.of(new ObjectTypes(btf, new ValueCodecs())),
                        map.keyTypeId(),
                        map.valueTypeId()))
            .orElse(TypedMaps.NONE);
  }
}
