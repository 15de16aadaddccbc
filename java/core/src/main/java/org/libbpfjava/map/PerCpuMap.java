package org.libbpfjava.map;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;

/**
 * A map with a value for each possible CPU, whose keys and values are Java objects.
 *
 * <pre>{@code
 * PerCpuMap<Integer, Stats> stats = object.map("stats").typedPerCpu(Integer.class, Stats.class);
 * PerCpuField<Integer> packets = stats.field("packets"); // found once
 * long all = packets.sum(7);                             // over all CPUs, without allocation
 * Stats ofCpu1 = stats.get(7, 1);
 * }</pre>
 *
 * <p>What {@link TypedMap} says of keys, values, refusals and threads holds here too. A value has
 * as many parts as there are possible CPUs: those that run, and those that may be put into the
 * machine. The kernel copies one part after the other, while programs go on writing.
 *
 * @param <K> the class of keys
 * @param <V> the class of one CPU's value
 */
public interface PerCpuMap<K, V> {
  /** {@return the map itself} */
  BpfMap map();

  /** {@return the numbers of the possible CPUs, in the order of the values} */
  List<Integer> cpus();

  /**
   * Looks a key up.
   *
   * @param key the key
   * @return the values of all possible CPUs, null if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  @Nullable PerCpuValues<V> get(K key);

  /**
   * Looks a key up.
   *
   * @param key the key
   * @return the values of all possible CPUs, empty if the key is not there
   * @libbpf bpf_map_lookup_elem_flags
   */
  Optional<PerCpuValues<V>> find(K key);

  /**
   * Looks up the value of one CPU. Before Linux 7.0 the kernel copies those of all CPUs for it.
   *
   * @param key the key
   * @param cpu the CPU's number
   * @return its value, null if the key is not there
   * @throws IllegalArgumentException if it is no possible CPU
   * @kernel 7.0 for one CPU alone
   * @libbpf bpf_map_lookup_elem_flags
   */
  @Nullable V get(K key, int cpu);

  /**
   * Whether a key is there.
   *
   * @param key the key
   * @return whether it is there
   * @libbpf bpf_map_lookup_elem_flags
   */
  boolean containsKey(K key);

  /**
   * Sets the same value for all CPUs.
   *
   * @param key the key
   * @param value the value
   * @throws BpfException if the kernel refuses, as in {@link TypedMap#put}
   * @kernel 7.0 for one copy of the value; older ones get one for each CPU
   * @libbpf bpf_map_update_elem
   */
  void putAll(K key, V value);

  /**
   * Sets a value for each CPU.
   *
   * @param key the key
   * @param values as many as {@link #cpus}, in their order
   * @throws IllegalArgumentException if they are more or fewer
   * @throws BpfException if the kernel refuses, as in {@link TypedMap#put}
   * @libbpf bpf_map_update_elem
   */
  void put(K key, List<V> values);

  /**
   * Sets the value of one CPU. If the key is new, the values of the others are zeros.
   *
   * <p>Before Linux 7.0 this is a look-up of all values, and an update with one of them changed.
   * What programs write in between, on any CPU, is lost.
   *
   * @param key the key
   * @param cpu the CPU's number
   * @param value the value
   * @throws IllegalArgumentException if it is no possible CPU
   * @throws BpfException if the kernel refuses, as in {@link TypedMap#put}
   * @kernel 7.0 for one CPU alone
   * @libbpf bpf_map_update_elem
   */
  void put(K key, int cpu, V value);

  /**
   * Removes a key.
   *
   * @param key the key
   * @return whether it was there
   * @throws BpfException EINVAL for arrays, whose elements always exist
   * @libbpf bpf_map_delete_elem
   */
  boolean remove(K key);

  /**
   * Hands over each element, with the promises of {@link TypedMap#forEach}.
   *
   * @param action what gets the key and the values of all possible CPUs
   * @libbpf bpf_map_lookup_batch
   */
  void forEach(BiConsumer<? super K, ? super PerCpuValues<V>> action);

  /**
   * Removes each element and hands it over, as {@link TypedMap#drain} does. What programs count for
   * the key afterwards goes into a new element.
   *
   * @param action what gets the key and the values of all possible CPUs
   * @return how many there were
   * @throws BpfException EINVAL for arrays, whose elements always exist
   * @kernel 5.6 for batches; one by one before
   * @libbpf bpf_map_lookup_and_delete_batch
   */
  long drain(BiConsumer<? super K, ? super PerCpuValues<V>> action);

  /**
   * The elements, with the promises of {@link TypedMap#entries}.
   *
   * @return the elements; each iterator begins anew, and is for one thread
   * @libbpf bpf_map_lookup_batch
   */
  Iterable<MapEntry<K, PerCpuValues<V>>> entries();

  /**
   * {@return the elements as {@link #entries} gives them} The stream need not be closed.
   *
   * @libbpf bpf_map_lookup_batch
   */
  Stream<MapEntry<K, PerCpuValues<V>>> stream();

  /**
   * Finds an integer in the values.
   *
   * @param path a path as of global variables, such as {@code size.max} or {@code counts[3]}; empty
   *     if the value is the integer
   * @return the field, to be kept and used again
   * @throws NoSuchMemberException if there is no such member
   * @throws IndexOutOfBoundsException if an array is shorter
   * @throws IllegalArgumentException if it is no integer of up to 64 bits, or no path
   */
  PerCpuField<K> field(String path);
}
