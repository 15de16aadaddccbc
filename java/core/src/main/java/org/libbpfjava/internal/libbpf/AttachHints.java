package org.libbpfjava.internal.libbpf;

import java.util.Optional;
import java.util.OptionalInt;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Freplace;
import org.libbpfjava.attach.Iter;
import org.libbpfjava.attach.KernelSyscall;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.ProcessScope;
import org.libbpfjava.attach.Reuseport;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.attach.Sockmap;
import org.libbpfjava.attach.Tc;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.attach.Usdt;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.code.ProbeTargets;
import org.libbpfjava.internal.failure.MissingPlace;
import org.libbpfjava.internal.probe.AttachedPrograms;

/** What refused options have to do with an error number. */
final class AttachHints {
  private static final int EADDRNOTAVAIL = 99;

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
      return either(
          missing(netkit.device()),
          either(
              MissingPlace.netkit(netkit.device().toString(), errno),
              order(netkit.order(), errno)));
    }
    if (options instanceof Cgroup cgroup) {
      String place = MissingPlace.cgroup(cgroup.path(), errno);
      String order = order(cgroup.order(), errno);
      return place.isEmpty() || (cgroup.path().toFile().isDirectory() && !order.isEmpty())
          ? order
          : place;
    }
    return options instanceof Kprobe || options instanceof KprobeMulti
        ? ofKernel(options, errno)
        : options instanceof Uprobe || options instanceof UprobeMulti || options instanceof Usdt
            ? ofFile(options, errno)
            : ofOthers(options, errno);
  }

  /** The kernel says ENOENT, ESRCH or EINVAL of a name, by its version and the kind of probe. */
  private static boolean isMissing(int errno) {
    return errno == Errno.ENOENT
        || errno == Errno.ESRCH
        || errno == Errno.EINVAL
        || errno == EADDRNOTAVAIL;
  }

  private static String ofKernel(AttachOptions options, int errno) {
    if (!isMissing(errno)) {
      return "";
    }
    if (options instanceof Kprobe probe) {
      return probe.function().map(ProbeTargets.ofKernel()::whyMissing).orElse("");
    }
    KprobeMulti many = (KprobeMulti) options;
    if (many.pattern().isPresent()) {
      return errno == Errno.ENOENT
          ? "The kernel has no function that matches '" + many.pattern().get() + "'."
          : "";
    }
    return ProbeTargets.ofKernel().whyMissing(many.functions());
  }

  private static String ofFile(AttachOptions options, int errno) {
    if (errno == Errno.ESRCH) {
      return MissingPlace.process(scope(options).pid());
    }
    if (errno != Errno.ENOENT) {
      return "";
    }
    if (options instanceof Uprobe probe) {
      String function = probe.function().orElse("");
      return UserFunctions.of(probe.binary())
          .filter(all -> !function.isEmpty() && all.offset(function) == null)
          .map(all -> "Near names of functions in the file: " + all.near(function) + ".")
          .orElse("");
    }
    if (options instanceof UprobeMulti many && many.pattern().isPresent()) {
      return UserFunctions.of(many.binary())
          .map(all -> "The file has no function that matches '" + many.pattern().get() + "'.")
          .orElse("");
    }
    if (options instanceof Usdt probe) {
      String near = UserFunctions.nearProbes(probe.binary(), probe.provider() + ":" + probe.name());
      return near.isEmpty() ? "" : "Near probes of the file: " + near + ".";
    }
    return "";
  }

  private static ProcessScope scope(AttachOptions options) {
    return options instanceof Uprobe one
        ? one.scope()
        : options instanceof UprobeMulti many ? many.scope() : ((Usdt) options).scope();
  }

  private static String ofOthers(AttachOptions options, int errno) {
    if (options instanceof Tc tc) {
      return either(missing(tc.device()), MissingPlace.tc(errno));
    }
    if (options instanceof Iter iter) {
      return iter.cgroup().map(path -> MissingPlace.cgroup(path, errno)).orElse("");
    }
    if (options instanceof PerfEvent event) {
      return MissingPlace.perfEvent(counter(event.event()), errno);
    }
    if (options instanceof Freplace freplace) {
      return MissingPlace.function(freplace.target().name(), freplace.function(), errno);
    }
    if (options instanceof Sockmap) {
      return MissingPlace.sockmap(errno);
    }
    if (options instanceof SocketFilter || options instanceof Reuseport) {
      return MissingPlace.socket(options instanceof Reuseport, errno);
    }
    return options instanceof KernelSyscall call && isMissing(errno)
        ? MissingPlace.systemCall(call.name())
        : "";
  }

  private static MissingPlace.Counter counter(PerfEvent.Event event) {
    return event instanceof PerfEvent.Software
        ? MissingPlace.Counter.KERNEL
        : event instanceof PerfEvent.Breakpoint
            ? MissingPlace.Counter.BREAKPOINT
            : MissingPlace.Counter.PROCESSOR;
  }

  private static String either(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  /** The kernel answers a number that no interface has as it does a wrong flag. */
  private static String missing(NetworkDevice device) {
    OptionalInt index = device.index();
    return index.isEmpty() || AttachedPrograms.isInterface(index.getAsInt())
        ? ""
        : "There is no " + device + ".";
  }

  private static String order(Optional<Order> order, int errno) {
    return order.map(one -> MissingPlace.order(one.toString(), errno)).orElse("");
  }
}
