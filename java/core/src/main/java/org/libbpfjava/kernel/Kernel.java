package org.libbpfjava.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.libbpfjava.BpfScope;
import org.libbpfjava.ProgramInfo;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.internal.failure.Confinement;
import org.libbpfjava.internal.failure.Mounts;
import org.libbpfjava.internal.failure.TokenMount;
import org.libbpfjava.internal.libbpf.KernelObjects;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.probe.Probes;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapType;

/**
 * What the running kernel holds, who holds it, and what it can do.
 *
 * <p>Streams of infos ask the kernel while they are read, object by object. One that vanishes
 * meanwhile is left out; one that appears meanwhile may come or not. {@link
 * BpfScope#openProgram(int)}, {@link BpfScope#openMap(int)}, {@link BpfScope#openLink(int)} and
 * {@link LoadedBtf#open} open what an info names.
 *
 * <p>Safe on any thread.
 */
public final class Kernel {
  private Kernel() {}

  /**
   * Lists the programs of the kernel.
   *
   * @return what the kernel says of each, in the order of their ids
   * @throws BpfPermissionException when it is read, if the process lacks CAP_SYS_ADMIN
   * @throws BpfException when it is read, for any other refusal
   * @kernel 4.13, 34ad5580f8f9 ("bpf: Add BPF_(PROG|MAP)_GET_NEXT_ID command")
   * @libbpf bpf_prog_get_next_id, bpf_prog_get_fd_by_id, bpf_prog_get_info_by_fd
   */
  public static Stream<ProgramInfo> programs() {
    return KernelObjects.programIds().mapMulti((id, next) -> program(id).ifPresent(next));
  }

  private static Optional<ProgramInfo> program(int id) {
    try {
      return Optional.of(ProgramInfo.ofId(id));
    } catch (BpfException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty(); // it has gone meanwhile
      }
      throw e;
    }
  }

  /**
   * Lists the maps of the kernel.
   *
   * @return what the kernel says of each, in the order of their ids
   * @throws BpfPermissionException when it is read, if the process lacks CAP_SYS_ADMIN
   * @throws BpfException when it is read, for any other refusal
   * @kernel 4.13, bd5f5f4ecb78 ("bpf: Add BPF_MAP_GET_FD_BY_ID")
   * @libbpf bpf_map_get_next_id, bpf_map_get_fd_by_id, bpf_map_get_info_by_fd
   */
  public static Stream<MapInfo> maps() {
    return KernelObjects.MAPS.all();
  }

  /**
   * Lists the links of the kernel.
   *
   * @return what the kernel says of each, in the order of their ids
   * @throws BpfPermissionException when it is read, if the process lacks CAP_SYS_ADMIN
   * @throws BpfException when it is read, for any other refusal
   * @kernel 5.8, 2d602c8cf40d ("bpf: Support GET_FD_BY_ID and GET_NEXT_ID for bpf_link")
   * @libbpf bpf_link_get_next_id, bpf_link_get_fd_by_id, bpf_link_get_info_by_fd
   */
  public static Stream<LinkInfo> links() {
    return KernelObjects.LINKS.all();
  }

  /**
   * Lists the type information of the kernel: its own, that of its modules, and that of loaded
   * objects.
   *
   * @return what the kernel says of each, in the order of their ids
   * @throws BpfPermissionException when it is read, if the process lacks CAP_SYS_ADMIN
   * @throws BpfException when it is read, for any other refusal
   * @kernel 5.4, 1b9ed84ecf26 ("bpf: add new BPF_BTF_GET_NEXT_ID syscall command")
   * @libbpf bpf_btf_get_next_id, bpf_btf_get_fd_by_id, bpf_btf_get_info_by_fd
   */
  public static Stream<BtfInfo> btfObjects() {
    return KernelObjects.BTF.all().map(BtfInfo::of);
  }

  /**
   * Finds out who holds what: reads the descriptors of all processes and opens all files of all BPF
   * file systems, once. It is a system call for each descriptor on the machine, and some more for
   * those that are of BPF.
   *
   * @return the holders at this moment
   * @throws UnsupportedOperationException if there is no native library for this machine
   * @kernel 5.8 for links, 5.2 for BTF, 4.18 for the rest; older ones do not say what a descriptor
   *     is of
   * @libbpf bpf_obj_get
   */
  public static Holders holders() {
    return Holders.now();
  }

  /**
   * Asks the kernel whether it loads programs of a type, by loading one. What it has is asked once.
   *
   * @param type the type
   * @return whether it has the type, and lets this process use it
   * @throws BpfPermissionException if the process lacks a capability, or in a user namespace of its
   *     own the delegation, so that nobody can tell
   * @libbpf libbpf_probe_bpf_prog_type
   */
  public static boolean supports(ProgramType type) {
    return FeatureProbes.supports(Objects.requireNonNull(type, "type"));
  }

  /**
   * Asks the kernel whether it makes maps of a type, by making one. What it has is asked once.
   *
   * @param type the type
   * @return whether it has the type, and lets this process use it
   * @throws BpfPermissionException if the process lacks a capability, or in a user namespace of its
   *     own the delegation, so that nobody can tell
   * @libbpf libbpf_probe_bpf_map_type
   */
  public static boolean supports(MapType type) {
    return FeatureProbes.supports(Objects.requireNonNull(type, "type"));
  }

  /**
   * Looks an attach type up in the types that the kernel shows, or where it shows none, goes by its
   * version. A kernel has the name also if it is built without what runs programs there. It needs
   * no privilege.
   *
   * @param type the attach type
   * @return whether the kernel knows it
   * @libbpf btf__load_vmlinux_btf
   */
  public static boolean supports(AttachType type) {
    return FeatureProbes.supports(Objects.requireNonNull(type, "type"));
  }

  /**
   * Asks the kernel whether programs of a type may call a helper, by loading one that does. What it
   * has is asked once.
   *
   * @param helper the helper
   * @param type the type of programs
   * @return whether they may
   * @throws IllegalArgumentException for tracing, ext, lsm and struct_ops, where it depends on the
   *     place to which a program is attached, and for {@link ProgramType#UNKNOWN}
   * @throws BpfPermissionException if the process lacks a capability, or in a user namespace of its
   *     own the delegation, so that nobody can tell
   * @libbpf libbpf_probe_bpf_helper
   */
  public static boolean supports(Helper helper, ProgramType type) {
    return FeatureProbes.supports(
        Objects.requireNonNull(helper, "helper"), Objects.requireNonNull(type, "type"));
  }

  /**
   * Looks for a function of the kernel or of a loaded module that programs may call (kfunc). It
   * needs no privilege. Some of them are open to some types of programs alone.
   *
   * <p>Kernels before Linux 6.10, and those that were built with a pahole before 1.26, do not say
   * which of their functions programs may call. There each function counts.
   *
   * @param name the function's name
   * @return whether there is one; empty if the kernel shows no types
   * @throws IllegalArgumentException if the name holds a NUL
   * @libbpf btf__load_vmlinux_btf, btf__load_module_btf
   */
  public static Optional<Boolean> hasKfunc(String name) {
    return Probes.hasKfunc(
        CString.check("the function's name", Objects.requireNonNull(name, "name")));
  }

  /**
   * {@return the first upstream kernel that has a type of programs}
   *
   * @param type the type
   * @throws IllegalArgumentException for {@link ProgramType#UNKNOWN}
   */
  public static KernelVersion since(ProgramType type) {
    return FeatureProbes.since(Objects.requireNonNull(type, "type"));
  }

  /**
   * {@return the first upstream kernel that has a type of maps}
   *
   * @param type the type
   * @throws IllegalArgumentException for {@link MapType#UNKNOWN}
   */
  public static KernelVersion since(MapType type) {
    return FeatureProbes.since(Objects.requireNonNull(type, "type"));
  }

  /**
   * {@return the first upstream kernel that has an attach type}
   *
   * @param type the attach type
   * @throws IllegalArgumentException for {@link AttachType#UNKNOWN}
   */
  public static KernelVersion since(AttachType type) {
    return FeatureProbes.since(Objects.requireNonNull(type, "type"));
  }

  /**
   * {@return the first upstream kernel that has a helper; for some types of programs it came later}
   *
   * @param helper the helper
   */
  public static KernelVersion since(Helper helper) {
    return FeatureProbes.since(Objects.requireNonNull(helper, "helper"));
  }

  /**
   * Asks for all types of programs.
   *
   * @return each type that this library knows, in the order of their numbers
   * @throws BpfPermissionException as {@link #supports(ProgramType)}
   * @libbpf libbpf_probe_bpf_prog_type
   */
  public static List<Support<ProgramType>> programTypes() {
    return table(ProgramType.values(), ProgramType.UNKNOWN, Kernel::supports, Kernel::since);
  }

  /**
   * Asks for all types of maps.
   *
   * @return each type that this library knows, in the order of their numbers
   * @throws BpfPermissionException as {@link #supports(MapType)}
   * @libbpf libbpf_probe_bpf_map_type
   */
  public static List<Support<MapType>> mapTypes() {
    return table(MapType.values(), MapType.UNKNOWN, Kernel::supports, Kernel::since);
  }

  /**
   * Asks for all attach types.
   *
   * @return each that this library knows, in the order of their numbers
   * @libbpf btf__load_vmlinux_btf
   */
  public static List<Support<AttachType>> attachTypes() {
    return table(AttachType.values(), AttachType.UNKNOWN, Kernel::supports, Kernel::since);
  }

  private static <T> List<Support<T>> table(
      T[] all, T unknown, Predicate<T> isSupported, Function<T, KernelVersion> since) {
    return Arrays.stream(all)
        .filter(one -> one != unknown)
        .map(one -> new Support<>(one, isSupported.test(one), since.apply(one)))
        .toList();
  }

  /**
   * Asks for all helpers that programs of a type may call. It is a system call for each.
   *
   * @param type the type of programs
   * @return each helper that this library knows, in the order of their numbers
   * @throws IllegalArgumentException as {@link #supports(Helper, ProgramType)}
   * @throws BpfPermissionException as {@link #supports(Helper, ProgramType)}
   * @libbpf libbpf_probe_bpf_helper
   */
  public static List<Support<Helper>> helpers(ProgramType type) {
    Objects.requireNonNull(type, "type");
    return Arrays.stream(Helper.values())
        .map(helper -> new Support<>(helper, supports(helper, type), since(helper)))
        .toList();
  }

  /**
   * {@return the capabilities that are in effect for the calling thread; empty if /proc does not
   * tell}
   */
  public static Optional<Capabilities> capabilities() {
    Confinement process = Confinement.ofThisThread();
    return process.capabilities().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Capabilities.of(process.capabilities().getAsLong(), process.ownUserNamespace()));
  }

  /**
   * {@return the BPF file systems that this process sees and that delegate rights, in the order of
   * their mounts} Objects, scopes and probes in a user namespace take a BPF token from the first
   * one by themselves; {@link org.libbpfjava.OpenOptions#withTokenPath} and {@link
   * org.libbpfjava.ScopeOptions#withTokenPath} name another.
   *
   * @kernel 6.9
   */
  public static List<Delegation> delegations() {
    return TokenMount.of(Mounts.now()).stream().map(Delegation::of).toList();
  }

  /** {@return what decides what the calling thread may do with BPF, as it is now} Never throws. */
  public static Diagnosis diagnosis() {
    return Diagnosis.now();
  }
}
