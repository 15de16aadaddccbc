package org.libbpfjava.map;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a map is asked for when it is made.
 *
 * <p>Each flag has its name in linux/bpf.h, without {@code BPF_F_}.
 */
public enum MapFlag {
  /** Takes memory for an element when it is added. */
  NO_PREALLOC(0),
  /** An LRU map has a list of keys for each CPU, and drops those of its own CPU first. */
  NO_COMMON_LRU(1),
  /** The map's memory lies on a given NUMA node. */
  NUMA_NODE(2),
  /** User space can only read the map by this descriptor. */
  RDONLY(3),
  /** User space can only write the map by this descriptor. */
  WRONLY(4),
  /** A stack trace map keeps build ids and offsets instead of addresses. */
  STACK_BUILD_ID(5),
  /** A hash map has no random seed. For tests. */
  ZERO_SEED(6),
  /**
   * Programs can only read the map; user space writes it.
   *
   * @kernel 5.2
   */
  RDONLY_PROG(7),
  /**
   * Programs can only write the map.
   *
   * @kernel 5.2
   */
  WRONLY_PROG(8),
  /** The storage of a socket is copied to the sockets that it accepts. */
  CLONE(9),
  /**
   * User space may map an array's values into its memory.
   *
   * @kernel 5.5
   */
  MMAPABLE(10),
  /** A perf event array keeps its events after the descriptor that set them is closed. */
  PRESERVE_ELEMS(11),
  /** An inner array may have another size than its prototype. */
  INNER_MAP(12),
  /** Struct_ops are attached by a link. */
  LINK(13),
  /** Paths are looked up from a given descriptor. */
  PATH_FD(14),
  /** The value's type is in the BTF of a given module. */
  VTYPE_BTF_OBJ_FD(15),
  /** A BPF token is given. */
  TOKEN_FD(16),
  /** An arena answers an access to a page that is not there with SIGSEGV. */
  SEGV_ON_FAULT(17),
  /** An arena does not turn addresses into those of user space. */
  NO_USER_CONV(18),
  /** A ring buffer that is full drops its oldest records. */
  RB_OVERWRITE(19);

  private final int bit;

  MapFlag(int shift) {
    this.bit = 1 << shift;
  }

  /** {@return its bit in linux/bpf.h} */
  public int bit() {
    return bit;
  }

  /**
   * {@return the flags that are set, without those that this library does not know}
   *
   * @param bits the kernel's bits
   */
  public static Set<MapFlag> of(int bits) {
    Set<MapFlag> known = EnumSet.noneOf(MapFlag.class);
    for (MapFlag flag : values()) {
      if ((bits & flag.bit) != 0) {
        known.add(flag);
      }
    }
    return Collections.unmodifiableSet(known);
  }
}
