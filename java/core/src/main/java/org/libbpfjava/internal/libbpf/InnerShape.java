package org.libbpfjava.internal.libbpf;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapType;

/**
 * What the inner maps of a map of maps are like. The kernel compares type, sizes and flags, and of
 * some types the number of entries: kernel/bpf/map_in_map.c, bpf_map_meta_equal(), and arraymap.c,
 * array_map_meta_equal().
 *
 * @param keyTypeId the number of the key's type in the object's BTF, 0 for none
 * @param valueTypeId the same of the value
 */
record InnerShape(
    int typeNumber,
    int keySize,
    int valueSize,
    long maxEntries,
    int flags,
    long mapExtra,
    int keyTypeId,
    int valueTypeId) {
  private static final Set<MapType> FIXED =
      EnumSet.of(MapType.ARRAY, MapType.PERCPU_ARRAY, MapType.CGROUP_ARRAY, MapType.XSKMAP);

  /** As an object declares it, which is open. */
  static InnerShape of(NativeMap declared) {
    return new InnerShape(
        declared.typeNumber(),
        declared.keySize(),
        declared.valueSize(),
        declared.maxEntries(),
        declared.flags(),
        declared.mapExtra(),
        declared.keyTypeId(),
        declared.valueTypeId());
  }

  /** As a map in the kernel is. */
  static InnerShape of(MapFacts found) {
    return new InnerShape(
        found.typeNumber(),
        found.keySize(),
        found.valueSize(),
        found.maxEntries(),
        found.flags(),
        found.mapExtra(),
        0,
        0);
  }

  /** {@return what lbj_map_create() takes, for a map with so many entries} */
  int[] numbers(String name, long entries) {
    WantedMap wanted =
        new WantedMap(
            typeNumber,
            MapType.of(typeNumber).libbpfName(),
            name,
            Integer.toUnsignedLong(keySize),
            Integer.toUnsignedLong(valueSize),
            entries,
            flags,
            0,
            mapExtra,
            0);
    return wanted.numbers(keyTypeId, valueTypeId);
  }

  /** {@return the first thing in which a map differs, a clause; empty where nothing is known} */
  Optional<String> difference(MapFacts other) {
    MapType type = MapType.of(typeNumber);
    return different("of type ", type, other.type())
        .or(() -> different("of key size ", keySize, other.keySize()))
        .or(() -> different("of value size ", valueSize, other.valueSize()))
        .or(() -> different("of flags ", hex(flags), hex(other.flags())))
        .or(
            () ->
                FIXED.contains(type) && (flags & MapFlag.INNER_MAP.bit()) == 0
                    ? different("of max_entries ", maxEntries, other.maxEntries())
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
