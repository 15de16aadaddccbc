package org.libbpfjava.map;

import java.util.Objects;
import java.util.Set;

/**
 * What the kernel says about a map, whoever made it.
 *
 * @param id the kernel's number of it, which is the same for all that have it
 * @param typeNumber its type, a value of {@code enum bpf_map_type}
 * @param name the kernel's name of it, up to 15 characters; empty if it has none, and before Linux
 *     4.15
 * @param keySize bytes of a key; 0 for maps without keys
 * @param valueSize bytes of a value; in a per-CPU map, of one CPU's value
 * @param maxEntries how many elements it can hold; for a ring buffer, how many bytes
 * @param flagBits the bits that it was made with, and those that the kernel set itself
 * @param mapExtra what else its type takes, such as the hash functions of a bloom filter; 0 before
 *     Linux 5.16
 * @param btfId the kernel's number of the BTF that has the types of its keys and values; 0 for none
 * @param keyTypeId the key's type in that BTF, 0 for none
 * @param valueTypeId the value's type in that BTF, 0 for none
 * @libbpf struct bpf_map_info
 */
public record MapInfo(
    int id,
    int typeNumber,
    String name,
    int keySize,
    int valueSize,
    long maxEntries,
    int flagBits,
    long mapExtra,
    int btfId,
    int keyTypeId,
    int valueTypeId) {
  /** Refuses null by NullPointerException. */
  public MapInfo {
    Objects.requireNonNull(name, "name");
  }

  /** {@return its type, {@link MapType#UNKNOWN} for one that is newer than this library} */
  public MapType type() {
    return MapType.of(typeNumber);
  }

  /** {@return its flags, without those that this library does not know} */
  public Set<MapFlag> flags() {
    return MapFlag.of(flagBits);
  }
}
