package org.libbpfjava.attach;

import java.util.Objects;

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

  private Xdp(NetworkDevice device, XdpMode mode) {
    this.device = device;
    this.mode = mode;
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
    return new Xdp(Objects.requireNonNull(device, "device"), XdpMode.AUTOMATIC);
  }

  /**
   * Says where the program runs, {@link XdpMode#AUTOMATIC} if nothing is said.
   *
   * @param mode where
   * @return the changed options
   */
  public Xdp withMode(XdpMode mode) {
    return new Xdp(device, Objects.requireNonNull(mode, "mode"));
  }

  /** {@return the interface} */
  public NetworkDevice device() {
    return device;
  }

  /** {@return where the program runs} */
  public XdpMode mode() {
    return mode;
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
        };
  }
}
