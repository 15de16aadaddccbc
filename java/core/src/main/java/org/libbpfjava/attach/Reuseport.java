package org.libbpfjava.attach;

import java.nio.channels.NetworkChannel;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A group of sockets that share an address by SO_REUSEPORT, among which the program chooses for
 * each packet or connection. Takes programs of {@code SEC("sk_reuseport")}, {@code
 * SEC("sk_reuseport/migrate")} and {@code SEC("socket")}; the last return the socket's place in the
 * group. One socket stands for all of the group.
 *
 * <p>Java does not tell the descriptor of a channel. The library looks for the socket of this
 * process that has the channel's addresses, so the channel must be bound, with SO_REUSEPORT set
 * before.
 *
 * <p>The kernel has no link for it: it cannot be pinned, updated or asked. {@link BpfLink#close}
 * takes the program away through that very socket: if that was closed before, the program stays
 * with the others.
 *
 * @kernel 4.5, SEC("sk_reuseport") 4.19, close 5.3
 * @libbpf none: setsockopt(2) with SO_ATTACH_REUSEPORT_EBPF
 */
public final class Reuseport implements AttachOptions {
  private final SocketPlace place;

  private Reuseport(SocketPlace place) {
    this.place = place;
  }

  /**
   * {@return the group of the socket of a channel}
   *
   * @param channel a bound DatagramChannel or ServerSocketChannel, open while the program is
   *     attached
   */
  public static Reuseport on(NetworkChannel channel) {
    return new Reuseport(SocketPlace.of(channel));
  }

  /**
   * {@return the group of the socket of a descriptor}
   *
   * @param descriptor a socket of this process, such as an inherited one; it stays the caller's
   * @throws IllegalArgumentException if it is negative
   */
  public static Reuseport onDescriptor(int descriptor) {
    return new Reuseport(SocketPlace.of(descriptor));
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
    return "Reuseport on " + place;
  }
}
