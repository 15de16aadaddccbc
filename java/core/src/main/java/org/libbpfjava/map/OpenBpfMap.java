package org.libbpfjava.map;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;

/**
 * A map that an object declares and that load will make, or that it takes from somebody else:
 * {@link #reuse}, {@link #reusePinned}.
 *
 * <p>What the setters say is what load asks the kernel for. The kernel may refuse it, and load then
 * throws. A map that is reused is what it is: its setters throw {@link IllegalStateException}.
 *
 * <p>After load or close its name still answers, and every other method throws {@link
 * IllegalStateException}. Safe on any thread.
 *
 * @libbpf struct bpf_map
 */
public interface OpenBpfMap {
  /** {@return the C variable's name} */
  String name();

  /**
   * {@return how many elements it can hold; for a ring buffer, how many bytes}
   *
   * @libbpf bpf_map__max_entries
   */
  long maxEntries();

  /**
   * Says how many elements the map can hold. For a ring buffer or user ring buffer these are bytes.
   * libbpf rounds them up to what this machine can have, a power of two that is a multiple of its
   * page; it does the same to the number in the object, at open.
   *
   * @param entries 1 … 2³²−1; for a ring buffer up to 2³¹
   * @return this map
   * @throws IllegalArgumentException if it is outside that range
   * @libbpf bpf_map__set_max_entries
   */
  OpenBpfMap setMaxEntries(long entries);

  /**
   * {@return whether load makes the map}
   *
   * @libbpf bpf_map__autocreate
   */
  boolean isAutocreate();

  /**
   * Says whether load makes the map. One that is not made is missing in the loaded object. Code
   * that uses it is refused, unless the verifier finds that it never runs.
   *
   * @param autocreate whether the map is made
   * @return this map
   * @libbpf bpf_map__set_autocreate
   */
  OpenBpfMap setAutocreate(boolean autocreate);

  /**
   * {@return its type, {@link MapType#UNKNOWN} for one that is newer than this library}
   *
   * @libbpf bpf_map__type
   */
  MapType type();

  /**
   * Says of what type the map is.
   *
   * @param type its type
   * @return this map
   * @throws IllegalArgumentException for {@link MapType#UNKNOWN}; and for a change that libbpf
   *     cannot follow: to or from struct_ops and arenas, and from arrays of programs and maps of
   *     maps, which may have initial elements, to what has no such elements
   * @libbpf bpf_map__set_type
   */
  OpenBpfMap setType(MapType type);

  /**
   * {@return bytes of a key}
   *
   * @libbpf bpf_map__key_size
   */
  int keySize();

  /**
   * Says how many bytes a key has. If its C type has another size, the kernel's map has no types.
   *
   * @param bytes the size; 0 for maps without keys
   * @return this map
   * @throws IllegalArgumentException if it is negative
   * @libbpf bpf_map__set_key_size
   */
  OpenBpfMap setKeySize(int bytes);

  /**
   * {@return bytes of a value}
   *
   * @libbpf bpf_map__value_size
   */
  int valueSize();

  /**
   * Says how many bytes a value has. If its C type has another size, the kernel's map has no types.
   *
   * @param bytes the size
   * @return this map
   * @throws IllegalArgumentException if it is negative
   * @libbpf bpf_map__set_value_size
   */
  OpenBpfMap setValueSize(int bytes);

  /**
   * {@return the flags that this library knows; {@link #rawFlags} also has the others}
   *
   * @libbpf bpf_map__map_flags
   */
  Set<MapFlag> flags();

  /**
   * {@return all flags, as the kernel's bits}
   *
   * @libbpf bpf_map__map_flags
   */
  int rawFlags();

  /**
   * Sets the flags. They replace those that were set before.
   *
   * @param flags the flags
   * @return this map
   * @libbpf bpf_map__set_map_flags
   */
  OpenBpfMap setFlags(Set<MapFlag> flags);

  /**
   * Sets the flags as the kernel's bits. This reaches flags that are newer than this library.
   *
   * @param bits the flags; they replace those that were set before
   * @return this map
   * @libbpf bpf_map__set_map_flags
   */
  OpenBpfMap setRawFlags(int bits);

  /**
   * {@return the NUMA node of its memory; it counts if {@link MapFlag#NUMA_NODE} is set}
   *
   * @libbpf bpf_map__numa_node
   */
  int numaNode();

  /**
   * Says on which NUMA node the map's memory lies. Sets {@link MapFlag#NUMA_NODE} too, without
   * which the kernel takes no node.
   *
   * @param node the node's number
   * @return this map
   * @throws IllegalArgumentException if it is negative
   * @libbpf bpf_map__set_numa_node
   */
  OpenBpfMap setNumaNode(int node);

  /**
   * {@return what the map's type alone understands, 0 for nothing}
   *
   * @libbpf bpf_map__map_extra
   */
  long mapExtra();

  /**
   * Sets what the map's type alone understands: for a bloom filter how many hash functions it has,
   * 0 to 15; for an arena its address.
   *
   * @param extra the kernel's 64 bits
   * @return this map
   * @kernel 5.16, 9330986c0300 ("bpf: Add bloom filter map implementation")
   * @libbpf bpf_map__set_map_extra
   */
  OpenBpfMap setMapExtra(long extra);

  /**
   * {@return where load looks for a pinned map, and pins this one if there is none}
   *
   * @libbpf bpf_map__pin_path
   */
  Optional<Path> pinPath();

  /**
   * Says where the map is pinned. If a map is pinned there already, load takes that one; it has to
   * have the same type, sizes and flags. If not, load makes one and pins it. It stays pinned after
   * the object is closed.
   *
   * @param path a file in a BPF file system
   * @return this map
   * @libbpf bpf_map__set_pin_path
   */
  OpenBpfMap setPinPath(Path path);

  /**
   * Says that load does not pin the map, even if the object declares it {@code LIBBPF_PIN_BY_NAME}.
   *
   * @return this map
   * @libbpf bpf_map__set_pin_path
   */
  OpenBpfMap clearPinPath();

  /**
   * Says what the inner maps of a map of maps are like. The object's own prototype counts no more.
   * This can be said once.
   *
   * @param inner what they are like: type, sizes, flags; their number of entries may differ for
   *     hashes, and for arrays with {@link MapFlag#INNER_MAP}
   * @return this map
   * @throws IllegalArgumentException if this is no map of maps
   * @throws IllegalStateException if it has been said already
   * @throws BpfException if the kernel refuses to make such a map
   * @libbpf bpf_map__set_inner_map_fd
   */
  OpenBpfMap setInnerMap(MapOptions inner);

  /**
   * Says that the inner maps of a map of maps are like one that exists. The object's own prototype
   * counts no more. This can be said once.
   *
   * @param inner a map like them; it may be closed afterwards
   * @return this map
   * @throws IllegalArgumentException if this is no map of maps
   * @throws IllegalStateException if it has been said already, or {@code inner} is closed
   * @libbpf bpf_map__set_inner_map_fd
   */
  OpenBpfMap setInnerMap(BpfMap inner);

  /**
   * {@return the name of the only program that can use the map, empty for any}
   *
   * @libbpf bpf_map__exclusive_program
   */
  Optional<String> exclusiveProgram();

  /**
   * Says that one program of the object alone can use the map. The kernel refuses to load any other
   * program that names it.
   *
   * @param program the name of its C function
   * @return this map
   * @throws NoSuchMemberException if the object has no such program
   * @throws org.libbpfjava.feature.BpfNotSupportedException if this kernel has no exclusive maps
   * @kernel 6.18, baefdbdf6812 ("bpf: Implement exclusive map creation")
   * @libbpf bpf_map__set_exclusive_program
   */
  OpenBpfMap setExclusiveProgram(String program);

  /**
   * Takes a map that exists, instead of making one. It has to have this one's type, sizes, number
   * of entries, flags and map_extra. A number of entries that the object leaves at 0 fits any.
   *
   * @param map the map; it may be closed afterwards
   * @return this map
   * @throws IllegalArgumentException with the first difference and both sides' value
   * @throws IllegalStateException if {@code map} is closed
   * @throws BpfException if the kernel refuses
   * @libbpf bpf_map__reuse_fd
   */
  OpenBpfMap reuse(BpfMap map);

  /**
   * Takes a map that is pinned, instead of making one. The rules are those of {@link #reuse}.
   *
   * @param path a file in a BPF file system
   * @return this map
   * @throws IllegalArgumentException with the first difference and both sides' value; or if what is
   *     pinned is no map
   * @throws BpfException if the file cannot be opened, with the reason
   * @libbpf bpf_obj_get, bpf_map__reuse_fd
   */
  OpenBpfMap reusePinned(Path path);
}
