package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BpfMap;

/** Values of maps without keys, which the kernel takes from arrays. */
final class ValueBytes {
  private ValueBytes() {}

  static <V> byte[] of(BpfMap map, Element<V> values, V value) {
    Objects.requireNonNull(value, "value");
    byte[] bytes = new byte[map.valueSize()];
    values.write(new BufferMemory("value of map " + map.name(), ByteBuffer.wrap(bytes)), 0, value);
    return bytes;
  }
}
