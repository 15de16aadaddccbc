package org.libbpfjava.attach;

import java.util.Objects;

/**
 * Packets that a network interface receives or sends, as a filter of tc at its {@code clsact}
 * queueing discipline. Takes programs of {@code SEC("tc")}, {@code SEC("tc/ingress")}, {@code
 * SEC("tc/egress")}, {@code SEC("classifier")} and of tcx. It is for kernels that have no {@link
 * Tcx}, and for the order among other filters of tc.
 *
 * <p>The queueing discipline is made where there is none, and stays: others may have filters there
 * too. {@link BpfLink#close} takes the filter away, unless another program has taken its place; it
 * is to be called in the network namespace of the interface. The kernel has no link for it, so it
 * cannot be pinned, updated or asked, and it outlives a process that does not close it.
 *
 * @kernel 4.5
 * @libbpf bpf_tc_hook_create, bpf_tc_attach, bpf_tc_detach
 */
public final class Tc implements AttachOptions {
  private static final int MOST = 0xffff;

  private final NetworkDevice device;
  private final boolean egress;
  private final int priority; // 0: the kernel chooses
  private final int handle; // 0: the kernel chooses
  private final boolean replacing;

  private Tc(NetworkDevice device, boolean egress, int priority, int handle, boolean replacing) {
    this.device = device;
    this.egress = egress;
    this.priority = priority;
    this.handle = handle;
    this.replacing = replacing;
  }

  /**
   * {@return what an interface receives}
   *
   * @param name its name, such as {@code eth0}
   * @throws IllegalArgumentException if no interface can be called so
   */
  public static Tc ingress(String name) {
    return ingress(NetworkDevice.named(name));
  }

  /**
   * {@return what an interface receives}
   *
   * @param device the interface
   */
  public static Tc ingress(NetworkDevice device) {
    return new Tc(Objects.requireNonNull(device, "device"), false, 0, 0, false);
  }

  /**
   * {@return what an interface sends}
   *
   * @param name its name, such as {@code eth0}
   * @throws IllegalArgumentException if no interface can be called so
   */
  public static Tc egress(String name) {
    return egress(NetworkDevice.named(name));
  }

  /**
   * {@return what an interface sends}
   *
   * @param device the interface
   */
  public static Tc egress(NetworkDevice device) {
    return new Tc(Objects.requireNonNull(device, "device"), true, 0, 0, false);
  }

  /**
   * Says where the filter stands among others: the lowest number runs first. Without it the kernel
   * puts it before them.
   *
   * @param priority from 1 to 65535
   * @return the changed options
   * @throws IllegalArgumentException if it is out of that range
   */
  public Tc withPriority(int priority) {
    if (priority < 1 || priority > MOST) {
      throw new IllegalArgumentException("no filter of tc can have the priority " + priority);
    }
    return new Tc(device, egress, priority, handle, replacing);
  }

  /**
   * Gives the filter a number among those of its priority. Without it the kernel chooses one.
   *
   * @param handle any but 0, as unsigned
   * @return the changed options
   * @throws IllegalArgumentException if it is 0
   */
  public Tc withHandle(int handle) {
    if (handle == 0) {
      throw new IllegalArgumentException("no filter of tc can have the handle 0");
    }
    return new Tc(device, egress, priority, handle, replacing);
  }

  /**
   * Takes the place of the filter with this priority and handle, if there is one. Without it the
   * attach fails with EEXIST then.
   *
   * @return the changed options
   * @throws IllegalArgumentException if the priority or the handle is not set
   */
  public Tc replacing() {
    if (priority == 0 || handle == 0) {
      throw new IllegalArgumentException(
          this + " can replace no filter: withPriority() and withHandle() say which");
    }
    return new Tc(device, egress, priority, handle, true);
  }

  /** {@return the interface} */
  public NetworkDevice device() {
    return device;
  }

  /** {@return whether it is what the interface sends} */
  public boolean isEgress() {
    return egress;
  }

  /** {@return the place among other filters, 0 unless it was set} */
  public int priority() {
    return priority;
  }

  /** {@return the number among those of the priority, 0 unless it was set} */
  public int handle() {
    return handle;
  }

  /** {@return whether it takes the place of another filter} */
  public boolean isReplacing() {
    return replacing;
  }

  @Override
  public String toString() {
    return "Tc "
        + (egress ? "egress of " : "ingress of ")
        + device
        + (priority == 0 ? "" : ", priority " + priority)
        + (handle == 0 ? "" : ", handle " + Integer.toUnsignedString(handle))
        + (replacing ? ", replacing" : "");
  }
}
