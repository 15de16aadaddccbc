package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_link_create;
import static org.libbpfjava.raw.global.plain.lbj_link_create_cgroup;
import static org.libbpfjava.raw.global.plain.lbj_link_create_netfilter;
import static org.libbpfjava.raw.global.plain.lbj_link_create_netns;
import static org.libbpfjava.raw.global.plain.lbj_link_create_ordered;
import static org.libbpfjava.raw.global.plain.lbj_link_create_raw_tracepoint;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.exception.Errno;

/**
 * Links by a program's descriptor: of programs that were opened, or loaded without an object, for
 * which libbpf has no struct. The kernel checks that the program is one for the place.
 */
final class DescriptorLinks {
  /** Types of programs that have one place. */
  private static final Map<String, AttachType> ONLY =
      Map.of(
          "xdp", AttachType.XDP,
          "sock_ops", AttachType.CGROUP_SOCK_OPS,
          "cgroup_device", AttachType.CGROUP_DEVICE,
          "cgroup_sysctl", AttachType.CGROUP_SYSCTL,
          "sk_lookup", AttachType.SK_LOOKUP,
          "flow_dissector", AttachType.FLOW_DISSECTOR,
          "sk_msg", AttachType.SK_MSG_VERDICT);

  /** Types of programs that are loaded for one function. */
  private static final Set<String> BOUND_BY_LOAD = Set.of("tracing", "lsm", "ext");

  private final int fd;
  private final String type;
  private final OptionalInt attachType;
  private final String what;

  /**
   * Of one program.
   *
   * @param fd its descriptor, which stays open meanwhile
   * @param type its type as libbpf names it
   * @param attachType the number of the place for which it was loaded, empty if only somebody else
   *     knows
   * @param what what is tried, for messages
   */
  DescriptorLinks(int fd, String type, OptionalInt attachType, String what) {
    this.fd = fd;
    this.type = type;
    this.attachType = attachType;
    this.what = what;
  }

  /**
   * Attaches to the one place for which the kernel knows that the program was loaded.
   *
   * @return the descriptor of a link, or a negative errno; -EOPNOTSUPP where there is no such place
   */
  int create() {
    if (!BOUND_BY_LOAD.contains(type)) {
      return -Errno.EOPNOTSUPP;
    }
    // The kernel refuses the first call for what is no iterator, and the second one for iterators.
    int iterator =
        type.equals("tracing")
            ? lbj_link_create(fd, 0, AttachType.TRACE_ITER.number(), 0)
            : -Errno.EINVAL;
    return iterator == -Errno.EINVAL ? lbj_link_create_raw_tracepoint(fd, "", 0) : iterator;
  }

  /** {@return what the call makes: a hook, or the descriptor of a link; or a negative errno} */
  long create(AttachCall call) {
    if (call instanceof AttachCall.Hook hook) {
      return hook.create(fd, hook instanceof AttachCall.OfSockmap ? place() : 0);
    }
    if (call instanceof AttachCall.OfRawTracepoint at) {
      return lbj_link_create_raw_tracepoint(fd, at.name(), at.cookie());
    }
    if (call instanceof AttachCall.OfTrace at) {
      return lbj_link_create_raw_tracepoint(fd, "", at.cookie());
    }
    if (call instanceof AttachCall.OfXdp at) {
      return lbj_link_create(fd, at.device(), AttachType.XDP.number(), at.flags());
    }
    if (call instanceof AttachCall.OfNetns at) {
      return lbj_link_create_netns(fd, at.path(), place());
    }
    if (call instanceof AttachCall.OfNetfilter at) {
      return lbj_link_create_netfilter(
          fd, at.family(), at.hook(), at.priority(), at.defragment() ? 1 : 0);
    }
    if (call instanceof AttachCall.OfTcx at) {
      return ordered(at.device(), at.at());
    }
    if (call instanceof AttachCall.OfNetkit at) {
      return ordered(at.device(), at.at());
    }
    if (call instanceof AttachCall.OfCgroup at) {
      AttachCall.Position position = at.at();
      return lbj_link_create_cgroup(
          fd,
          at.path(),
          place(),
          at.preorder() ? 1 : 0,
          position.place(),
          position.toLink() ? 1 : 0,
          position.fd(),
          position.id(),
          position.revision());
    }
    throw new IllegalStateException(
        what
            + ": the program is of no object, and libbpf has no call for it: attach it where it is"
            + " loaded, and pin the link");
  }

  private int ordered(int device, AttachCall.Position at) {
    return lbj_link_create_ordered(
        fd, device, place(), 0, at.place(), at.toLink() ? 1 : 0, at.fd(), at.id(), at.revision());
  }

  private int place() {
    AttachType only = ONLY.get(type);
    if (only != null) {
      return only.number();
    }
    return attachType.orElseThrow(
        () ->
            new IllegalStateException(
                what
                    + ": the program was opened, and the kernel does not tell for which place it was"
                    + " loaded: attach it where it is loaded, and pin the link"));
  }
}
