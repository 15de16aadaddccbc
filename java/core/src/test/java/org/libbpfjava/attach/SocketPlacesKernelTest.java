package org.libbpfjava.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.attach.Places.hits;
import static org.libbpfjava.attach.Places.load;
import static org.libbpfjava.attach.Places.said;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.OpenFiles;

/** Programs at sockets of Java's channels and at maps of sockets. */
@KernelTest
@Timeout(60)
class SocketPlacesKernelTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static DatagramChannel datagrams() throws IOException {
    return DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
  }

  private static int port(NetworkChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static void send(DatagramChannel from, DatagramChannel to, String text)
      throws IOException {
    from.send(ByteBuffer.wrap(text.getBytes(UTF_8)), new InetSocketAddress(HERE, port(to)));
  }

  /** What has come by now: on lo it is there when send() returns. */
  /** A busy kernel may deliver later, in ksoftirqd. */
  private static boolean receives(DatagramChannel channel) throws IOException {
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      selector.select(10_000);
    }
    return hasPacket(channel);
  }

  private static void assertHits(long expected, BpfObject object, String what) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (hits(object) < expected && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertEquals(expected, hits(object), what);
  }

  private static boolean hasPacket(DatagramChannel channel) throws IOException {
    channel.configureBlocking(false);
    return channel.receive(ByteBuffer.allocate(16)) != null;
  }

  @Test
  void aFilterSeesThePacketsOfItsChannelAlone() throws Exception {
    OpenFiles before = Places.openFiles();
    try (DatagramChannel one = datagrams();
        DatagramChannel other = datagrams();
        BpfObject object = load(0, "drop_all")) {
      try (BpfLink link = object.program("drop_all").attach(SocketFilter.on(one))) {
        send(other, one, "dropped");
        assertHits(1, object, "");
        assertTrue(!hasPacket(one), "it was dropped");
        send(one, other, "passes");
        assertTrue(receives(other));
        Places.assertHasNoLinkOfTheKernel(object, link);
      }
      send(other, one, "passes");
      assertTrue(receives(one), "the filter is gone");
      assertHits(1, object, "");
    }
    before.assertNoMore();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamAndItsListenerAreToldApart(boolean atListener) throws Exception {
    try (ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = server.accept();
        BpfObject object = load(0, "on_socket");
        BpfLink link =
            object.program("on_socket").attach(SocketFilter.on(atListener ? server : accepted))) {
      ByteBuffer bytes = ByteBuffer.wrap(new byte[8]);
      client.write(bytes);
      ByteBuffer received = ByteBuffer.allocate(8);
      while (received.hasRemaining()) {
        accepted.read(received);
      }
      assertEquals(!atListener, hits(object) > 0, link::toString);
    }
  }

  /** A closed socket's descriptor is soon another one's: that one keeps its filter. */
  @Test
  void closingALinkAfterItsSocketTouchesNoOther() throws Exception {
    try (BpfObject object = load(0, "drop_all")) {
      DatagramChannel first = datagrams();
      BpfLink link = object.program("drop_all").attach(SocketFilter.on(first));
      first.close();
      try (DatagramChannel second = datagrams();
          DatagramChannel other = datagrams();
          BpfLink kept = object.program("drop_all").attach(SocketFilter.on(second))) {
        link.close();
        send(other, second, "dropped still");
        assertTrue(!hasPacket(second), kept::toString);
      }
    }
  }

  @Test
  void aChannelOfIpv6AndOneOfAllAddressesAreFound() throws Exception {
    try (DatagramChannel all = DatagramChannel.open().bind(new InetSocketAddress(0));
        DatagramChannel old =
            DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(0));
        DatagramChannel other = datagrams();
        BpfObject object = load(0, "on_socket");
        BpfLink one = object.program("on_socket").attach(SocketFilter.on(all));
        BpfLink two = object.program("on_socket").attach(SocketFilter.on(old))) {
      send(other, all, "a");
      send(other, old, "b");
      assertEquals(2, hits(object), () -> one + " and " + two);
    }
  }

  @Test
  void whatHasNoAddressOfItsOwnIsRefused() throws Exception {
    Path folder = Files.createTempDirectory("lbj");
    Path path = folder.resolve("socket");
    try (DatagramChannel unbound = DatagramChannel.open();
        DatagramChannel one = shared(0);
        DatagramChannel two = shared(port(one));
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        BpfObject object = load(0, "on_socket")) {
      unix.bind(UnixDomainSocketAddress.of(path));
      OpenFiles before = Places.openFiles();
      assertRefused(object, SocketFilter.on(unbound), "the channel is not bound");
      assertRefused(object, SocketFilter.on(one), "2 sockets of this process have the channel's");
      assertRefused(object, SocketFilter.on(unix), "is none of IP: give the descriptor");
      DatagramChannel closed = datagrams();
      closed.close();
      assertThrows(
          IllegalStateException.class,
          () -> object.program("on_socket").attach(SocketFilter.on(closed)));
      BpfException none =
          assertThrows(
              BpfException.class,
              () -> object.program("on_socket").attach(SocketFilter.onDescriptor(987_654)));
      assertTrue(said(none).contains("EBADF (-9)"), said(none));
      BpfException file =
          assertThrows(
              BpfException.class,
              () -> object.program("on_socket").attach(SocketFilter.onDescriptor(0)));
      assertTrue(said(file).contains("(-88)"), said(file)); // ENOTSOCK
      assertThrows(IllegalArgumentException.class, () -> SocketFilter.onDescriptor(-1));
      assertThrows(IllegalArgumentException.class, () -> Reuseport.onDescriptor(-1));
      before.assertNoMore();
      assertTrue(two.isOpen());
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  private static void assertRefused(BpfObject object, AttachOptions options, String why) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> object.program("on_socket").attach(options));
    assertTrue(said(e).contains(why), said(e));
  }

  private static DatagramChannel shared(int port) throws IOException {
    return DatagramChannel.open(StandardProtocolFamily.INET)
        .setOption(StandardSocketOptions.SO_REUSEPORT, true)
        .bind(new InetSocketAddress(HERE, port));
  }

  @Test
  void aProgramChoosesTheSocketOfAGroup() throws Exception {
    KernelTier.needs("a program is taken off a group", KernelVersion.of(5, 3));
    try (DatagramChannel first = shared(0);
        DatagramChannel second = shared(port(first));
        BpfObject object = load(0, "choose_second", "on_reuseport")) {
      try (BpfLink link = object.program("choose_second").attach(Reuseport.on(first))) {
        for (int i = 0; i < 20; i++) {
          try (DatagramChannel other = datagrams()) {
            send(other, first, "to the second");
          }
        }
        assertHits(20, object, link.toString());
        assertTrue(receives(second) && !hasPacket(first));
        Places.assertHasNoLinkOfTheKernel(object, link);
      }
      try (BpfLink link = object.program("on_reuseport").attach(Reuseport.on(second));
          DatagramChannel other = datagrams()) {
        send(other, first, "to any");
        assertHits(21, object, link.toString());
      }
      try (DatagramChannel other = datagrams()) {
        send(other, first, "to any");
        assertHits(21, object, "it is detached");
      }
    }
  }

  @Test
  void aSocketWithoutAGroupIsRefused() throws Exception {
    try (DatagramChannel alone = datagrams();
        BpfObject object = load(0, "on_reuseport")) {
      BpfException e =
          assertThrows(
              BpfException.class, () -> object.program("on_reuseport").attach(Reuseport.on(alone)));
      assertTrue(said(e).contains("SO_REUSEPORT is set before it is bound"), said(e));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"on_message", "stream_verdict", "verdict"})
  void aMapOfSocketsShowsItsDataToPrograms(String program) throws Exception {
    if (program.equals("verdict")) {
      KernelTier.needs("SEC(\"sk_skb/verdict\") is", KernelVersion.of(5, 13));
    }
    try (ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
        BpfObject object = load(port(server), "add_sockets", "parser", program)) {
      try (BpfLink sockops = object.program("add_sockets").attach(Cgroup.at(Places.cgroups()));
          BpfLink parser =
              program.equals("stream_verdict")
                  ? object.program("parser").attach(Sockmap.on(object.map("sockets")))
                  : sockops;
          BpfLink link = object.program(program).attach(Sockmap.on(object.map("sockets")))) {
        transfer(server);
        assertTrue(hits(object) > 0, () -> sockops + " " + parser + " " + link);
        if (KernelVersion.running().isAtLeast(KernelVersion.of(6, 10))) {
          LinkInfo.Sockmap info = assertInstanceOf(LinkInfo.Sockmap.class, link.info());
          assertTrue(info.mapId() > 0, info::toString);
        } else {
          Places.assertHasNoLinkOfTheKernel(object, link);
        }
      }
      long before = hits(object);
      transfer(server);
      assertEquals(before, hits(object), "it is detached");
    }
  }

  /** Bytes through a connection that is made now. */
  private static void transfer(ServerSocketChannel server) throws IOException {
    SocketAddress address = server.getLocalAddress();
    try (SocketChannel client = SocketChannel.open(address);
        SocketChannel accepted = server.accept()) {
      client.write(ByteBuffer.wrap(new byte[8]));
      ByteBuffer received = ByteBuffer.allocate(8);
      while (received.hasRemaining()) {
        accepted.read(received);
      }
    }
  }

  @Test
  void aMapOfOtherThingsTakesNoProgram() {
    try (BpfObject object = load(0, "on_message")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_message").attach(Sockmap.on(object.map("numbers"))));
      assertTrue(said(e).contains("The map is none of sockets"), said(e));
      assertNull(e.getCause());
    }
  }
}
