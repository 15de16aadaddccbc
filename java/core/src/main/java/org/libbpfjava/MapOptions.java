package org.libbpfjava;

import java.util.EnumSet;
import java.util.Set;

/**
 * A map to be made without an ELF file: a value, each method gives a changed copy.
 *
 * @param type its type as bpftool names it, such as {@code array}
 * @param name what the kernel and messages call it: up to 15 letters, digits, dots and underscores
 * @param keySize bytes of a key; 4 for arrays
 * @param valueSize bytes of a value
 * @param maxEntries how many elements it can hold, unsigned
 * @param flags what else is asked for
 * @see BpfScope#createMap
 */
public record MapOptions(
    String type, String name, int keySize, int valueSize, int maxEntries, Set<MapFlag> flags) {

  private static final int NAME_LENGTH = 15; // BPF_OBJ_NAME_LEN, with the NUL 16

  /** Refuses names that the kernel does, by IllegalArgumentException. */
  public MapOptions {
    checkName("map", name);
    flags = Set.copyOf(flags);
  }

  static void checkName(String kind, String name) {
    if (!name.matches("[A-Za-z0-9_.]{1," + NAME_LENGTH + "}")) {
      throw new IllegalArgumentException(
          "a "
              + kind
              + " cannot be named '"
              + name
              + "': 1 to "
              + NAME_LENGTH
              + " letters, digits, dots and underscores");
    }
  }

  /**
   * An array: elements 0 to {@code maxEntries} - 1 exist from the start, zeroed.
   *
   * @param name its name
   * @param valueSize bytes of a value
   * @param maxEntries how many
   * @return the options
   */
  public static MapOptions array(String name, int valueSize, int maxEntries) {
    return new MapOptions("array", name, Integer.BYTES, valueSize, maxEntries, Set.of());
  }

  /**
   * Asks for more.
   *
   * @param more the flags, besides those that are asked for already
   * @return the changed options
   */
  public MapOptions with(MapFlag... more) {
    Set<MapFlag> all = EnumSet.noneOf(MapFlag.class);
    all.addAll(flags);
    all.addAll(Set.of(more));
    return new MapOptions(type, name, keySize, valueSize, maxEntries, all);
  }

  int rawFlags() {
    return flags.stream().mapToInt(MapFlag::bit).reduce(0, (a, b) -> a | b);
  }
}
