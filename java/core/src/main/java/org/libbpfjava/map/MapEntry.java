package org.libbpfjava.map;

/**
 * A key and its value at the time when they were read.
 *
 * @param key the key
 * @param value the value
 * @param <K> the class of keys
 * @param <V> the class of values
 */
public record MapEntry<K, V>(K key, V value) {}
