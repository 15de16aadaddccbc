package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.ProgramReference;

/**
 * What a network interface receives. Takes programs of {@code SEC("xdp")}. An interface has one XDP
 * program at a time.
 *
 * @kernel 5.9
 * @libbpf bpf_program__attach_xdp
 */
public final class Xdp implements AttachOptions {
  private final NetworkDevice device;
  private final XdpMode mode;
  private final boolean netlink;
  private final @Nullable ProgramReference replaced;

  private Xdp(
      NetworkDevice device, XdpMode mode, boolean netlink, @Nullable ProgramReference replaced) {
    this.device = device;
    this.mode = mode;
    this.netlink = netlink;
    this.replaced = replaced;
  }

  /**
   * {@return the interface of that name}
   *
   * @param name such as {@code eth0}
   * @throws IllegalArgumentException if no interface can be called so
   */
  public static Xdp to(String name) {
    return to(NetworkDevice.named(name));
  }

  /**
   * {@return the interface}
   *
   * @param device the interface
   */
  public static Xdp to(NetworkDevice device) {
    return new Xdp(Objects.requireNonNull(device, "device"), XdpMode.AUTOMATIC, false, null);
  }

  /**
   * Says where the program runs, {@link XdpMode#AUTOMATIC} if nothing is said.
   *
   * @param mode where
   * @return the changed options
   */
  public Xdp withMode(XdpMode mode) {
    return new Xdp(device, Objects.requireNonNull(mode, "mode"), netlink, replaced);
  }

  /**
   * Attaches by netlink, without a link of the kernel: for kernels before 5.9, and where {@code ip}
   * or {@code bpftool} are to replace the program. {@link BpfLink#close} takes the program away,
   * unless another one has taken its place; it is to be called in the network namespace of the
   * interface. The link cannot be pinned, updated or asked, and the program outlives a process that
   * does not close it.
   *
   * @return the changed options
   * @kernel 4.8
   * @libbpf bpf_xdp_attach, bpf_xdp_detach
   */
  public Xdp withNetlink() {
    return new Xdp(device, mode, true, replaced);
  }

  /**
   * Takes the place of that program, in one step. If another or none is attached, the kernel
   * refuses with EEXIST.
   *
   * @param program the program that is attached by netlink; it must be open meanwhile
   * @return the changed options
   * @throws IllegalArgumentException if it is not by netlink: links are updated by {@link
   *     BpfLink#update}
   * @kernel 5.7
   */
  public Xdp replacing(ProgramReference program) {
    Objects.requireNonNull(program, "program");
    if (!netlink) {
      throw new IllegalArgumentException(
          this + " can replace no program: withNetlink() can, and a link by update()");
    }
    return new Xdp(device, mode, true, program);
  }

  /** {@return the interface} */
  public NetworkDevice device() {
    return device;
  }

  /** {@return where the program runs} */
  public XdpMode mode() {
    return mode;
  }

  /** {@return whether it is attached by netlink, and not by a link of the kernel} */
  public boolean isByNetlink() {
    return netlink;
  }

  /** {@return the program whose place it takes, if it was set} */
  public Optional<ProgramReference> replaced() {
    return Optional.ofNullable(replaced);
  }

  @Override
  public String toString() {
    return "Xdp to "
        + device
        + switch (mode) {
          case AUTOMATIC -> "";
          case GENERIC -> ", generic";
          case NATIVE -> ", native";
          case OFFLOADED -> ", offloaded";
        }
        + (netlink ? ", by netlink" : "")
        + (replaced == null ? "" : ", replacing program '" + replaced.name() + "'");
  }
}
