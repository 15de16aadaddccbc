package org.libbpfjava.map;

import java.util.Locale;

/**
 * The types of maps, and what each can do.
 *
 * <p>Each has its name in the kernel's {@code enum bpf_map_type}, without {@code BPF_MAP_TYPE_}.
 *
 * @libbpf enum bpf_map_type, libbpf_bpf_map_type_str
 */
public enum MapType {
  /** Keys of any bytes. */
  HASH(1),
  /** Elements by their index. */
  ARRAY(2),
  /** Programs to call by {@code bpf_tail_call}. */
  PROG_ARRAY(3),
  /** Perf buffers, one for each CPU. */
  PERF_EVENT_ARRAY(4),
  /** A hash with a value for each CPU. */
  PERCPU_HASH(5, Trait.PER_CPU),
  /** An array with a value for each CPU. */
  PERCPU_ARRAY(6, Trait.PER_CPU),
  /** Call stacks by their number. */
  STACK_TRACE(7),
  /** Control groups by index. */
  CGROUP_ARRAY(8),
  /** A hash that drops the key that was not used for the longest time. */
  LRU_HASH(9),
  /** An LRU hash with a value for each CPU. */
  LRU_PERCPU_HASH(10, Trait.PER_CPU),
  /** Values by the longest prefix that matches. */
  LPM_TRIE(11),
  /** Maps by index. */
  ARRAY_OF_MAPS(12),
  /** Maps by key. */
  HASH_OF_MAPS(13),
  /** Network devices by index. */
  DEVMAP(14),
  /** Sockets by index. */
  SOCKMAP(15),
  /** CPUs to redirect packets to. */
  CPUMAP(16),
  /** AF_XDP sockets. */
  XSKMAP(17),
  /** Sockets by key. */
  SOCKHASH(18),
  /** A value for each control group. The kernel recommends {@link #CGRP_STORAGE}. */
  CGROUP_STORAGE(19),
  /** Sockets of a reuseport group. */
  REUSEPORT_SOCKARRAY(20),
  /** A value for each control group and CPU. */
  PERCPU_CGROUP_STORAGE(21, Trait.PER_CPU),
  /** Values that leave in the order in which they came. It has no keys. */
  QUEUE(22, Trait.WITHOUT_KEYS),
  /** Values that leave in the reverse order. It has no keys. */
  STACK(23, Trait.WITHOUT_KEYS),
  /** A value for each socket. */
  SK_STORAGE(24),
  /** Network devices by key. */
  DEVMAP_HASH(25),
  /** An implementation of an interface in the kernel. */
  STRUCT_OPS(26),
  /** Records from programs to user space, in order. */
  RINGBUF(27, Trait.WITHOUT_ELEMENTS),
  /** A value for each inode. */
  INODE_STORAGE(28),
  /** A value for each task. */
  TASK_STORAGE(29),
  /**
   * A set of values. It tells whether a value was added, and sometimes says yes wrongly. It has no
   * keys.
   */
  BLOOM_FILTER(30, Trait.WITHOUT_KEYS),
  /** Records from user space to programs, in order. */
  USER_RINGBUF(31, Trait.WITHOUT_ELEMENTS),
  /** A value for each control group. */
  CGRP_STORAGE(32),
  /** Memory that programs and user space share by pointers. */
  ARENA(33, Trait.WITHOUT_ELEMENTS),
  /** Addresses of instructions, for indirect jumps. */
  INSN_ARRAY(34),
  /** A type that is newer than this library. */
  UNKNOWN(-1);

  private enum Trait {
    NONE,
    PER_CPU,
    WITHOUT_KEYS,
    WITHOUT_ELEMENTS
  }

  private final int number;
  private final Trait trait;

  MapType(int number) {
    this(number, Trait.NONE);
  }

  MapType(int number, Trait trait) {
    this.number = number;
    this.trait = trait;
  }

  /** {@return the number that the kernel gives it, -1 for {@link #UNKNOWN}} */
  public int number() {
    return number;
  }

  /** {@return its name as libbpf and bpftool write it, such as {@code percpu_hash}} */
  public String libbpfName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return whether an element has a value for each possible CPU} */
  public boolean isPerCpu() {
    return trait == Trait.PER_CPU;
  }

  /** {@return whether elements have keys; those of queues, stacks and bloom filters have none} */
  public boolean hasKeys() {
    return trait != Trait.WITHOUT_KEYS && trait != Trait.WITHOUT_ELEMENTS;
  }

  /** {@return whether it has elements that can be looked up and updated} */
  public boolean hasElements() {
    return trait != Trait.WITHOUT_ELEMENTS;
  }

  /**
   * {@return the type of that number, {@link #UNKNOWN} if it is newer than this library}
   *
   * @param number a value of {@code enum bpf_map_type}
   */
  public static MapType of(int number) {
    MapType[] all = values();
    return number >= 1 && number < all.length ? all[number - 1] : UNKNOWN;
  }

  @Override
  public String toString() {
    return libbpfName();
  }
}
