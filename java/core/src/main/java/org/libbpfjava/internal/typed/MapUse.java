package org.libbpfjava.internal.typed;

import org.libbpfjava.map.MapType;

/** What to do with a map of each type, for refusals of what its type does not have. */
public final class MapUse {
  private MapUse() {}

  /** {@return a clause such as {@code it has no keys: use queue}} */
  public static String of(MapType type) {
    return switch (type) {
      case HASH, ARRAY, LRU_HASH -> "it has keys and values: use typed";
      case LPM_TRIE -> "its keys are a length in bits and an address: use lpm";
      case PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH ->
          "a key has a value for each CPU: use typedPerCpu";
      case QUEUE, STACK -> "it has no keys: use queue";
      case BLOOM_FILTER -> "it has no keys, and values cannot be read back: use bloomFilter";
      case PROG_ARRAY -> "its values are programs: use programs";
      case ARRAY_OF_MAPS, HASH_OF_MAPS -> "its values are maps: use innerMaps";
      case PERF_EVENT_ARRAY -> "programs write events into it: use PerfBuffer";
      case RINGBUF -> "programs write events into it: use RingBuffer";
      case USER_RINGBUF -> "user space writes events into it: use UserRingBuffer";
      case STACK_TRACE ->
          "programs fill it (bpf_get_stackid): its elements can be looked up and deleted";
      case CGROUP_ARRAY ->
          "its values are descriptors of control groups: they can be set and deleted";
      case DEVMAP, DEVMAP_HASH ->
          "its values are indices of network devices: they can be set, looked up and deleted";
      case CPUMAP ->
          "its values are sizes of queues: they can be set, looked up and deleted, by a CPU's"
              + " number";
      case XSKMAP ->
          "its values are descriptors of AF_XDP sockets that have a receive ring: they can be set and"
              + " deleted";
      case SOCKMAP, SOCKHASH -> sockets("sockets");
      case REUSEPORT_SOCKARRAY -> sockets("sockets with SO_REUSEPORT");
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE ->
          "attaching a program to a control group makes its elements: they can be looked up and"
              + " changed";
      case SK_STORAGE -> storage("sockets");
      case INODE_STORAGE -> storage("files");
      case TASK_STORAGE -> storage("tasks (pidfd_open)");
      case CGRP_STORAGE -> storage("control groups");
      case STRUCT_OPS -> "it is an implementation of an interface: attach it with its object";
      case ARENA -> "it is memory that programs and user space share: use variables in it";
      case INSN_ARRAY -> "its values are addresses in a program, which the kernel sets";
      case UNKNOWN -> "its type is newer than this library: use lookup and update with bytes";
    };
  }

  private static String sockets(String which) {
    return "its values are descriptors of "
        + which
        + ": they can be set and deleted; looked up, as the sockets' cookies, where values have 8"
        + " bytes";
  }

  private static String storage(String owners) {
    return "its keys are descriptors of "
        + owners
        + ": elements can be set, looked up and deleted by them, and not listed";
  }
}
