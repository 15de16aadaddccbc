package org.libbpfjava.internal.failure;

import static org.libbpfjava.internal.failure.Capability.CAP_BPF;
import static org.libbpfjava.internal.failure.Capability.CAP_NET_ADMIN;
import static org.libbpfjava.internal.failure.Capability.CAP_PERFMON;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The capabilities that bpf(2) asks for, each with what it is asked for: kernel/bpf/syscall.c,
 * is_perfmon_prog_type(), is_net_admin_prog_type(), map_create().
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

  private Need(Map<Capability, String> purposes) {
    this.purposes = purposes;
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
    return new Need(purposes);
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
    return new Need(purposes);
  }

  /** {@return both together} */
  public Need and(Need other) {
    Map<Capability, String> all = new LinkedHashMap<>(purposes);
    other.purposes.forEach(all::putIfAbsent);
    return new Need(all);
  }

  /** {@return the capabilities and what each is for, in an order that begins with CAP_BPF} */
  Map<Capability, String> purposes() {
    return purposes;
  }
}
