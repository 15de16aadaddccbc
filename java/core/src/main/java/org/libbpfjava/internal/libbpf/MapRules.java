package org.libbpfjava.internal.libbpf;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapType;

/**
 * What the kernel asks of the maps of each type: the map_alloc_check() and map_alloc() of
 * kernel/bpf/*map.c and their like. Only for words: what the kernel refuses, it refuses itself.
 */
final class MapRules {
  static final String NO_INNER_MAP =
      "A map of maps needs a map like its inner maps: MapOptions.withInnerMap, or"
          + " OpenBpfMap.setInnerMap before load.";

  private static final long MOST = 0xffff_ffffL;
  private static final int NUMA = bits(MapFlag.NUMA_NODE);
  private static final int USER_ACCESS = bits(MapFlag.RDONLY, MapFlag.WRONLY);
  private static final int ACCESS =
      USER_ACCESS | bits(MapFlag.RDONLY_PROG, MapFlag.WRONLY_PROG) | NUMA;
  private static final int HASH_FLAGS = ACCESS | bits(MapFlag.ZERO_SEED);
  private static final Set<MapType> STORAGES =
      EnumSet.of(
          MapType.SK_STORAGE, MapType.INODE_STORAGE, MapType.TASK_STORAGE, MapType.CGRP_STORAGE);
  private static final int ENTRIES_OF_MOST_STACKS = 127; // kernel.perf_event_max_stack

  private MapRules() {}

  private static int bits(MapFlag... flags) {
    int bits = 0;
    for (MapFlag flag : flags) {
      bits |= flag.bit();
    }
    return bits;
  }

  /**
   * Sizes in bytes.
   *
   * @param text what is allowed, behind "of"
   */
  private record Sizes(long least, long most, int multiple, String text) {
    static final Sizes NONE = new Sizes(0, 0, 1, "0 bytes");
    static final Sizes FOUR = new Sizes(4, 4, 1, "4 bytes");
    static final Sizes FOUR_OR_EIGHT = new Sizes(4, 8, 4, "4 or 8 bytes");
    static final Sizes SOME = new Sizes(1, MOST, 1, "1 byte or more");

    boolean allow(long size) {
      return size >= least && size <= most && size % multiple == 0;
    }
  }

  /**
   * What a type takes.
   *
   * @param hasEntries whether max_entries is 1 or more; else it is 0
   * @param flags those that it takes
   * @param needed those that it asks for
   */
  private record Rule(Sizes keys, Sizes values, boolean hasEntries, int flags, int needed) {
    Rule(Sizes keys, Sizes values, int flags) {
      this(keys, values, true, flags, 0);
    }
  }

  /** {@return the first rule that a map breaks, a sentence; empty for none that is known} */
  static Optional<String> violation(WantedMap map) {
    Rule rule = rule(map);
    if (rule == null) {
      return extra(map);
    }
    String type = "A map of type " + map.typeName();
    if (!rule.keys.allow(map.keySize())) {
      return Optional.of(
          type + " takes keys of " + rule.keys.text + ", not " + map.keySize() + ".");
    }
    if (!rule.values.allow(map.valueSize())) {
      return Optional.of(
          type + " takes values of " + rule.values.text + ", not " + map.valueSize() + ".");
    }
    if (rule.hasEntries != map.maxEntries() > 0) {
      return Optional.of(
          type
              + " takes max_entries of "
              + (rule.hasEntries ? "1 or more" : "0")
              + ", not "
              + map.maxEntries()
              + ".");
    }
    int missing = rule.needed & ~map.flags();
    if (missing != 0) {
      return Optional.of(type + " needs the flag " + WantedMap.names(missing) + ".");
    }
    int wrong = map.flags() & ~rule.flags & ~rule.needed;
    if (wrong != 0) {
      return Optional.of(type + " does not take " + flags(wrong) + ".");
    }
    return contradiction(map, type).or(() -> extra(map));
  }

  private static String flags(int bits) {
    String names = WantedMap.names(bits);
    int unknown = bits;
    for (MapFlag flag : MapFlag.of(bits)) {
      unknown &= ~flag.bit();
    }
    String numbers = unknown == 0 ? "" : "0x" + Integer.toHexString(unknown);
    return names.isEmpty() || numbers.isEmpty()
        ? "the flags " + names + numbers
        : "the flags " + names + " and " + numbers;
  }

  private static Optional<String> contradiction(WantedMap map, String type) {
    if (map.has(MapFlag.RDONLY) && map.has(MapFlag.WRONLY)) {
      return Optional.of("The flags RDONLY and WRONLY exclude each other.");
    }
    if (map.has(MapFlag.RDONLY_PROG) && map.has(MapFlag.WRONLY_PROG)) {
      return Optional.of("The flags RDONLY_PROG and WRONLY_PROG exclude each other.");
    }
    if (map.type() == MapType.STACK_TRACE
        && map.valueSize() / frameSize(map) > ENTRIES_OF_MOST_STACKS) {
      return Optional.of(
          type
              + " takes values of up to kernel.perf_event_max_stack frames, "
              + ENTRIES_OF_MOST_STACKS
              + " as a rule, of "
              + frameSize(map)
              + " bytes each.");
    }
    boolean isRing = map.type() == MapType.RINGBUF || map.type() == MapType.USER_RINGBUF;
    if (isRing && Long.bitCount(map.maxEntries()) != 1) {
      return Optional.of(
          type + " takes a power of two that is a multiple of the page as max_entries.");
    }
    if (map.isMapOfMaps()) {
      return Optional.of(
          map.inner() == 0
              ? NO_INNER_MAP
              : "Its inner map may be of a type that cannot be one, such as a map of maps.");
    }
    if (STORAGES.contains(map.type())) {
      return Optional.of(
          type
              + " needs BTF: MapOptions.withKeyClass(Integer.class) and withValueClass, or __type in"
              + " C.");
    }
    if (map.has(MapFlag.NUMA_NODE)) {
      return Optional.of("NUMA node " + map.numaNode() + " may not be online.");
    }
    return Optional.empty();
  }

  private static int frameSize(WantedMap map) {
    return map.has(MapFlag.STACK_BUILD_ID) ? 32 : Long.BYTES;
  }

  private static Optional<String> extra(WantedMap map) {
    if (map.mapExtra() == 0 || map.type() == MapType.ARENA) {
      return Optional.empty();
    }
    if (map.type() != MapType.BLOOM_FILTER) {
      return Optional.of("A map of type " + map.typeName() + " takes no map_extra.");
    }
    return map.mapExtra() >>> 4 == 0
        ? Optional.empty()
        : Optional.of("A bloom filter has 0 to 15 hash functions, not " + map.mapExtra() + ".");
  }

  /** {@return which capability a map asks for beside those for any, a sentence; empty for none} */
  static String privilege(WantedMap map) {
    return map.has(MapFlag.ZERO_SEED) ? "The flag ZERO_SEED takes CAP_SYS_ADMIN." : "";
  }

  private static @Nullable Rule rule(WantedMap map) {
    return switch (map.type()) {
      case HASH, HASH_OF_MAPS ->
          new Rule(
              Sizes.SOME,
              map.type() == MapType.HASH ? Sizes.SOME : Sizes.FOUR,
              HASH_FLAGS | bits(MapFlag.NO_PREALLOC));
      case PERCPU_HASH ->
          new Rule(Sizes.SOME, Sizes.SOME, (HASH_FLAGS & ~NUMA) | bits(MapFlag.NO_PREALLOC));
      case LRU_HASH -> new Rule(Sizes.SOME, Sizes.SOME, HASH_FLAGS | bits(MapFlag.NO_COMMON_LRU));
      case LRU_PERCPU_HASH ->
          new Rule(Sizes.SOME, Sizes.SOME, (HASH_FLAGS & ~NUMA) | bits(MapFlag.NO_COMMON_LRU));
      case ARRAY ->
          new Rule(Sizes.FOUR, Sizes.SOME, ACCESS | bits(MapFlag.MMAPABLE, MapFlag.INNER_MAP));
      case PERCPU_ARRAY -> new Rule(Sizes.FOUR, Sizes.SOME, ACCESS & ~NUMA);
      case PROG_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS ->
          new Rule(Sizes.FOUR, Sizes.FOUR, USER_ACCESS | NUMA);
      case PERF_EVENT_ARRAY ->
          new Rule(Sizes.FOUR, Sizes.FOUR, USER_ACCESS | NUMA | bits(MapFlag.PRESERVE_ELEMS));
      case LPM_TRIE ->
          new Rule(
              new Sizes(5, 260, 1, "5 to 260 bytes"),
              Sizes.SOME,
              true,
              ACCESS,
              bits(MapFlag.NO_PREALLOC));
      case STACK_TRACE ->
          new Rule(
              Sizes.FOUR,
              new Sizes(
                  frameSize(map),
                  MOST,
                  frameSize(map),
                  "a multiple of " + frameSize(map) + " bytes"),
              USER_ACCESS | NUMA | bits(MapFlag.STACK_BUILD_ID));
      case QUEUE, STACK -> new Rule(Sizes.NONE, Sizes.SOME, ACCESS);
      case BLOOM_FILTER -> new Rule(Sizes.NONE, Sizes.SOME, HASH_FLAGS);
      case RINGBUF -> new Rule(Sizes.NONE, Sizes.NONE, NUMA | bits(MapFlag.RB_OVERWRITE));
      case USER_RINGBUF -> new Rule(Sizes.NONE, Sizes.NONE, NUMA);
      case DEVMAP -> new Rule(Sizes.FOUR, Sizes.FOUR_OR_EIGHT, USER_ACCESS | NUMA);
      case DEVMAP_HASH -> new Rule(Sizes.FOUR, Sizes.FOUR_OR_EIGHT, USER_ACCESS | NUMA);
      case CPUMAP -> new Rule(Sizes.FOUR, Sizes.FOUR_OR_EIGHT, NUMA);
      case XSKMAP -> new Rule(Sizes.FOUR, Sizes.FOUR, USER_ACCESS | NUMA);
      case SOCKMAP -> new Rule(Sizes.FOUR, Sizes.FOUR_OR_EIGHT, USER_ACCESS | NUMA);
      case SOCKHASH -> new Rule(Sizes.SOME, Sizes.FOUR_OR_EIGHT, USER_ACCESS | NUMA);
      case REUSEPORT_SOCKARRAY -> new Rule(Sizes.FOUR, Sizes.FOUR_OR_EIGHT, ACCESS);
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE ->
          new Rule(new Sizes(8, 16, 8, "8 or 16 bytes"), Sizes.SOME, false, ACCESS, 0);
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE ->
          new Rule(Sizes.FOUR, Sizes.SOME, false, bits(MapFlag.CLONE), bits(MapFlag.NO_PREALLOC));
      default -> null;
    };
  }
}
