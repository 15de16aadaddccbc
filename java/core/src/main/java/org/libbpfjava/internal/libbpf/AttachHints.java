package org.libbpfjava.internal.libbpf;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.MissingPlace;

/** What refused options have to do with an error number. */
final class AttachHints {
  private AttachHints() {}

  /** {@return a sentence, "" where the options tell nothing} */
  static String of(AttachOptions options, int errno) {
    if (options instanceof Xdp xdp) {
      return either(missing(xdp.device()), MissingPlace.xdp(xdp.device().toString(), errno));
    }
    if (options instanceof Netns netns) {
      return MissingPlace.netns(netns.path(), errno);
    }
    if (options instanceof Tcx tcx) {
      return either(missing(tcx.device()), order(tcx.order(), errno));
    }
    if (options instanceof Netkit netkit) {
      return either(missing(netkit.device()), order(netkit.order(), errno));
    }
    if (options instanceof Cgroup cgroup) {
      String place = MissingPlace.cgroup(cgroup.path(), errno);
      String order = order(cgroup.order(), errno);
      return place.isEmpty() || (cgroup.path().toFile().isDirectory() && !order.isEmpty())
          ? order
          : place;
    }
    if (options instanceof UprobeMulti probe
        && errno == Errno.ENOENT
        && !probe.functions().isEmpty()) {
      // elf.c, elf_resolve_syms_offsets(): it returns what the look for .symtab returned.
      return "libbpf finds names in files with a full symbol table (.symtab) alone, and all of them"
          + " must be there; a pattern finds those of stripped files too.";
    }
    return "";
  }

  private static String either(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  /** The kernel answers a number that no interface has as it does a wrong flag. */
  private static String missing(NetworkDevice device) {
    try {
      return device.index().isPresent()
              && NetworkInterface.getByIndex(device.index().getAsInt()) == null
          ? "There is no " + device + "."
          : "";
    } catch (SocketException e) {
      return "";
    }
  }

  private static String order(Optional<Order> order, int errno) {
    return order.map(one -> MissingPlace.order(one.toString(), errno)).orElse("");
  }
}
