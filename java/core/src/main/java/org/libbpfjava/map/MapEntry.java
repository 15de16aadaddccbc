package org.libbpfjava.map;

import java.util.Objects;

/**
 * A key and its value at the time when they were read.
 *
 * @param key the key
 * @param value the value
 * @param <K> the class of keys
 * @param <V> the class of values
 */
public record MapEntry<K, V>(K key, V value) {
  public MapEntry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
