package org.libbpfjava.attach;

import java.util.List;
import java.util.Objects;

/**
 * What the kernel tells of a link, as {@code bpftool link show} prints it: a record for each kind.
 * Every number is of the moment at which it was asked.
 *
 * <p>A member that this kernel does not tell is 0. Kernels tell cookies later than they have them.
 *
 * @see BpfLink#info
 * @libbpf struct bpf_link_info
 */
public sealed interface LinkInfo {

  /** {@return the kernel's number of the link} */
  int id();

  /** {@return the kernel's number of the program that is attached, 0 for none} */
  int programId();

  /** {@return the type of the link, {@link LinkType#UNKNOWN} if it is newer than this library} */
  LinkType type();

  /**
   * A place in a file that processes run.
   *
   * @param offset bytes from the start of the file
   * @param counterOffset where in the file the counter lies that tells the process of the program,
   *     as USDT probes have it; 0 for none
   * @param cookie the number that the program reads there
   */
  record Place(long offset, long counterOffset, long cookie) {}

  /**
   * A program at a tracepoint, with its raw or typed arguments.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param tracepoint the tracepoint, such as {@code sys_enter}
   * @param cookie the number that the program reads
   */
  record RawTracepoint(int id, int programId, String tracepoint, long cookie) implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public RawTracepoint {
      Objects.requireNonNull(tracepoint, "tracepoint");
    }

    @Override
    public LinkType type() {
      return LinkType.RAW_TRACEPOINT;
    }
  }

  /**
   * A program at a function, which a security hook is too; or one in the place of a function of
   * another program.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType when it runs
   * @param targetObjectId the id of the program that it replaces or traces, or of the BTF object
   *     that has the target's type
   * @param targetTypeId the target's type in that BTF
   * @param cookie the number that the program reads
   */
  record Tracing(
      int id,
      int programId,
      AttachType attachType,
      int targetObjectId,
      int targetTypeId,
      long cookie)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Tracing {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.TRACING;
    }
  }

  /**
   * A program at a control group.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType when it runs
   * @param cgroupId the inode of the group in cgroup2; 0 if the group is gone or the link detached
   */
  record Cgroup(int id, int programId, AttachType attachType, long cgroupId) implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Cgroup {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.CGROUP;
    }
  }

  /**
   * An iterator over objects of the kernel.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param target what it walks over, such as {@code task} or {@code bpf_map}
   * @param mapId the map whose elements it walks over; 0 for none
   * @param cgroupId the group in which it begins; 0 for none
   * @param cgroupOrder a value of {@code enum bpf_cgroup_iter_order}; 0 if it walks over no groups
   * @param threadId the one thread to which it keeps; 0 for all
   * @param processId the one process to which it keeps; 0 for all
   */
  record Iterator(
      int id,
      int programId,
      String target,
      int mapId,
      long cgroupId,
      int cgroupOrder,
      int threadId,
      int processId)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Iterator {
      Objects.requireNonNull(target, "target");
    }

    @Override
    public LinkType type() {
      return LinkType.ITER;
    }
  }

  /**
   * A program at a network namespace.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType when it runs
   * @param inode the number of the namespace, which {@code /proc/PID/ns/net} shows; 0 if it is gone
   */
  record NetworkNamespace(int id, int programId, AttachType attachType, long inode)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public NetworkNamespace {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.NETNS;
    }
  }

  /**
   * A program at a network device, before the network stack.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param interfaceIndex the device; 0 if it is gone or the link detached
   */
  record Xdp(int id, int programId, int interfaceIndex) implements LinkInfo {
    @Override
    public LinkType type() {
      return LinkType.XDP;
    }
  }

  /**
   * A program at a network device, in the network stack.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType the direction
   * @param interfaceIndex the device; 0 if it is gone or the link detached
   */
  record Tcx(int id, int programId, AttachType attachType, int interfaceIndex) implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Tcx {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.TCX;
    }
  }

  /**
   * A program at a netkit device.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType the end of the pair
   * @param interfaceIndex the device; 0 if it is gone or the link detached
   */
  record Netkit(int id, int programId, AttachType attachType, int interfaceIndex)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Netkit {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.NETKIT;
    }
  }

  /**
   * A program at a hook of netfilter.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param family {@code NFPROTO_IPV4}, 2, or {@code NFPROTO_IPV6}, 10
   * @param hook a value of {@code enum nf_inet_hooks}
   * @param priority lower runs earlier
   * @param flags {@code BPF_F_NETFILTER_IP_DEFRAG}, 1, or 0
   */
  record Netfilter(int id, int programId, int family, int hook, int priority, int flags)
      implements LinkInfo {
    @Override
    public LinkType type() {
      return LinkType.NETFILTER;
    }
  }

  /**
   * A struct of functions that the kernel calls. It has no program id.
   *
   * @param id the kernel's number of the link
   * @param mapId the map that holds the struct; 0 if the link is detached
   */
  record StructOps(int id, int mapId) implements LinkInfo {
    @Override
    public int programId() {
      return 0;
    }

    @Override
    public LinkType type() {
      return LinkType.STRUCT_OPS;
    }
  }

  /**
   * A program at a map of sockets.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param attachType when it runs
   * @param mapId the map; 0 if the link is detached
   */
  record Sockmap(int id, int programId, AttachType attachType, int mapId) implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Sockmap {
      Objects.requireNonNull(attachType, "attachType");
    }

    @Override
    public LinkType type() {
      return LinkType.SOCKMAP;
    }
  }

  /**
   * A program at many functions of the kernel.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param isReturn whether it runs when they return
   * @param addresses where they are in memory; zeros if the process may not see addresses, empty
   *     before Linux 6.6
   * @param cookies the numbers that the program reads, one for each address
   * @param missed how often the program did not run, because it ran on that CPU already
   */
  record KprobeMulti(
      int id,
      int programId,
      boolean isReturn,
      List<Long> addresses,
      List<Long> cookies,
      long missed)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public KprobeMulti {
      addresses = List.copyOf(Objects.requireNonNull(addresses, "addresses"));
      cookies = List.copyOf(Objects.requireNonNull(cookies, "cookies"));
    }

    @Override
    public LinkType type() {
      return LinkType.KPROBE_MULTI;
    }
  }

  /**
   * A program at many places of a file that processes run. Before Linux 6.8 the kernel tells
   * nothing about it: there is no path and no place.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param isReturn whether it runs when the functions return
   * @param path the file
   * @param processId the one process in which it runs; 0 for all
   * @param places where in the file
   */
  record UprobeMulti(
      int id, int programId, boolean isReturn, String path, int processId, List<Place> places)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public UprobeMulti {
      Objects.requireNonNull(path, "path");
      places = List.copyOf(Objects.requireNonNull(places, "places"));
    }

    @Override
    public LinkType type() {
      return LinkType.UPROBE_MULTI;
    }
  }

  /**
   * A program at one instruction of the kernel.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param isReturn whether it runs when the function returns
   * @param function the function, empty for an address
   * @param offset bytes from its start
   * @param address where it is in memory; 0 if the process may not see addresses
   * @param missed how often the program did not run, because it ran on that CPU already
   * @param cookie the number that the program reads
   */
  record Kprobe(
      int id,
      int programId,
      boolean isReturn,
      String function,
      long offset,
      long address,
      long missed,
      long cookie)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Kprobe {
      Objects.requireNonNull(function, "function");
    }

    @Override
    public LinkType type() {
      return LinkType.PERF_EVENT;
    }
  }

  /**
   * A program at one instruction of a file that processes run.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param isReturn whether it runs when the function returns
   * @param path the file
   * @param place where in it
   */
  record Uprobe(int id, int programId, boolean isReturn, String path, Place place)
      implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Uprobe {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(place, "place");
    }

    @Override
    public LinkType type() {
      return LinkType.PERF_EVENT;
    }
  }

  /**
   * A program at a tracepoint, with its fields.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param tracepoint the tracepoint, without its category
   * @param cookie the number that the program reads
   */
  record Tracepoint(int id, int programId, String tracepoint, long cookie) implements LinkInfo {
    /** Refuses null by NullPointerException. */
    public Tracepoint {
      Objects.requireNonNull(tracepoint, "tracepoint");
    }

    @Override
    public LinkType type() {
      return LinkType.PERF_EVENT;
    }
  }

  /**
   * A program at an event that is counted or sampled.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param eventType a value of {@code enum perf_type_id}
   * @param config which event of that type
   * @param cookie the number that the program reads
   */
  record PerfEvent(int id, int programId, int eventType, long config, long cookie)
      implements LinkInfo {
    @Override
    public LinkType type() {
      return LinkType.PERF_EVENT;
    }
  }

  /**
   * A link about which this library or this kernel knows no more: one of a newer type, or one at a
   * perf event before Linux 6.6.
   *
   * @param id the kernel's number of the link
   * @param programId the kernel's number of the program
   * @param typeNumber a value of {@code enum bpf_link_type}
   */
  record Other(int id, int programId, int typeNumber) implements LinkInfo {
    @Override
    public LinkType type() {
      return LinkType.of(typeNumber);
    }
  }
}
