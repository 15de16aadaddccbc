package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__btf_key_type_id;
import static org.libbpfjava.raw.global.plain.bpf_map__btf_value_type_id;
import static org.libbpfjava.raw.global.plain.bpf_object__btf_fd;
import static org.libbpfjava.raw.global.plain.lbj_map_create;
import static org.libbpfjava.raw.global.plain.lbj_map_create_typed;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.layout.MapTypes;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/**
 * What the inner maps of a map of maps are like. The kernel compares type, sizes and flags, and of
 * some types the number of entries: kernel/bpf/map_in_map.c, bpf_map_meta_equal(), and arraymap.c,
 * array_map_meta_equal().
 *
 * @param like type, sizes, entries and flags
 * @param keyTypeId the number of the key's type in the outer map's object, 0 for none
 * @param valueTypeId the same of the value
 * @param types those that classes give, null for none
 */
record InnerShape(WantedMap like, int keyTypeId, int valueTypeId, @Nullable MapTypes types) {
  private static final Set<MapType> FIXED =
      EnumSet.of(MapType.ARRAY, MapType.PERCPU_ARRAY, MapType.CGROUP_ARRAY, MapType.XSKMAP);
  private static final int NO_BTF = -1; // in the place of its descriptor

  /** As an object declares it, which is open. */
  static InnerShape of(long declared) {
    return new InnerShape(
        WantedMap.of(declared),
        bpf_map__btf_key_type_id(declared),
        bpf_map__btf_value_type_id(declared),
        null);
  }

  /** As options describe it. */
  static InnerShape of(MapOptions options) {
    return new InnerShape(
        WantedMap.of(options, RingSize.of(options), 0), 0, 0, MapCreation.types(options));
  }

  /** As a map in the kernel is. */
  static InnerShape of(MapInfo found) {
    return new InnerShape(WantedMap.like(found), 0, 0, null);
  }

  /**
   * Makes a map.
   *
   * @param entries how many it can hold
   * @param object the object that declares the outer map, null for none
   * @return its descriptor, or a negative errno
   */
  int create(String name, long entries, @Nullable NativeObject object) {
    WantedMap wanted = like.as(name, entries);
    // Safe, both: the ten numbers that the shim reads, and no more BTF than there is.
    if (types != null) {
      return lbj_map_create(
          wanted.typeNumber(),
          name,
          wanted.numbers(types),
          types.raw(),
          types.raw().length,
          Token.FOUND);
    }
    boolean isTyped = keyTypeId != 0 || valueTypeId != 0;
    int btf = isTyped && object != null ? bpf_object__btf_fd(object.handle()) : NO_BTF;
    return lbj_map_create_typed(
        wanted.typeNumber(), name, wanted.numbers(keyTypeId, valueTypeId), btf);
  }

  /** {@return the first thing in which a map differs, a clause; empty where nothing is known} */
  Optional<String> difference(MapInfo other) {
    MapType type = like.type();
    return different("of type ", type, other.type())
        .or(() -> different("of key size ", like.keySize(), (long) other.keySize()))
        .or(() -> different("of value size ", like.valueSize(), (long) other.valueSize()))
        .or(() -> different("of flags ", hex(like.flags()), hex(other.flagBits())))
        .or(
            () ->
                FIXED.contains(type) && !like.has(MapFlag.INNER_MAP)
                    ? different("of max_entries ", like.maxEntries(), other.maxEntries())
                    : Optional.empty());
  }

  private static String hex(int bits) {
    return "0x" + Integer.toHexString(bits);
  }

  private static Optional<String> different(String what, Object wanted, Object found) {
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of("it is " + what + found + ", and inner maps are " + what + wanted);
  }
}
