package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BpfMap;

/** Single keys and values in arrays of their own, for calls that take arrays. */
final class ElementBytes {
  private ElementBytes() {}

  static <K> byte[] ofKey(BpfMap map, Element<K> keys, K key) {
    byte[] bytes = new byte[map.keySize()];
    keys.write(keyMemory(map, bytes), 0, Objects.requireNonNull(key, "key"));
    return bytes;
  }

  static <K> K readKey(BpfMap map, Element<K> keys, byte[] bytes) {
    return keys.read(keyMemory(map, bytes), 0);
  }

  static <V> byte[] ofValue(BpfMap map, Element<V> values, V value) {
    byte[] bytes = new byte[map.valueSize()];
    values.write(valueMemory(map, bytes), 0, Objects.requireNonNull(value, "value"));
    return bytes;
  }

  static <V> V readValue(BpfMap map, Element<V> values, byte[] bytes) {
    return values.read(valueMemory(map, bytes), 0);
  }

  private static BufferMemory keyMemory(BpfMap map, byte[] bytes) {
    return new BufferMemory("key of map " + map.name(), ByteBuffer.wrap(bytes));
  }

  private static BufferMemory valueMemory(BpfMap map, byte[] bytes) {
    return new BufferMemory("value of map " + map.name(), ByteBuffer.wrap(bytes));
  }
}
