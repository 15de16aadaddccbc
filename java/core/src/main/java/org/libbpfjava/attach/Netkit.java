package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Packets of a netkit pair of network interfaces. It is attached to the primary one.
 *
 * <p>Takes programs of {@code SEC("netkit/primary")} and {@code SEC("netkit/peer")}: the section
 * says whose packets.
 *
 * @kernel 6.7
 * @libbpf bpf_program__attach_netkit
 */
public final class Netkit implements AttachOptions {
  private final NetworkDevice device;
  private final @Nullable Order order;

  private Netkit(NetworkDevice device, @Nullable Order order) {
    this.device = device;
    this.order = order;
  }

  /**
   * {@return the interface of that name}
   *
   * @param name such as {@code nk0}
   * @throws IllegalArgumentException if no interface can be called so
   */
  public static Netkit to(String name) {
    return to(NetworkDevice.named(name));
  }

  /**
   * {@return the interface}
   *
   * @param device the interface
   */
  public static Netkit to(NetworkDevice device) {
    return new Netkit(Objects.requireNonNull(device, "device"), null);
  }

  /**
   * Says where the program stands among others. Without it the kernel puts it behind them.
   *
   * @param order its place
   * @return the changed options
   */
  public Netkit withOrder(Order order) {
    return new Netkit(device, Objects.requireNonNull(order, "order"));
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
    return "Netkit to " + device + (order == null ? "" : ", " + order);
  }
}
