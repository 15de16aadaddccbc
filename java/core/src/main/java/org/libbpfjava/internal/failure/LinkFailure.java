package org.libbpfjava.internal.failure;

import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** What the error numbers of calls on links mean. */
public final class LinkFailure {
  /** What a link answers whose place has gone. */
  public static final int ENOLINK = 67;

  /** Those with update_prog() in struct bpf_link_ops. */
  private static final Set<String> UPDATABLE =
      Set.of("cgroup", "iter", "netns", "xdp", "tcx", "netkit", "sockmap");

  private LinkFailure() {}

  /**
   * The exception for a program that a link did not take.
   *
   * @param what what was tried on what
   * @param errno the positive error number
   * @param type the link's type, as libbpf names it
   */
  public static BpfException cannotUpdate(String what, int errno, String type) {
    String reason =
        switch (errno) {
          case ENOLINK -> detached();
          case Errno.EINVAL, Errno.EBADF ->
              type.equals("struct_ops")
                  ? "it takes a map: updateMap()"
                  : UPDATABLE.contains(type)
                      ? "the program is of another type, or made for another place, than the"
                          + " link's"
                      : "a link of type "
                          + type
                          + " keeps its program: attach the new one, then close this link";
          default -> "";
        };
    return explain(what, errno, reason);
  }

  /** The exception for a struct_ops map that a link did not take. */
  public static BpfException cannotUpdateMap(String what, int errno) {
    return explain(
        what,
        errno,
        switch (errno) {
          case ENOLINK -> detached();
          case Errno.EINVAL -> "the map is of another struct, or its struct has another name";
          default -> "";
        });
  }

  /**
   * The exception for a link that was not detached.
   *
   * @param what what was tried on what
   * @param errno the positive error number
   * @param type the link's type, as libbpf names it
   */
  public static BpfException cannotDetach(String what, int errno, String type) {
    return explain(
        what,
        errno,
        switch (errno) {
          case Errno.EOPNOTSUPP ->
              "a link of type " + type + " is detached by nothing but the end of its last user";
          case Errno.EINVAL -> "kernels before Linux 5.9 detach no link";
          default -> "";
        });
  }

  /** The exception for a link that libbpf has made without the kernel's. */
  public static BpfException notOfTheKernel(String what) {
    return explain(
        what,
        Errno.EOPNOTSUPP,
        "it is no link of the kernel: such are programs at sockets, at tc's clsact, at XDP by"
            + " netlink, at maps of sockets before Linux 6.10, at perf events before 5.15, and"
            + " struct_ops maps outside section .struct_ops.link");
  }

  /** The exception for what one link alone can do, where several stand for an attach. */
  public static BpfException ofSeveral(String what, int count) {
    return explain(
        what,
        Errno.EOPNOTSUPP,
        "it stands for " + count + " links of the kernel, which have no name in common");
  }

  private static String detached() {
    return "the link is detached: its place is gone, or somebody called detach";
  }

  private static BpfException explain(String what, int errno, String reason) {
    return reason.isEmpty()
        ? ReturnCode.refusal(errno, what)
        : new BpfException(
            Message.whole(what + ": " + Errno.describe(errno) + ": " + reason, errno));
  }
}
