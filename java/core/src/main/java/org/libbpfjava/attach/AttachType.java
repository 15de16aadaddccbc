package org.libbpfjava.attach;

import java.util.Locale;

/**
 * The places and times at which the kernel runs programs.
 *
 * <p>Each is named and ordered as in the kernel's {@code enum bpf_attach_type}, without {@code
 * BPF_}.
 *
 * @libbpf enum bpf_attach_type, libbpf_bpf_attach_type_str
 */
public enum AttachType {
  /** Packets that sockets of a control group receive. */
  CGROUP_INET_INGRESS(0),
  /** Packets that sockets of a control group send. */
  CGROUP_INET_EGRESS(1),
  /** A control group makes a socket. */
  CGROUP_INET_SOCK_CREATE(2),
  /** Events of the TCP sockets of a control group. */
  CGROUP_SOCK_OPS(3),
  /** Finds the end of a message in the stream of a socket of a map. */
  SK_SKB_STREAM_PARSER(4),
  /** Redirects messages of a stream that a parser has found. */
  SK_SKB_STREAM_VERDICT(5),
  /** A control group uses a device. */
  CGROUP_DEVICE(6),
  /** Redirects what sockets of a map send. */
  SK_MSG_VERDICT(7),
  /** A control group binds an IPv4 address. */
  CGROUP_INET4_BIND(8),
  /** A control group binds an IPv6 address. */
  CGROUP_INET6_BIND(9),
  /** A control group connects to an IPv4 address. */
  CGROUP_INET4_CONNECT(10),
  /** A control group connects to an IPv6 address. */
  CGROUP_INET6_CONNECT(11),
  /** A control group has bound an IPv4 address. */
  CGROUP_INET4_POST_BIND(12),
  /** A control group has bound an IPv6 address. */
  CGROUP_INET6_POST_BIND(13),
  /** A control group sends a datagram to an IPv4 address. */
  CGROUP_UDP4_SENDMSG(14),
  /** A control group sends a datagram to an IPv6 address. */
  CGROUP_UDP6_SENDMSG(15),
  /** An infrared receiver. */
  LIRC_MODE2(16),
  /** Takes the packets of a network namespace apart for flow hashing. */
  FLOW_DISSECTOR(17),
  /** A control group reads or writes a sysctl. */
  CGROUP_SYSCTL(18),
  /** A control group receives a datagram from an IPv4 address. */
  CGROUP_UDP4_RECVMSG(19),
  /** A control group receives a datagram from an IPv6 address. */
  CGROUP_UDP6_RECVMSG(20),
  /** A control group reads an option of a socket. */
  CGROUP_GETSOCKOPT(21),
  /** A control group sets an option of a socket. */
  CGROUP_SETSOCKOPT(22),
  /** A tracepoint, with typed arguments. */
  TRACE_RAW_TP(23),
  /** The entry of a function. */
  TRACE_FENTRY(24),
  /** The return of a function. */
  TRACE_FEXIT(25),
  /** Changes what a function returns. */
  MODIFY_RETURN(26),
  /** A security hook. */
  LSM_MAC(27),
  /** An iterator over objects of the kernel. */
  TRACE_ITER(28),
  /** A control group asks for a peer's IPv4 address. */
  CGROUP_INET4_GETPEERNAME(29),
  /** A control group asks for a peer's IPv6 address. */
  CGROUP_INET6_GETPEERNAME(30),
  /** A control group asks for its own IPv4 address. */
  CGROUP_INET4_GETSOCKNAME(31),
  /** A control group asks for its own IPv6 address. */
  CGROUP_INET6_GETSOCKNAME(32),
  /** Runs for packets that a map of devices redirects. */
  XDP_DEVMAP(33),
  /** A control group releases a socket. */
  CGROUP_INET_SOCK_RELEASE(34),
  /** Runs for packets that a map of CPUs redirects. */
  XDP_CPUMAP(35),
  /** Chooses the socket of a packet in a network namespace. */
  SK_LOOKUP(36),
  /** A network device receives a packet. */
  XDP(37),
  /** Redirects what a socket of a map receives. */
  SK_SKB_VERDICT(38),
  /** Chooses the socket of a reuseport group. */
  SK_REUSEPORT_SELECT(39),
  /** The same, and for connections of a closed socket. */
  SK_REUSEPORT_SELECT_OR_MIGRATE(40),
  /** A perf event, which a kprobe, uprobe or tracepoint is too. */
  PERF_EVENT(41),
  /** Many functions of the kernel. */
  TRACE_KPROBE_MULTI(42),
  /** A security hook, for a control group. */
  LSM_CGROUP(43),
  /** Functions that the kernel calls by a struct. */
  STRUCT_OPS(44),
  /** A hook of netfilter. */
  NETFILTER(45),
  /** Packets that a network device receives. */
  TCX_INGRESS(46),
  /** Packets that a network device sends. */
  TCX_EGRESS(47),
  /** Many places of a file that processes run. */
  TRACE_UPROBE_MULTI(48),
  /** A control group connects to a Unix address. */
  CGROUP_UNIX_CONNECT(49),
  /** A control group sends a datagram to a Unix address. */
  CGROUP_UNIX_SENDMSG(50),
  /** A control group receives a datagram from a Unix address. */
  CGROUP_UNIX_RECVMSG(51),
  /** A control group asks for a peer's Unix address. */
  CGROUP_UNIX_GETPEERNAME(52),
  /** A control group asks for its own Unix address. */
  CGROUP_UNIX_GETSOCKNAME(53),
  /** The primary device of a netkit pair. */
  NETKIT_PRIMARY(54),
  /** The peer of a netkit pair. */
  NETKIT_PEER(55),
  /** Entry and return of many functions of the kernel. */
  TRACE_KPROBE_SESSION(56),
  /** Entry and return of many places of a file. */
  TRACE_UPROBE_SESSION(57),
  /** Entry and return of a function. */
  TRACE_FSESSION(58),
  /** A place that is newer than this library. */
  UNKNOWN(-1);

  private final int number;

  AttachType(int number) {
    this.number = number;
  }

  /** {@return the number that the kernel gives it, -1 for {@link #UNKNOWN}} */
  public int number() {
    return number;
  }

  /** {@return its name as libbpf and bpftool write it, such as {@code cgroup_inet_ingress}} */
  public String libbpfName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the place of that number, {@link #UNKNOWN} if it is newer than this library}
   *
   * @param number a value of {@code enum bpf_attach_type}
   */
  public static AttachType of(int number) {
    AttachType[] all = values();
    return number >= 0 && number < all.length - 1 ? all[number] : UNKNOWN;
  }

  @Override
  public String toString() {
    return libbpfName();
  }
}
