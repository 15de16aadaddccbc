package org.libbpfjava.attach;

import java.nio.channels.NetworkChannel;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A socket, of whose packets the program keeps as many bytes as it returns, 0 for none. Takes
 * programs of {@code SEC("socket")}. A socket has one filter; a new one takes the place of the old.
 *
 * <p>Java does not tell the descriptor of a channel. The library looks for the socket of this
 * process that has the channel's addresses, so the channel must be bound. Where two sockets have
 * the same addresses it cannot tell them apart, and refuses.
 *
 * <p>The kernel has no link for it: it cannot be pinned, updated or asked. {@link BpfLink#close}
 * takes the filter away, unless the socket has been closed before.
 *
 * @kernel 3.19
 * @libbpf none: setsockopt(2) with SO_ATTACH_BPF
 */
public final class SocketFilter implements AttachOptions {
  private final SocketPlace place;

  private SocketFilter(SocketPlace place) {
    this.place = place;
  }

  /**
   * {@return the socket of a channel}
   *
   * @param channel a bound or connected DatagramChannel, SocketChannel or ServerSocketChannel, open
   *     while the program is attached
   */
  public static SocketFilter on(NetworkChannel channel) {
    return new SocketFilter(SocketPlace.of(channel));
  }

  /**
   * {@return the socket of a descriptor}
   *
   * @param descriptor a socket of this process, such as an inherited one; it stays the caller's
   * @throws IllegalArgumentException if it is negative
   */
  public static SocketFilter onDescriptor(int descriptor) {
    return new SocketFilter(SocketPlace.of(descriptor));
  }

  /** {@return the channel, empty for a descriptor} */
  public Optional<NetworkChannel> channel() {
    return Optional.ofNullable(place.channel);
  }

  /** {@return the descriptor, empty for a channel} */
  public OptionalInt descriptor() {
    return place.channel == null ? OptionalInt.of(place.descriptor) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return "SocketFilter on " + place;
  }
}
