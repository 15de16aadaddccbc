package org.libbpfjava.internal.failure;

import static org.libbpfjava.internal.failure.Capability.CAP_BPF;
import static org.libbpfjava.internal.failure.Capability.CAP_NET_ADMIN;
import static org.libbpfjava.internal.failure.Capability.CAP_PERFMON;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a call asks of process and kernel: the capabilities, each with what it is asked for, and the
 * types of programs and maps. kernel/bpf/syscall.c, is_perfmon_prog_type(),
 * is_net_admin_prog_type(), map_create().
 */
public final class Need {
  private static final Set<String> PERFMON =
      Set.of(
          "kprobe",
          "tracepoint",
          "perf_event",
          "raw_tracepoint",
          "raw_tracepoint_writable",
          "tracing",
          "lsm",
          "struct_ops",
          "ext");

  private static final Set<String> NET_ADMIN =
      Set.of(
          "sched_cls",
          "sched_act",
          "xdp",
          "lwt_in",
          "lwt_out",
          "lwt_xmit",
          "lwt_seg6local",
          "sk_skb",
          "sk_msg",
          "flow_dissector",
          "cgroup_device",
          "cgroup_sock",
          "cgroup_sock_addr",
          "cgroup_sockopt",
          "cgroup_sysctl",
          "sock_ops",
          "ext",
          "netfilter");

  private static final Set<String> NET_ADMIN_MAPS =
      Set.of("sockmap", "sockhash", "devmap", "devmap_hash", "xskmap");

  private final Map<Capability, String> purposes;
  private final Set<String> programTypes;
  private final Set<String> mapTypes;
  private final boolean isAttach;
  private final boolean needsTrampoline;
  private final boolean isAlone;

  private Need(
      Map<Capability, String> purposes,
      Set<String> programTypes,
      Set<String> mapTypes,
      boolean isAttach,
      boolean needsTrampoline,
      boolean isAlone) {
    this.purposes = purposes;
    this.programTypes = programTypes;
    this.mapTypes = mapTypes;
    this.isAttach = isAttach;
    this.needsTrampoline = needsTrampoline;
    this.isAlone = isAlone;
  }

  /** {@return what any use of bpf(2) needs} */
  public static Need ofAnything() {
    return ofProgramTypes(Set.of());
  }

  /**
   * {@return what loading programs needs}
   *
   * @param types as libbpf names them, {@code sched_cls}
   */
  public static Need ofProgramTypes(Collection<String> types) {
    Map<Capability, String> purposes = new LinkedHashMap<>();
    purposes.put(CAP_BPF, "for programs and maps of any kind");
    for (String type : types) {
      if (PERFMON.contains(type)) {
        purposes.putIfAbsent(CAP_PERFMON, "for programs of type " + type);
      }
      if (NET_ADMIN.contains(type)) {
        purposes.putIfAbsent(CAP_NET_ADMIN, "for programs of type " + type);
      }
    }
    return new Need(purposes, new LinkedHashSet<>(types), Set.of(), false, false, false);
  }

  /**
   * {@return what making a map needs}
   *
   * @param type as libbpf names it, {@code xskmap}
   */
  public static Need ofMapType(String type) {
    Map<Capability, String> purposes = new LinkedHashMap<>();
    purposes.put(CAP_BPF, "for programs and maps of any kind");
    if (NET_ADMIN_MAPS.contains(type)) {
      purposes.put(CAP_NET_ADMIN, "for maps of type " + type);
    }
    return new Need(purposes, Set.of(), Set.of(type), false, false, false);
  }

  /** {@return what it takes to list what others have made, and to open it by its id} */
  public static Need ofIds() {
    Map<Capability, String> purposes = new LinkedHashMap<>();
    purposes.put(Capability.CAP_SYS_ADMIN, "to find by their ids what others have made");
    return new Need(purposes, Set.of(), Set.of(), false, false, false);
  }

  /** {@return both together} */
  public Need and(Need other) {
    Map<Capability, String> all = new LinkedHashMap<>(purposes);
    other.purposes.forEach(all::putIfAbsent);
    return new Need(
        all,
        both(programTypes, other.programTypes),
        both(mapTypes, other.mapTypes),
        isAttach || other.isAttach,
        needsTrampoline || other.needsTrampoline,
        isAlone && other.isAlone);
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return all;
  }

  /** {@return the same, and that programs are attached, not loaded} */
  public Need toAttach() {
    return new Need(purposes, programTypes, mapTypes, true, needsTrampoline, isAlone);
  }

  /** {@return the same, and that the kernel patches its own functions for it, as for fentry} */
  public Need withTrampoline(boolean needed) {
    return new Need(purposes, programTypes, mapTypes, isAttach, needed, isAlone);
  }

  /** {@return the same for one map, one program or types that belong to no object} */
  public Need alone() {
    return new Need(purposes, programTypes, mapTypes, isAttach, needsTrampoline, true);
  }

  /** {@return the capabilities and what each is for, in an order that begins with CAP_BPF} */
  Map<Capability, String> purposes() {
    return purposes;
  }

  /** {@return the types of the programs, as libbpf names them} */
  Set<String> programTypes() {
    return programTypes;
  }

  /** {@return the types of the maps, as libbpf names them} */
  Set<String> mapTypes() {
    return mapTypes;
  }

  /** {@return whether programs are attached that are loaded already} */
  boolean isAttach() {
    return isAttach;
  }

  /** {@return whether the kernel has to patch its own functions} */
  boolean needsTrampoline() {
    return needsTrampoline;
  }

  /** {@return whether it is one call, and not all that the loading of an object needs} */
  boolean isAlone() {
    return isAlone;
  }

  /** {@return whether programs read the kernel's memory} */
  boolean isOfTracing() {
    return purposes.containsKey(CAP_PERFMON);
  }
}
