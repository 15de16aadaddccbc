package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_socket_facts;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.MissingPlace;
import org.libbpfjava.internal.message.Message;

/**
 * Finds the socket of a channel, whose descriptor Java keeps in packages that it does not open: by
 * the addresses of all sockets that this process has.
 *
 * @param fd a descriptor, which may be closed at any time by whoever has it
 * @param cookie the kernel's number of the socket, which no other one ever has
 */
record SocketSearch(int fd, long cookie) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int ADDRESS_BYTES = 16;
  private static final int END_BYTES = ADDRESS_BYTES + Short.BYTES; // an address and a port
  private static final int STREAM = 1; // SOCK_STREAM
  private static final int DATAGRAM = 2; // SOCK_DGRAM

  /** What the kernel knows of a socket. */
  private record Facts(
      long cookie, long type, boolean hasAddress, ByteBuffer local, ByteBuffer remote) {
    /** Reads them; null where the descriptor is of no socket. */
    static @Nullable Facts of(int fd) {
      byte[] addresses = new byte[2 * END_BYTES];
      long[] numbers = new long[3];
      // Safe: the shim knows the sizes; whatever the descriptor is of, it is only asked.
      return lbj_socket_facts(fd, addresses, numbers) < 0
          ? null
          : new Facts(
              numbers[0],
              numbers[1],
              numbers[2] != 0,
              plain(Arrays.copyOf(addresses, END_BYTES)),
              plain(Arrays.copyOfRange(addresses, END_BYTES, 2 * END_BYTES)));
    }
  }

  /**
   * The socket of a descriptor.
   *
   * @param what what is tried, for messages
   * @throws BpfException EBADF or ENOTSOCK if it is none
   */
  static SocketSearch of(int descriptor, String what) {
    long[] numbers = new long[3];
    int result = lbj_socket_facts(descriptor, new byte[2 * END_BYTES], numbers);
    if (result < 0) {
      throw MissingPlace.noSocket(what, -result);
    }
    return new SocketSearch(descriptor, numbers[0]);
  }

  /**
   * The socket of a channel.
   *
   * @param any whether one of several sockets with the same addresses does
   * @param what what is tried, for messages
   * @throws IllegalStateException if the channel is closed
   * @throws IllegalArgumentException if it has no address by which it could be told from others
   */
  static SocketSearch of(NetworkChannel channel, boolean any, String what) {
    int type = type(channel, what);
    ByteBuffer local;
    ByteBuffer remote;
    try {
      local = bytes(channel.getLocalAddress(), what + ": the channel is not bound");
      SocketAddress peer = peer(channel);
      remote = peer == null ? ByteBuffer.allocate(END_BYTES) : bytes(peer, what);
    } catch (ClosedChannelException e) {
      throw new IllegalStateException(what + ": the channel is closed", e);
    } catch (IOException e) {
      throw new BpfException(Message.of(what).withErrno(Errno.EIO).withCause(e));
    }
    List<SocketSearch> found = new ArrayList<>();
    for (int fd : sockets()) {
      Facts facts = Facts.of(fd);
      if (facts != null
          && facts.type == type
          && facts.hasAddress
          && facts.local.equals(local)
          && facts.remote.equals(remote)
          && found.stream().noneMatch(one -> one.cookie == facts.cookie)) {
        found.add(new SocketSearch(fd, facts.cookie));
      }
    }
    if (found.isEmpty()) {
      throw new BpfException(
          Message.whole(
              what
                  + ": ENOENT (-2): no descriptor in /proc/self/fd has the channel's addresses:"
                  + " give the descriptor",
              Errno.ENOENT));
    }
    if (found.size() > 1 && !any) {
      throw new IllegalArgumentException(
          what
              + ": "
              + found.size()
              + " sockets of this process have the channel's addresses: give the descriptor");
    }
    return found.get(0);
  }

  private static int type(NetworkChannel channel, String what) {
    if (channel instanceof DatagramChannel) {
      return DATAGRAM;
    }
    if (channel instanceof SocketChannel || channel instanceof ServerSocketChannel) {
      return STREAM;
    }
    throw new IllegalArgumentException(
        what + ": the channel is a " + channel.getClass().getName() + ": give the descriptor");
  }

  private static @Nullable SocketAddress peer(NetworkChannel channel) throws IOException {
    return channel instanceof DatagramChannel datagrams
        ? datagrams.getRemoteAddress()
        : channel instanceof SocketChannel stream ? stream.getRemoteAddress() : null;
  }

  /** As the shim writes an address: IPv4 ones as IPv6 writes them, then the port. */
  private static ByteBuffer bytes(@Nullable SocketAddress address, String what) {
    if (address == null) {
      throw new IllegalArgumentException(what + ": it has no address by which it could be found");
    }
    if (!(address instanceof InetSocketAddress inet)) {
      throw new IllegalArgumentException(
          what + ": the address '" + address + "' is none of IP: give the descriptor");
    }
    byte[] end = new byte[END_BYTES];
    byte[] plain = inet.getAddress().getAddress();
    if (inet.getAddress() instanceof Inet4Address) {
      Arrays.fill(end, 10, 12, (byte) 0xff);
    }
    System.arraycopy(plain, 0, end, ADDRESS_BYTES - plain.length, plain.length);
    end[ADDRESS_BYTES] = (byte) (inet.getPort() >> 8);
    end[ADDRESS_BYTES + 1] = (byte) inet.getPort();
    return plain(end);
  }

  /** The address that stands for all is one, of IPv4 or IPv6: Java shows either for a socket. */
  private static ByteBuffer plain(byte[] end) {
    boolean isAny =
        Arrays.equals(end, 12, ADDRESS_BYTES, new byte[4], 0, 4)
            && Arrays.equals(end, 0, 10, new byte[10], 0, 10);
    byte[] plain = end.clone();
    if (isAny) {
      Arrays.fill(plain, 0, ADDRESS_BYTES, (byte) 0);
    }
    return ByteBuffer.wrap(plain);
  }

  private static List<Integer> sockets() {
    List<Integer> sockets = new ArrayList<>();
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      for (Path one : all.toList()) {
        if (isSocket(one)) {
          sockets.add(Integer.parseInt(String.valueOf(one.getFileName())));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return sockets;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }
}
