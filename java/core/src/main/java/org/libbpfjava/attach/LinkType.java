package org.libbpfjava.attach;

import java.util.Locale;

/**
 * The types of links that the kernel has.
 *
 * <p>Each is named as in the kernel's {@code enum bpf_link_type}, without {@code BPF_LINK_TYPE_}.
 *
 * @libbpf enum bpf_link_type, libbpf_bpf_link_type_str
 */
public enum LinkType {
  /** A link whose type is newer than this library. */
  UNKNOWN(-1),
  /** At a tracepoint, with its raw or typed arguments. */
  RAW_TRACEPOINT(1),
  /** At a function, which a security hook is too. */
  TRACING(2),
  /** At a control group. */
  CGROUP(3),
  /** An iterator over objects of the kernel. */
  ITER(4),
  /** At a network namespace. */
  NETNS(5),
  /** At a network device, before the network stack. */
  XDP(6),
  /** At a perf event, which a kprobe, uprobe or tracepoint is too. */
  PERF_EVENT(7),
  /** At many functions of the kernel. */
  KPROBE_MULTI(8),
  /** A struct of functions that the kernel calls. */
  STRUCT_OPS(9),
  /** At a hook of netfilter. */
  NETFILTER(10),
  /** At a network device, in the network stack. */
  TCX(11),
  /** At many places of a file that processes run. */
  UPROBE_MULTI(12),
  /** At a netkit device. */
  NETKIT(13),
  /** At a map of sockets. */
  SOCKMAP(14);

  private final int number;

  LinkType(int number) {
    this.number = number;
  }

  /** {@return the number that the kernel gives it, -1 for {@link #UNKNOWN}} */
  public int number() {
    return number;
  }

  /** {@return its name as libbpf and bpftool write it, such as {@code perf_event}} */
  public String libbpfName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the type of that number, {@link #UNKNOWN} if it is newer than this library}
   *
   * @param number a value of {@code enum bpf_link_type}
   */
  public static LinkType of(int number) {
    LinkType[] all = values();
    return number > 0 && number < all.length ? all[number] : UNKNOWN;
  }

  @Override
  public String toString() {
    return libbpfName();
  }
}
