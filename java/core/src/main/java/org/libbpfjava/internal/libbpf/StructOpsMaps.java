package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_link_update_map;
import static org.libbpfjava.raw.global.plain.lbj_program_associate;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapType;

/** Gives struct_ops maps to links and programs. */
public final class StructOpsMaps {
  private static final int BPF_F_LINK = 1 << 13;

  private StructOpsMaps() {}

  /**
   * Gives it; the caller is inside the link, which libbpf made of a struct_ops map.
   *
   * @param what what is tried, for messages
   * @return negative errno where it was refused
   */
  static int update(NativeLink link, BpfMap map, String what) {
    if (!(map instanceof KernelMap ours) || ours.inObject().isEmpty()) {
      throw new IllegalArgumentException(what + ": the map is of no object");
    }
    NativeObject object = ours.inObject().orElseThrow();
    NativeResource owner = object.resource();
    owner.enter();
    try {
      NativeMap found = null;
      for (NativeMap one : object.maps()) {
        if (one.name().equals(map.name())) {
          found = one;
        }
      }
      if (found == null) {
        throw new IllegalArgumentException(what + ": the object has no such map");
      }
      // libbpf would attach another one by itself before the kernel refuses the link.
      if ((found.flags() & BPF_F_LINK) == 0) {
        throw new IllegalArgumentException(what + ": the map is not in section .struct_ops.link");
      }
      // libbpf changes the link's struct, which nobody else reads while the link's lock is held.
      synchronized (owner.lock()) {
        return lbj_link_update_map(link.slot()[0], found.handle());
      }
    } finally {
      owner.exit();
    }
  }

  /**
   * Makes a program one of a struct_ops map.
   *
   * @param fd the program's descriptor, which stays open meanwhile
   * @param isStructOps whether the program is of struct_ops itself
   */
  public static void associate(int fd, String program, boolean isStructOps, BpfMap map) {
    String what = "associate program '" + program + "' with map '" + map.name() + "'";
    if (map.type() != MapType.STRUCT_OPS) {
      throw new IllegalArgumentException(
          what + ": the map is of type " + map.type() + ", and struct_ops is wanted");
    }
    if (isStructOps) {
      throw new IllegalArgumentException(
          what + ": a program of struct_ops belongs to the maps that refer to it");
    }
    // Safe: both descriptors are lent, so that nobody closes them.
    int result = map.withFd(mapFd -> lbj_program_associate(fd, mapFd));
    if (result < 0) {
      throw refusal(what, -result);
    }
  }

  /** kernel/bpf/syscall.c, prog_assoc_struct_ops(). */
  private static BpfException refusal(String what, int errno) {
    if (errno == Errno.EINVAL && !Feature.STRUCT_OPS_ASSOCIATION.isSupported()) {
      return Feature.STRUCT_OPS_ASSOCIATION.refusal(Message.whole(what, errno));
    }
    return errno == Errno.EBUSY
        ? new BpfException(
            Message.whole(
                what
                    + ": "
                    + Errno.describe(errno)
                    + ": the program is one of another map, and stays so",
                errno))
        : ReturnCode.refusal(errno, what);
  }
}
