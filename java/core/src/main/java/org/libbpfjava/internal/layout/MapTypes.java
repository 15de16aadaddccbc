package org.libbpfjava.internal.layout;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;

/**
 * The types of a map's keys and values, as the kernel takes them and as Java reads them.
 *
 * @param raw the bytes of {@code btf}, which nobody changes
 * @param key the number of the key's type, 0 for none
 * @param value the number of the value's type, 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // only handed on
public record MapTypes(Btf btf, byte[] raw, int key, int value) {

  /**
   * The types of two classes.
   *
   * @param map what messages call the map
   * @param key the class of keys, null for none
   * @param hasIndex whether the kernel asks for an unsigned 4-byte integer as key
   * @param value the class of values, null for none
   */
  public static MapTypes of(
      String map,
      @Nullable Class<?> key,
      int keySize,
      boolean hasIndex,
      @Nullable Class<?> value,
      int valueSize) {
    JavaLayout layout = new JavaLayout("map '" + map + "':");
    int keyType = hasIndex ? layout.addIndex() : key == null ? 0 : layout.add(key, keySize);
    int valueType = value == null ? 0 : layout.add(value, valueSize);
    Btf btf = layout.build("map '" + map + "'");
    return new MapTypes(btf, btf.toBytes(), keyType, valueType);
  }
}
