package org.libbpfjava.map;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.value.TypedValue;

/**
 * A map as Java objects: what its keys and values become is checked once against the map's types.
 * Which of these a map has depends on its type. The others throw IllegalArgumentException, with
 * what to use.
 *
 * @see BpfMap
 */
public interface MapViews {
  /**
   * Gives keys and values as Java objects. The classes are checked against the C types that the
   * map's BTF names; they are those of global variables: numbers, String, enums, records, sealed
   * interfaces for unions, byte[], arrays, List, and classes with a mapper.
   *
   * <p>Where the map has no BTF, numbers, enums, records of these and byte[] are taken. The class's
   * own layout counts then: what C would make of a struct with the same members. {@link
   * org.libbpfjava.btf.Length} has the rules, and gives Strings, arrays and Lists in records their
   * length. A map that {@link MapOptions} described by classes goes by those.
   *
   * @param keyClass the class of keys
   * @param valueClass the class of values
   * @param <K> the class of keys
   * @param <V> the class of values
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if a class does not fit its C type or size, with the first
   *     disagreement; or if the map has no keys with values, or a value for each CPU
   * @libbpf bpf_map__btf_key_type_id, bpf_map__btf_value_type_id
   */
  <K, V> TypedMap<K, V> typed(Class<K> keyClass, Class<V> valueClass);

  /**
   * Gives keys and the values of single CPUs as Java objects, by the rules of {@link #typed}.
   *
   * @param keyClass the class of keys
   * @param valueClass the class of one CPU's value
   * @param <K> the class of keys
   * @param <V> the class of one CPU's value
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if a class does not fit, or the map has no value for each CPU
   * @libbpf bpf_map__btf_value_type_id
   */
  <K, V> PerCpuMap<K, V> typedPerCpu(Class<K> keyClass, Class<V> valueClass);

  /**
   * Gives the values of a queue or stack as Java objects or byte[], by the rules of {@link #typed}.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other values
   * @throws IllegalArgumentException if the class does not fit, or the map is no queue or stack
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> BpfQueue<V> queue(Class<V> valueClass);

  /**
   * Gives the values of a bloom filter as Java objects, as {@link #queue} does.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other values
   * @throws IllegalArgumentException if the class does not fit, or the map is no bloom filter
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> BloomFilter<V> bloomFilter(Class<V> valueClass);

  /**
   * Gives the keys of an LPM trie as prefixes, and values as Java objects, as {@link #typed} does.
   *
   * @param valueClass the class of values
   * @param <V> the class of values
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if the class or the map does not fit, with the reason
   * @libbpf bpf_map__btf_value_type_id
   */
  <V> LpmTrie<V> lpm(Class<V> valueClass);

  /**
   * Gives the values of a map of maps as maps, under keys by the rules of {@link #typed}.
   *
   * @param keyClass the class of keys
   * @param <K> the class of keys
   * @return the same map with other keys and values
   * @throws IllegalArgumentException if the class does not fit, or the map is no map of maps
   * @libbpf bpf_map__btf_key_type_id, bpf_map__inner_map
   */
  <K> InnerMaps<K> innerMaps(Class<K> keyClass);

  /**
   * {@return the values of a prog array as programs}
   *
   * @throws IllegalArgumentException if the map is no prog array
   */
  ProgramArray programs();

  /**
   * Reads all elements, as {@link BpfMap#lookupBatch} does, into trees that print as bpftool prints
   * the map. For a look at a map: all of it is held in memory.
   *
   * @return the elements
   * @throws BpfException if the map has no keys, or the kernel refuses
   * @libbpf bpf_map_lookup_batch
   */
  MapDump dump();

  /**
   * Copies the value of a key, to be read by paths: {@code map.value(key).field("stats.rx_packets")
   * .getLong()}. It is one system call, and the copy does not change any more. All of it is
   * read-only: a map takes whole values.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the value
   * @throws NoSuchElementException if the key is not there; {@link #findValue} gives an Optional
   * @throws IllegalArgumentException if the key does not fit its C type or size; or if the map has
   *     no keys, or a value for each CPU
   * @libbpf bpf_map_lookup_elem_flags
   */
  TypedValue value(Object key);

  /**
   * Copies the value of a key, as {@link #value} does.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the value, empty if the key is not there
   * @throws IllegalArgumentException as {@link #value}
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<TypedValue> findValue(Object key);

  /**
   * Reads a key's value into a tree. Both print as initialisers in C do, as in {@link #dump}.
   *
   * @param key the key: a number, text, record or {@code java.util.Map} for its C type, or byte[]
   * @return the key and its value
   * @throws NoSuchElementException if the key is not there
   * @throws IllegalArgumentException as {@link #value}
   * @libbpf bpf_map_lookup_elem_flags
   */
  MapEntry<Object, Object> entry(Object key);

  /**
   * Gives one element of a mapped array, in the memory that programs use: reads and writes are no
   * system calls, a member can be written alone, and members have the handles that global variables
   * have. It maps the array as {@link BpfMap#mmap} does.
   *
   * <pre>{@code
   * LongHandle hits = map.element(3).field("hits").longHandle();
   * hits.getAndAdd(1);
   * }</pre>
   *
   * @param index from 0 on
   * @return the element; after the map's owner is closed, its handles alone go on
   * @throws IndexOutOfBoundsException if there is no such element
   * @throws IllegalArgumentException if the map is no array, or has more than a buffer can hold
   * @throws BpfNotSupportedException if this kernel cannot map arrays
   * @throws BpfException EINVAL if the map was not made with {@link MapFlag#MMAPABLE}
   * @kernel 5.5
   */
  TypedValue element(int index);
}
