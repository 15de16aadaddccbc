package org.libbpfjava.attach;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.AttachedPrograms;

/**
 * The programs that are attached to a network interface or a control group, whoever has attached
 * them, as {@code bpftool net show} and {@code bpftool cgroup show} print them. A value of the
 * moment at which it was asked.
 *
 * <pre>{@code
 * for (Attachments.Hook hook : Attachments.of(NetworkDevice.named("eth0")).hooks()) {
 *   System.out.println(hook.type() + ", revision " + hook.revision() + ": " + hook.programs());
 * }
 * }</pre>
 *
 * @kernel control groups 4.15, XDP 4.13, tc 4.13, tcx 6.6, netkit 6.7, cgroup revisions 6.17
 */
public final class Attachments {
  private static final List<AttachType> OF_DEVICES =
      List.of(
          AttachType.TCX_INGRESS,
          AttachType.TCX_EGRESS,
          AttachType.NETKIT_PRIMARY,
          AttachType.NETKIT_PEER);

  private final List<Hook> hooks;
  private final List<XdpProgram> xdp;
  private final List<Filter> filters;

  private Attachments(List<Hook> hooks, List<XdpProgram> xdp, List<Filter> filters) {
    this.hooks = List.copyOf(hooks);
    this.xdp = List.copyOf(xdp);
    this.filters = List.copyOf(filters);
  }

  /**
   * An attached program.
   *
   * @param id the kernel's number of the program
   * @param name the kernel's name of it, up to 15 characters; empty if the process may not ask,
   *     which takes CAP_SYS_ADMIN
   * @param linkId the kernel's number of its link; 0 where it has none, and at control groups, of
   *     whose links the kernel does not tell
   */
  public record Program(int id, String name, int linkId) {
    /** Refuses null by NullPointerException. */
    public Program {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * The programs of one place.
   *
   * @param type the place
   * @param revision how often its programs have changed, for {@link Order#expecting}; 0 where this
   *     kernel does not count
   * @param programs in the order in which they run
   */
  public record Hook(AttachType type, long revision, List<Program> programs) {
    /** Refuses null by NullPointerException. */
    public Hook {
      Objects.requireNonNull(type, "type");
      programs = List.copyOf(Objects.requireNonNull(programs, "programs"));
    }
  }

  /**
   * An XDP program.
   *
   * @param mode where it runs
   * @param program the program; the kernel does not tell its link here
   */
  public record XdpProgram(XdpMode mode, Program program) {
    /** Refuses null by NullPointerException. */
    public XdpProgram {
      Objects.requireNonNull(mode, "mode");
      Objects.requireNonNull(program, "program");
    }
  }

  /**
   * A filter of tc at clsact.
   *
   * @param isEgress whether it sees what the interface sends
   * @param priority its place among others: the lowest runs first
   * @param handle its number among those of its priority
   * @param program the program
   */
  public record Filter(boolean isEgress, int priority, int handle, Program program) {
    /** Refuses null by NullPointerException. */
    public Filter {
      Objects.requireNonNull(program, "program");
    }
  }

  /**
   * Asks what is attached to a network interface.
   *
   * @param device one of this thread's network namespace
   * @return its programs of XDP, tcx, netkit and tc
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if there is no such interface, or the kernel refuses
   * @libbpf bpf_prog_query_opts, bpf_xdp_query
   */
  public static Attachments of(NetworkDevice device) {
    Objects.requireNonNull(device, "device");
    String what = "list what is attached to " + device;
    int index =
        device.index().isPresent()
            ? device.index().getAsInt()
            : checked(AttachedPrograms.interfaceIndex(device.name().orElseThrow()), what);
    if (!AttachedPrograms.isInterface(index)) {
      throw refusal(Errno.ENODEV, what); // kernels without tcx answer as if nothing were attached
    }
    List<Hook> hooks = new ArrayList<>();
    for (AttachType type : OF_DEVICES) {
      hook(index, type, false, what).ifPresent(hooks::add);
    }
    List<Filter> filters = new ArrayList<>(filters(index, false, what));
    filters.addAll(filters(index, true, what));
    return new Attachments(hooks, xdp(index, what), filters);
  }

  /**
   * Asks what is attached to a control group itself. Its ancestors may have more programs that run
   * there, which {@link #effectiveAt} tells.
   *
   * @param cgroup its folder in a file system of type cgroup2
   * @return its programs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if it is no control group, or the kernel refuses
   * @libbpf bpf_prog_query_opts
   */
  public static Attachments of(Path cgroup) {
    Objects.requireNonNull(cgroup, "cgroup");
    return ofGroup(cgroup, false, "list what is attached to control group '" + cgroup + "'");
  }

  /**
   * Asks what runs for the processes of a control group: its own programs, and those of its
   * ancestors that no attachment below overrides. The programs of a place come in the order in
   * which they run. Revisions are 0: the kernel counts the changes of each group alone.
   *
   * @param cgroup its folder in a file system of type cgroup2
   * @return the programs
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if it is no control group, or the kernel refuses
   * @kernel 4.15, 468e2f64d220 ("bpf: introduce BPF_PROG_QUERY command")
   * @libbpf bpf_prog_query_opts with BPF_F_QUERY_EFFECTIVE
   */
  public static Attachments effectiveAt(Path cgroup) {
    Objects.requireNonNull(cgroup, "cgroup");
    return ofGroup(cgroup, true, "list what runs in control group '" + cgroup + "'");
  }

  private static Attachments ofGroup(Path cgroup, boolean effective, String what) {
    return AttachedPrograms.withFolder(
        cgroup.toString(),
        refused -> {
          throw refusal(-refused, what);
        },
        fd -> {
          List<Hook> hooks = new ArrayList<>();
          Arrays.stream(AttachType.values())
              .filter(Attachments::isOfGroups)
              .forEach(type -> hook(fd, type, effective, what).ifPresent(hooks::add));
          return new Attachments(hooks, List.of(), List.of());
        });
  }

  private static boolean isOfGroups(AttachType type) {
    return type.name().startsWith("CGROUP_") || type == AttachType.LSM_CGROUP;
  }

  /** The programs of a place; empty for none, and where this kernel has no such place. */
  private static Optional<Hook> hook(int target, AttachType type, boolean effective, String what) {
    AttachedPrograms.Hook asked = AttachedPrograms.hook(target, type.number(), effective);
    if (asked.result() == -Errno.EINVAL
        || asked.result() == -Errno.ENOENT
        || asked.result() == -Errno.EOPNOTSUPP
        || asked.result() == -ENXIO) {
      return Optional.empty();
    }
    checked(asked.result(), what);
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < asked.ids().size(); i++) {
      programs.add(program(asked.ids().get(i), asked.links().get(i)));
    }
    return programs.isEmpty()
        ? Optional.empty()
        : Optional.of(new Hook(type, asked.revision(), programs));
  }

  /** What a netkit hook answers of an interface of another kind. */
  private static final int ENXIO = 6;

  private static Program program(int id, int linkId) {
    return new Program(id, AttachedPrograms.programName(id), linkId);
  }

  private static List<XdpProgram> xdp(int index, String what) {
    int[] ids = new int[3];
    checked(AttachedPrograms.xdp(index, ids), what);
    List<XdpMode> modes = List.of(XdpMode.NATIVE, XdpMode.GENERIC, XdpMode.OFFLOADED);
    List<XdpProgram> programs = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != 0) {
        programs.add(new XdpProgram(modes.get(i), program(ids[i], 0)));
      }
    }
    return programs;
  }

  private static List<Filter> filters(int index, boolean isEgress, String what) {
    int[] numbers = AttachedPrograms.filters(index, isEgress);
    if (numbers.length == 1) {
      checked(numbers[0], what);
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 0; i + 2 < numbers.length; i += 3) {
      filters.add(new Filter(isEgress, numbers[i], numbers[i + 1], program(numbers[i + 2], 0)));
    }
    return filters;
  }

  private static int checked(int result, String what) {
    if (result < 0) {
      throw refusal(-result, what);
    }
    return result;
  }

  private static BpfException refusal(int errno, String what) {
    Message message =
        switch (errno) {
          case Errno.ENODEV ->
              Message.whole(
                  what
                      + ": "
                      + Errno.describe(errno)
                      + ": there is no such interface in this network namespace",
                  errno);
          case Errno.EBADF ->
              Message.whole(
                  what + ": " + Errno.describe(errno) + ": it is in no file system of type cgroup2",
                  errno);
          default -> Message.of(what).withErrno(errno);
        };
    return errno == Errno.EPERM
        ? new BpfPermissionException(
            Message.whole(what + ": " + Errno.describe(errno) + ": it takes CAP_NET_ADMIN", errno))
        : new BpfException(message);
  }

  /** {@return the places that have programs; those of XDP and tc have lists of their own} */
  public List<Hook> hooks() {
    return hooks;
  }

  /** {@return the XDP programs of an interface} */
  public List<XdpProgram> xdp() {
    return xdp;
  }

  /** {@return the BPF filters of tc at clsact of an interface, in the order in which they run} */
  public List<Filter> filters() {
    return filters;
  }

  /** {@return the places that have programs, and these, for messages} */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    xdp.forEach(one -> all.add("xdp " + one.mode() + ": " + one.program()));
    hooks.forEach(one -> all.add(one.type() + ": " + one.programs()));
    filters.forEach(
        one -> all.add("tc " + (one.isEgress() ? "egress" : "ingress") + ": " + one.program()));
    return String.join(", ", all);
  }
}
