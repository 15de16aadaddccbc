package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__key_size;
import static org.libbpfjava.raw.global.plain.bpf_map__map_extra;
import static org.libbpfjava.raw.global.plain.bpf_map__map_flags;
import static org.libbpfjava.raw.global.plain.bpf_map__max_entries;
import static org.libbpfjava.raw.global.plain.bpf_map__name;
import static org.libbpfjava.raw.global.plain.bpf_map__numa_node;
import static org.libbpfjava.raw.global.plain.bpf_map__type;
import static org.libbpfjava.raw.global.plain.bpf_map__value_size;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_map_type_str;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.layout.MapTypes;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/**
 * A map that the kernel is asked to make.
 *
 * @param typeNumber its type, as the kernel numbers it
 * @param typeName its type, as libbpf names it
 * @param keySize bytes, as the kernel's unsigned number
 * @param valueSize bytes, likewise
 * @param inner the descriptor of a map like its inner maps; 0 for none, negative if not told
 */
record WantedMap(
    int typeNumber,
    String typeName,
    String name,
    long keySize,
    long valueSize,
    long maxEntries,
    int flags,
    int numaNode,
    long mapExtra,
    int inner) {

  /** {@return one that options describe} */
  static WantedMap of(MapOptions options, long maxEntries, int inner) {
    return new WantedMap(
        options.type().number(),
        options.type().libbpfName(),
        options.name(),
        options.keySize(),
        options.valueSize(),
        maxEntries,
        options.rawFlags(),
        options.numaNode(),
        options.mapExtra(),
        inner);
  }

  /** {@return one of an object, whose inner maps are not told} */
  static WantedMap of(long map) {
    return new WantedMap(
        bpf_map__type(map),
        Native.string(libbpf_bpf_map_type_str(bpf_map__type(map))),
        Native.string(bpf_map__name(map)),
        Integer.toUnsignedLong(bpf_map__key_size(map)),
        Integer.toUnsignedLong(bpf_map__value_size(map)),
        Integer.toUnsignedLong(bpf_map__max_entries(map)),
        bpf_map__map_flags(map),
        bpf_map__numa_node(map),
        bpf_map__map_extra(map),
        -1);
  }

  /** {@return one like a map that is in the kernel} */
  static WantedMap like(MapInfo found) {
    return new WantedMap(
        found.typeNumber(),
        found.type().libbpfName(),
        found.name(),
        Integer.toUnsignedLong(found.keySize()),
        Integer.toUnsignedLong(found.valueSize()),
        found.maxEntries(),
        found.flagBits(),
        0, // the kernel does not tell it
        found.mapExtra(),
        0);
  }

  /** {@return the same under another name, for so many entries, and without inner maps} */
  WantedMap as(String other, long entries) {
    return new WantedMap(
        typeNumber, typeName, other, keySize, valueSize, entries, flags, numaNode, mapExtra, 0);
  }

  MapType type() {
    return MapType.of(typeNumber);
  }

  boolean isMapOfMaps() {
    return type() == MapType.ARRAY_OF_MAPS || type() == MapType.HASH_OF_MAPS;
  }

  boolean has(MapFlag flag) {
    return (flags & flag.bit()) != 0;
  }

  /** {@return what lbj_map_create() takes} */
  int[] numbers(@Nullable MapTypes types) {
    return types == null ? numbers(0, 0) : numbers(types.key(), types.value());
  }

  /** As {@link #numbers(MapTypes)}, with the numbers of the types in their BTF, 0 for none. */
  int[] numbers(int keyTypeId, int valueTypeId) {
    return new int[] {
      (int) keySize,
      (int) valueSize,
      (int) maxEntries,
      flags,
      numaNode,
      (int) mapExtra,
      (int) (mapExtra >>> Integer.SIZE),
      inner,
      keyTypeId,
      valueTypeId
    };
  }

  /** {@return its type, sizes, entries and flags, as messages list them} */
  String shape() {
    String known = names(flags);
    return typeName
        + ", key "
        + keySize
        + " bytes, value "
        + valueSize
        + " bytes, max_entries "
        + maxEntries
        + ", flags 0x"
        + Integer.toHexString(flags)
        + (known.isEmpty() ? "" : " " + known)
        + (mapExtra == 0 ? "" : ", map_extra 0x" + Long.toHexString(mapExtra))
        + (has(MapFlag.NUMA_NODE) ? ", NUMA node " + numaNode : "");
  }

  /** {@return flags by their names} */
  static String names(int flags) {
    return MapFlag.of(flags).stream().map(MapFlag::name).collect(Collectors.joining("|"));
  }

  @Override
  public String toString() {
    return "map '" + name + "' (" + shape() + ")";
  }
}
