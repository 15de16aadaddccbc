package org.libbpfjava.internal.failure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.feature.KernelVersion;

/**
 * The upstream kernels that were the first with a type of program or map, a place to attach, or a
 * helper.
 *
 * <p>The kernel numbers each kind in the order in which it got them, so a release has the names of
 * its row and all above it, and helpers up to a number.
 */
public final class FirstKernels {
  /** Release; types of programs; types of maps; attach types; the highest number of a helper. */
  private static final String TABLE =
      """
      3.19 | socket_filter | hash array | | 3
      4.1 | kprobe sched_cls sched_act | | | 11
      4.2 | | prog_array | | 16
      4.3 | | perf_event_array | | 22
      4.4 | | | | 25
      4.5 | | | | 26
      4.6 | | percpu_hash percpu_array stack_trace | | 30
      4.7 | tracepoint | | | 30
      4.8 | xdp | cgroup_array | | 36
      4.9 | perf_event | | | 41
      4.10 | cgroup_skb cgroup_sock lwt_in lwt_out lwt_xmit | lru_hash lru_percpu_hash \
      | cgroup_inet_ingress cgroup_inet_egress cgroup_inet_sock_create | 44
      4.11 | | lpm_trie | | 45
      4.12 | | array_of_maps hash_of_maps | | 47
      4.13 | sock_ops | | cgroup_sock_ops | 50
      4.14 | sk_skb | devmap sockmap | sk_skb_stream_parser sk_skb_stream_verdict | 53
      4.15 | cgroup_device | cpumap | cgroup_device | 57
      4.16 | | | | 59
      4.17 | sk_msg raw_tracepoint cgroup_sock_addr | | sk_msg_verdict cgroup_inet4_bind \
      cgroup_inet6_bind cgroup_inet4_connect cgroup_inet6_connect cgroup_inet4_post_bind \
      cgroup_inet6_post_bind | 64
      4.18 | lwt_seg6local lirc_mode2 | xskmap sockhash | cgroup_udp4_sendmsg \
      cgroup_udp6_sendmsg lirc_mode2 | 80
      4.19 | sk_reuseport | cgroup_storage reuseport_sockarray | | 83
      4.20 | flow_dissector | percpu_cgroup_storage queue stack | flow_dissector | 90
      5.0 | | | | 92
      5.1 | | | | 98
      5.2 | cgroup_sysctl raw_tracepoint_writable | sk_storage | cgroup_sysctl \
      cgroup_udp4_recvmsg cgroup_udp6_recvmsg | 108
      5.3 | cgroup_sockopt | | cgroup_getsockopt cgroup_setsockopt | 109
      5.4 | | devmap_hash | | 110
      5.5 | tracing | | trace_raw_tp trace_fentry trace_fexit | 115
      5.6 | struct_ops ext | struct_ops | | 118
      5.7 | lsm | | modify_return lsm_mac | 124
      5.8 | | ringbuf | trace_iter cgroup_inet4_getpeername cgroup_inet6_getpeername \
      cgroup_inet4_getsockname cgroup_inet6_getsockname xdp_devmap | 135
      5.9 | sk_lookup | | cgroup_inet_sock_release xdp_cpumap sk_lookup xdp | 141
      5.10 | | inode_storage | | 155
      5.11 | | task_storage | | 162
      5.12 | | | | 163
      5.13 | | | sk_skb_verdict | 165
      5.14 | syscall | | sk_reuseport_select sk_reuseport_select_or_migrate | 168
      5.15 | | | perf_event | 175
      5.16 | | bloom_filter | | 179
      5.17 | | | | 185
      5.18 | | | trace_kprobe_multi | 193
      5.19 | | | | 203
      6.0 | | | lsm_cgroup | 207
      6.1 | | user_ringbuf | | 209
      6.2 | | cgrp_storage | | 211
      6.4 | netfilter | | struct_ops netfilter | 211
      6.6 | | | tcx_ingress tcx_egress trace_uprobe_multi | 211
      6.7 | | | cgroup_unix_connect cgroup_unix_sendmsg cgroup_unix_recvmsg \
      cgroup_unix_getpeername cgroup_unix_getsockname netkit_primary netkit_peer | 211
      6.9 | | arena | | 211
      6.10 | | | trace_kprobe_session | 211
      6.13 | | | trace_uprobe_session | 211
      6.19 | | insn_array | | 211
      7.0 | | | trace_fsession | 211
      """;

  private static final int PROGRAM_TYPES = 1;
  private static final int MAP_TYPES = 2;
  private static final int ATTACH_TYPES = 3;
  private static final int HELPERS = 4;

  private FirstKernels() {}

  private static String[] columns(String row) {
    return row.split("\\|", -1);
  }

  private static Optional<KernelVersion> named(int column, String name) {
    return Optional.ofNullable(names(column).get(name));
  }

  /** {@return the names of a column, in the order of their numbers} */
  private static Map<String, KernelVersion> names(int column) {
    Map<String, KernelVersion> names = new LinkedHashMap<>();
    TABLE
        .lines()
        .map(FirstKernels::columns)
        .forEach(
            columns -> {
              for (String name : columns[column].strip().split(" +", -1)) {
                if (!name.isEmpty()) {
                  names.put(name, KernelVersion.parse(columns[0].strip()));
                }
              }
            });
    return names;
  }

  /**
   * {@return the first kernel with a type of program, empty for a name that is not known}
   *
   * @param libbpfName as libbpf writes it, {@code sched_cls}
   */
  public static Optional<KernelVersion> ofProgramType(String libbpfName) {
    return named(PROGRAM_TYPES, libbpfName);
  }

  /**
   * {@return the first kernel with a type of map, empty for a name that is not known}
   *
   * @param libbpfName as libbpf writes it, {@code percpu_hash}
   */
  public static Optional<KernelVersion> ofMapType(String libbpfName) {
    return named(MAP_TYPES, libbpfName);
  }

  /**
   * {@return the first kernel with an attach type, empty for a name that is not known}
   *
   * @param libbpfName as libbpf writes it, {@code trace_fentry}
   */
  public static Optional<KernelVersion> ofAttachType(String libbpfName) {
    return named(ATTACH_TYPES, libbpfName);
  }

  /**
   * {@return the first kernel with a helper, empty for a number that no kernel has}
   *
   * @param id the helper's number
   */
  public static Optional<KernelVersion> ofHelper(int id) {
    return id < 1
        ? Optional.empty()
        : TABLE
            .lines()
            .map(FirstKernels::columns)
            .filter(columns -> id <= Integer.parseInt(columns[HELPERS].strip()))
            .map(columns -> KernelVersion.parse(columns[0].strip()))
            .findFirst();
  }
}
