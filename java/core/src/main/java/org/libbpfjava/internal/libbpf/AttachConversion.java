package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_interface_index;

import java.nio.channels.NetworkChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Freplace;
import org.libbpfjava.attach.Iter;
import org.libbpfjava.attach.KernelSyscall;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.Lsm;
import org.libbpfjava.attach.Netfilter;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.ProbeMode;
import org.libbpfjava.attach.ProcessScope;
import org.libbpfjava.attach.RawTracepoint;
import org.libbpfjava.attach.Reuseport;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.attach.Sockmap;
import org.libbpfjava.attach.Tc;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.Trace;
import org.libbpfjava.attach.Tracepoint;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.attach.Usdt;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.attach.XdpMode;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.MissingPlace;

/** Turns options into the arguments of a native call. */
final class AttachConversion {
  private AttachConversion() {}

  /**
   * Converts options. What they refer to stays open while {@code use} runs.
   *
   * @param what what is tried, for messages
   * @throws BpfException if they name a network interface that does not exist
   * @throws IllegalStateException if they refer to a link or program that is closed
   */
  static <T> T with(AttachOptions options, String what, Function<AttachCall, T> use) {
    if (options instanceof Tcx tcx) {
      int device = index(tcx.device(), what);
      return positioned(tcx.order(), at -> use.apply(new AttachCall.OfTcx(device, at)));
    }
    if (options instanceof Netkit netkit) {
      int device = index(netkit.device(), what);
      return positioned(netkit.order(), at -> use.apply(new AttachCall.OfNetkit(device, at)));
    }
    if (options instanceof Cgroup cgroup) {
      String path = cgroup.path().toString();
      return positioned(
          cgroup.order(), at -> use.apply(new AttachCall.OfCgroup(path, cgroup.isPreorder(), at)));
    }
    if (options instanceof Xdp xdp) {
      return xdp(xdp, index(xdp.device(), what), use);
    }
    if (options instanceof Freplace replaced) {
      return replaced
          .target()
          .withFd(fd -> use.apply(new AttachCall.OfFreplace(fd, replaced.function())));
    }
    if (options instanceof Sockmap sockmap) {
      return sockmap.map().withFd(fd -> use.apply(new AttachCall.OfSockmap(fd)));
    }
    if (options instanceof Iter iter) {
      return iterator(iter, use);
    }
    return use.apply(named(options, what));
  }

  private static <T> T xdp(Xdp xdp, int device, Function<AttachCall, T> use) {
    int flags = flags(xdp.mode());
    if (!xdp.isByNetlink()) {
      return use.apply(new AttachCall.OfXdp(device, flags));
    }
    IntFunction<T> inPlaceOf = fd -> use.apply(new AttachCall.OfNetlinkXdp(device, flags, fd));
    return xdp.replaced().isPresent() ? xdp.replaced().get().withFd(inPlaceOf) : inPlaceOf.apply(0);
  }

  private static <T> T iterator(Iter iter, Function<AttachCall, T> use) {
    int number = iter.number().orElse(0);
    return switch (iter.kind()) {
      case ALL -> use.apply(new AttachCall.OfIter(0, 0, "", 0));
      case MAP ->
          iter.map().orElseThrow().withFd(fd -> use.apply(new AttachCall.OfIter(1, fd, "", 0)));
      case THREAD -> use.apply(new AttachCall.OfIter(2, number, "", 0));
      case PROCESS -> use.apply(new AttachCall.OfIter(3, number, "", 0));
      case PIDFD -> use.apply(new AttachCall.OfIter(4, number, "", 0));
      case CGROUP ->
          use.apply(
              new AttachCall.OfIter(
                  5, 0, iter.cgroup().orElseThrow().toString(), walk(iter.walk().orElseThrow())));
    };
  }

  /** BPF_CGROUP_ITER_* of linux/bpf.h. */
  private static int walk(Iter.Walk walk) {
    return switch (walk) {
      case SELF -> 1;
      case DESCENDANTS_PRE -> 2;
      case DESCENDANTS_POST -> 3;
      case ANCESTORS -> 4;
    };
  }

  /** Options whose place is looked up here and now. */
  private static AttachCall named(AttachOptions options, String what) {
    if (options instanceof Tc tc) {
      return new AttachCall.OfTc(
          index(tc.device(), what), tc.isEgress(), tc.handle(), tc.priority(), tc.isReplacing());
    }
    if (options instanceof SocketFilter filter) {
      return socket(filter.channel(), filter.descriptor(), false, what);
    }
    if (options instanceof Reuseport group) {
      return socket(group.channel(), group.descriptor(), true, what);
    }
    return alone(options);
  }

  private static AttachCall socket(
      Optional<NetworkChannel> channel, OptionalInt descriptor, boolean isOfGroup, String what) {
    SocketSearch socket =
        channel.isPresent()
            ? SocketSearch.of(channel.get(), isOfGroup, what)
            : SocketSearch.of(descriptor.orElseThrow(), what);
    return new AttachCall.OfSocket(socket.fd(), socket.cookie(), isOfGroup);
  }

  /** Options that refer to nothing that lives in this process. */
  private static AttachCall alone(AttachOptions options) {
    if (options instanceof RawTracepoint point) {
      return new AttachCall.OfRawTracepoint(point.name(), point.cookie());
    }
    if (options instanceof Tracepoint point) {
      return new AttachCall.OfTracepoint(point.category(), point.name(), point.cookie());
    }
    if (options instanceof Trace trace) {
      return new AttachCall.OfTrace(trace.cookie());
    }
    if (options instanceof Lsm lsm) {
      return new AttachCall.OfTrace(lsm.cookie());
    }
    if (options instanceof KernelSyscall call) {
      return new AttachCall.OfKernelSyscall(call.name(), call.isOnReturn(), call.cookie());
    }
    if (options instanceof PerfEvent event) {
      return perfEvent(event);
    }
    if (options instanceof Netns netns) {
      return new AttachCall.OfNetns(netns.path().toString());
    }
    if (options instanceof Netfilter netfilter) {
      return new AttachCall.OfNetfilter(
          family(netfilter.family()),
          hook(netfilter.hook()),
          netfilter.priority(),
          netfilter.isDefragmented());
    }
    return probe(options);
  }

  /** One on all CPUs or in all threads is split before: {@link AttachParts}. */
  private static AttachCall perfEvent(PerfEvent event) {
    boolean isOnCpu = event.scope() == PerfEvent.Scope.CPU;
    return new AttachCall.OfPerfEvent(
        PerfNumbers.of(event.event()),
        event.sampling(),
        event.isPerSecond(),
        isOnCpu ? -1 : event.number(),
        isOnCpu ? event.number() : -1,
        event.cookie());
  }

  private static AttachCall probe(AttachOptions options) {
    if (options instanceof Kprobe probe) {
      return new AttachCall.OfKprobe(
          probe.function().orElse(""),
          probe.offset(),
          probe.isOnReturn(),
          probe.cookie(),
          mode(probe.mode()));
    }
    if (options instanceof KprobeMulti probe) {
      return new AttachCall.OfKprobeMulti(
          probe.pattern().orElse(""),
          probe.functions(),
          list(probe.addresses()),
          list(probe.cookies()),
          probe.isOnReturn(),
          probe.isUnique());
    }
    if (options instanceof Uprobe probe) {
      return new AttachCall.OfUprobe(
          pid(probe.scope()),
          probe.binary(),
          probe.function().orElse(""),
          probe.offset(),
          probe.isOnReturn(),
          probe.referenceCounter().orElse(0),
          probe.cookie(),
          mode(probe.mode()));
    }
    if (options instanceof UprobeMulti probe) {
      return new AttachCall.OfUprobeMulti(
          pid(probe.scope()),
          probe.binary(),
          probe.pattern().orElse(""),
          probe.functions(),
          list(probe.offsets()),
          list(probe.cookies()),
          probe.isOnReturn());
    }
    if (options instanceof Usdt probe) {
      return new AttachCall.OfUsdt(
          pid(probe.scope()), probe.binary(), probe.provider(), probe.name(), probe.cookie());
    }
    throw new AssertionError(options.getClass());
  }

  private static <T> T positioned(Optional<Order> order, Function<AttachCall.Position, T> use) {
    if (order.isEmpty()) {
      return use.apply(AttachCall.Position.ANYWHERE);
    }
    Order wanted = order.get();
    int place =
        switch (wanted.side()) {
          case BEFORE -> AttachCall.Position.BEFORE;
          case AFTER -> AttachCall.Position.AFTER;
        };
    boolean toLink = wanted.link().isPresent() || wanted.linkId().isPresent();
    int id = wanted.linkId().orElse(wanted.programId().orElse(0));
    long revision = wanted.revision().orElse(0);
    IntFunction<T> withNeighbour =
        fd -> use.apply(new AttachCall.Position(place, toLink, fd, id, revision));
    if (wanted.link().isPresent()) {
      return wanted.link().get().withFd(withNeighbour);
    }
    if (wanted.program().isPresent()) {
      return wanted.program().get().withFd(withNeighbour);
    }
    return withNeighbour.apply(0);
  }

  /** {@return the number of an interface, which a name stands for at this moment} */
  static int index(NetworkDevice device, String what) {
    if (device.index().isPresent()) {
      return device.index().getAsInt();
    }
    String name = device.name().orElseThrow();
    int index = lbj_interface_index(name);
    if (index < 0) {
      throw MissingPlace.networkInterface(what, name, -index);
    }
    return index;
  }

  /** XDP_FLAGS_* of linux/if_link.h. */
  private static int flags(XdpMode mode) {
    return switch (mode) {
      case AUTOMATIC -> 0;
      case GENERIC -> 1 << 1;
      case NATIVE -> 1 << 2;
      case OFFLOADED -> 1 << 3;
    };
  }

  /** NFPROTO_* of linux/netfilter.h. */
  private static int family(Netfilter.Family family) {
    return switch (family) {
      case IPV4 -> 2;
      case IPV6 -> 10;
    };
  }

  /** NF_INET_* of linux/netfilter.h. */
  private static int hook(Netfilter.Hook hook) {
    return switch (hook) {
      case PRE_ROUTING -> 0;
      case LOCAL_IN -> 1;
      case FORWARD -> 2;
      case LOCAL_OUT -> 3;
      case POST_ROUTING -> 4;
    };
  }

  /** PROBE_ATTACH_MODE_* of libbpf.h. */
  private static int mode(ProbeMode mode) {
    return switch (mode) {
      case AUTOMATIC -> 0;
      case LEGACY -> 1;
      case PERF -> 2;
      case LINK -> 3;
    };
  }

  /** What libbpf takes as a pid. */
  private static int pid(ProcessScope scope) {
    return scope.isAll() ? -1 : (int) scope.pid().orElse(0);
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
