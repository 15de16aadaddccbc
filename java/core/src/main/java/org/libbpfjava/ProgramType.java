package org.libbpfjava;

import java.util.Locale;

/**
 * The types of programs. The type decides where a program can be attached, what its context is and
 * which helpers it may call.
 *
 * <p>Each is named as in the kernel's {@code enum bpf_prog_type}, without {@code BPF_PROG_TYPE_}.
 *
 * @libbpf enum bpf_prog_type, libbpf_bpf_prog_type_str
 */
public enum ProgramType {
  /** Filters what a socket receives. */
  SOCKET_FILTER(1),
  /** Runs at an instruction of the kernel, or of a process by a uprobe. */
  KPROBE(2),
  /** Classifies packets: tc, tcx, netkit. */
  SCHED_CLS(3),
  /** An action of tc on packets. */
  SCHED_ACT(4),
  /** Runs at a tracepoint, with its fields. */
  TRACEPOINT(5),
  /** Runs when a network device receives a packet. */
  XDP(6),
  /** Runs at a perf event, such as a timer or a hardware counter. */
  PERF_EVENT(7),
  /** Filters the packets of a control group. */
  CGROUP_SKB(8),
  /** Decides when a control group makes or releases sockets. */
  CGROUP_SOCK(9),
  /** Sees packets of a route that come in. */
  LWT_IN(10),
  /** Sees packets of a route that go out. */
  LWT_OUT(11),
  /** Sends packets of a route. */
  LWT_XMIT(12),
  /** Runs at events of TCP sockets. */
  SOCK_OPS(13),
  /** Redirects what sockets of a map receive. */
  SK_SKB(14),
  /** Decides which devices a control group may use. */
  CGROUP_DEVICE(15),
  /** Redirects what sockets of a map send. */
  SK_MSG(16),
  /** Runs at a tracepoint, with its raw arguments. */
  RAW_TRACEPOINT(17),
  /** Decides on addresses that a control group binds or connects to. */
  CGROUP_SOCK_ADDR(18),
  /** Runs for a segment of IPv6 segment routing. */
  LWT_SEG6LOCAL(19),
  /** Decodes infrared signals. */
  LIRC_MODE2(20),
  /** Chooses the socket of a reuseport group. */
  SK_REUSEPORT(21),
  /** Takes packets apart for flow hashing. */
  FLOW_DISSECTOR(22),
  /** Decides on sysctl reads and writes of a control group. */
  CGROUP_SYSCTL(23),
  /** Runs at a raw tracepoint whose arguments it may change. */
  RAW_TRACEPOINT_WRITABLE(24),
  /** Decides on socket options of a control group. */
  CGROUP_SOCKOPT(25),
  /** Runs at kernel functions and tracepoints with types: fentry, fexit, tp_btf, iter. */
  TRACING(26),
  /** Implements a function of an interface in the kernel. */
  STRUCT_OPS(27),
  /** Replaces a function of another BPF program. */
  EXT(28),
  /** Runs at a hook of the Linux security modules. */
  LSM(29),
  /** Chooses the socket that receives a connection or packet. */
  SK_LOOKUP(30),
  /** Runs only on request, and may call bpf(2). */
  SYSCALL(31),
  /** Runs at a netfilter hook. */
  NETFILTER(32),
  /** A type that is newer than this library. */
  UNKNOWN(-1);

  private final int number;

  ProgramType(int number) {
    this.number = number;
  }

  /** {@return the number that the kernel gives it, -1 for {@link #UNKNOWN}} */
  public int number() {
    return number;
  }

  /** {@return its name as libbpf and bpftool write it, such as {@code socket_filter}} */
  public String libbpfName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the type of that number, {@link #UNKNOWN} if it is newer than this library}
   *
   * @param number a value of {@code enum bpf_prog_type}
   */
  public static ProgramType of(int number) {
    ProgramType[] all = values();
    return number >= 1 && number < all.length ? all[number - 1] : UNKNOWN;
  }

  @Override
  public String toString() {
    return libbpfName();
  }
}
