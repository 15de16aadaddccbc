package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Packets that a network interface receives or sends, without a qdisc of tc.
 *
 * <p>Takes programs of {@code SEC("tcx/ingress")} and {@code SEC("tcx/egress")}: the section says
 * which packets.
 *
 * @kernel 6.6
 * @libbpf bpf_program__attach_tcx
 */
public final class Tcx implements AttachOptions {
  private final NetworkDevice device;
  private final @Nullable Order order;

  private Tcx(NetworkDevice device, @Nullable Order order) {
    this.device = device;
    this.order = order;
  }

  /**
   * {@return the interface of that name}
   *
   * @param name such as {@code eth0}
   * @throws IllegalArgumentException if no interface can be called so
   */
  public static Tcx to(String name) {
    return to(NetworkDevice.named(name));
  }

  /**
   * {@return the interface}
   *
   * @param device the interface
   */
  public static Tcx to(NetworkDevice device) {
    return new Tcx(Objects.requireNonNull(device, "device"), null);
  }

  /**
   * Says where the program stands among others. Without it the kernel puts it behind them.
   *
   * @param order its place
   * @return the changed options
   */
  public Tcx withOrder(Order order) {
    return new Tcx(device, Objects.requireNonNull(order, "order"));
  }

  /** {@return the interface} */
  public NetworkDevice device() {
    return device;
  }

  /** {@return the program's place among others, if it was set} */
  public Optional<Order> order() {
    return Optional.ofNullable(order);
  }

  @Override
  public String toString() {
    return "Tcx to " + device + (order == null ? "" : ", " + order);
  }
}
