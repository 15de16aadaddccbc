package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.testing.OpenFiles;

/**
 * A flow dissector, in a network namespace of its own whose loopback interface steers packets to
 * processors by their flow: for that the kernel takes each packet apart. Prints "held" at the end.
 */
final class FlowDissection {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private FlowDissection() {}

  public static void main(String[] arguments) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, HERE);
        BpfObject object = Places.load(socket.getLocalPort(), "on_flow")) {
      send(socket); // what Java opens once
      OpenFiles before = Places.openFiles();
      runs(object, socket);
      runsWithoutItsObject(object, socket);
      isTheOnlyOne(object);
      isRun(object);
      before.assertNoMore();
    }
    System.out.println("held");
  }

  private static void runs(BpfObject object, DatagramSocket socket) throws IOException {
    try (BpfLink link = object.program("on_flow").attach(Netns.current())) {
      send(socket);
      assertEquals(1, Places.hits(object), link::toString);
      LinkInfo.NetworkNamespace info =
          assertInstanceOf(LinkInfo.NetworkNamespace.class, link.info());
      assertEquals(AttachType.FLOW_DISSECTOR, info.attachType());
      assertEquals(
          Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
          "net:[" + info.inode() + "]");
    }
    send(socket);
    assertEquals(1, Places.hits(object), "it is detached");
  }

  private static void runsWithoutItsObject(BpfObject object, DatagramSocket socket)
      throws IOException {
    try (BpfFs fs = BpfFs.mount();
        BpfScope scope = BpfScope.open("opened")) {
      Path pinned = fs.path("flow");
      object.program("on_flow").pin(pinned);
      try (BpfLink link = scope.openPinnedProgram(pinned).attach(Netns.current())) {
        send(socket);
        assertEquals(2, Places.hits(object), link::toString);
      }
    }
  }

  private static void isTheOnlyOne(BpfObject object) {
    try (BpfLink link = object.program("on_flow").attach(Netns.current())) {
      BpfException e =
          assertThrows(BpfException.class, () -> object.program("on_flow").attach(Netns.current()));
      assertTrue(
          Places.said(e)
                  .startsWith("attach program 'on_flow' by Netns at '/proc/thread-self/ns/net': ")
              && Places.said(e).contains("E2BIG (-7)")
              && Places.said(e).contains("one flow dissector"),
          () -> link + ": " + Places.said(e));
    }
  }

  private static void isRun(BpfObject object) {
    long before = Places.hits(object);
    byte[] packet = new byte[14 + 28];
    packet[12] = 8; // an IPv4 packet
    packet[14] = 0x45;
    packet[14 + 9] = 17;
    int port = object.variable("port").getInt();
    packet[14 + 22] = (byte) (port >> 8);
    packet[14 + 23] = (byte) port;
    // What it returns is true or the program's own number, by kernel.
    object.program("on_flow").testRun(TestRun.once().withData(packet));
    assertEquals(before + 1, Places.hits(object));
  }

  /** Sends a packet to itself, and waits until it is there: not connected, it has no hash yet. */
  private static void send(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1], 1, HERE, socket.getLocalPort());
    socket.send(packet);
    socket.receive(packet);
  }
}
