package org.libbpfjava.map;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.layout.JavaLayout;

/**
 * What few maps have; 0 and null for nothing.
 *
 * @param flags the kernel's bits
 */
record MapExtras(
    int flags,
    int numaNode,
    long mapExtra,
    @Nullable MapOptions innerMap,
    @Nullable Class<?> keyClass,
    @Nullable Class<?> valueClass) {
  static final MapExtras NONE = new MapExtras(0, 0, 0, null, null, null);

  MapExtras withFlags(int bits) {
    return new MapExtras(bits, numaNode, mapExtra, innerMap, keyClass, valueClass);
  }

  MapExtras withNumaNode(int node) {
    int bits = flags | MapFlag.NUMA_NODE.bit();
    return new MapExtras(bits, node, mapExtra, innerMap, keyClass, valueClass);
  }

  MapExtras withMapExtra(long extra) {
    return new MapExtras(flags, numaNode, extra, innerMap, keyClass, valueClass);
  }

  MapExtras withInnerMap(MapOptions inner) {
    return new MapExtras(flags, numaNode, mapExtra, inner, keyClass, valueClass);
  }

  MapExtras withKeyClass(Class<?> key) {
    return new MapExtras(flags, numaNode, mapExtra, innerMap, key, valueClass);
  }

  MapExtras withValueClass(Class<?> value) {
    return new MapExtras(flags, numaNode, mapExtra, innerMap, keyClass, value);
  }

  /**
   * {@return bytes of a key or value of a class}
   *
   * @param subject how messages begin
   * @param said bytes that were said before, 0 for none
   * @throws IllegalArgumentException if the class has no size in C, or another one
   */
  static int size(Class<?> java, String subject, int said) {
    int size = JavaLayout.sizeOf(java, subject);
    if (size == 0 && said == 0) {
      throw new IllegalArgumentException(
          subject + " " + java.getTypeName() + " has no size of its own: say the size first");
    }
    if (size != 0 && said != 0 && size != said) {
      throw new IllegalArgumentException(
          subject + " " + java.getTypeName() + " has " + size + " bytes in C, not " + said);
    }
    return Math.max(size, said);
  }

  void describe(StringBuilder text) {
    text.append(", flags 0x").append(Integer.toHexString(flags));
    if (MapFlag.of(flags).contains(MapFlag.NUMA_NODE)) {
      text.append(", NUMA node ").append(numaNode);
    }
    if (mapExtra != 0) {
      text.append(", map_extra 0x").append(Long.toHexString(mapExtra));
    }
    if (innerMap != null) {
      text.append(", inner ").append(innerMap);
    }
  }
}
