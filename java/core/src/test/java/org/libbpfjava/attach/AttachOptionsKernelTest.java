package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.attach.Netfilter.Family;
import org.libbpfjava.attach.Netfilter.Hook;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/**
 * Options of places in the network: the program runs there, or the refusal says why it does not.
 */
@KernelTest
@Timeout(60)
class AttachOptionsKernelTest {
  private static final String DEVICE = "lbjattach0";

  @BeforeAll
  static void aDeviceOfOurOwn() throws Exception {
    run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", "lbjattach1");
    run("ip", "link", "set", DEVICE, "up");
    run("ip", "link", "set", "lo", "up");
  }

  @AfterAll
  static void theDeviceGoes() throws Exception {
    run("ip", "link", "del", DEVICE);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    ChildProcess done = ChildProcess.run(Map.of(), List.of(command));
    assertEquals(0, done.status(), done::output);
  }

  private static BpfObject load(int port, String... programs) {
    try (OpenBpfObject open = BpfObjects.open("attach_options.bpf.o")) {
      for (OpenBpfProgram program : open.programs()) {
        program.setAutoload(List.of(programs).contains(program.name()));
      }
      open.variable("port").setInt(port);
      return open.load();
    }
  }

  /** Sends a packet to a socket of this machine, and waits until it is there. */
  private static void send(DatagramSocket socket) throws IOException {
    DatagramPacket packet =
        new DatagramPacket(
            new byte[1],
            1,
            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
            socket.getLocalPort());
    socket.send(packet);
    socket.receive(packet);
  }

  private static long hits(BpfObject object) {
    return object.variable("hits").getLong();
  }

  @Test
  void aRawTracepointGoesByItsName() {
    try (BpfObject object = load(0, "on_raw_tracepoint");
        BpfLink link = object.program("on_raw_tracepoint").attach(RawTracepoint.of("sys_enter"))) {
      assertTrue(hits(object) > 0, link::toString); // the very read is no call, others were
    }
  }

  @Test
  void anUnknownTracepointIsRefused() {
    try (BpfObject object = load(0, "on_raw_tracepoint")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_raw_tracepoint").attach(RawTracepoint.of("no_such")));
      assertTrue(
          said(e)
              .startsWith(
                  "attach program 'on_raw_tracepoint' by RawTracepoint 'no_such': ENOENT (-2): "),
          said(e));
    }
  }

  @Test
  void xdpSeesWhatAnInterfaceReceives() throws IOException {
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(socket.getLocalPort(), "on_xdp")) {
      try (BpfLink link = object.program("on_xdp").attach(Xdp.to("lo").withMode(XdpMode.GENERIC))) {
        send(socket);
        assertEquals(1, hits(object), link::toString);
      }
      send(socket);
      assertEquals(1, hits(object), "it is detached");
    }
  }

  @Test
  void xdpInTheDriverIsRefusedWhereThatHasNone() {
    try (BpfObject object = load(0, "on_xdp")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_xdp").attach(Xdp.to("lo").withMode(XdpMode.NATIVE)));
      assertTrue(
          said(e).contains("by Xdp to interface 'lo', native: EOPNOTSUPP (-95): ")
              && said(e).contains("the generic mode does without"),
          said(e));
    }
  }

  @Test
  void anInterfaceHasOneXdpProgram() {
    try (BpfObject object = load(0, "on_xdp");
        BpfLink first = object.program("on_xdp").attach(Xdp.to(DEVICE))) {
      BpfException e =
          assertThrows(BpfException.class, () -> object.program("on_xdp").attach(Xdp.to(DEVICE)));
      assertTrue(
          said(e).contains("An XDP program is attached to interface '" + DEVICE + "' already"),
          first + ": " + said(e));
    }
  }

  @Test
  void anInterfaceThatDoesNotExistIsNamedWithNearOnes() {
    try (BpfObject object = load(0, "on_xdp")) {
      BpfException e =
          assertThrows(
              BpfException.class, () -> object.program("on_xdp").attach(Xdp.to("lbjattach9")));
      assertTrue(
          said(e)
              .startsWith(
                  "attach program 'on_xdp' by Xdp to interface 'lbjattach9': ENODEV (-19): there is"
                      + " no network interface 'lbjattach9'; near names: lbjattach0, lbjattach1"),
          said(e));
      BpfException byNumber =
          assertThrows(
              BpfException.class,
              () -> object.program("on_xdp").attach(Xdp.to(NetworkDevice.ofIndex(123_456_789))));
      assertTrue(said(byNumber).contains("There is no interface 123456789"), said(byNumber));
    }
  }

  @Test
  @RequiresFeature(Feature.TCX)
  void tcxRunsProgramsInTheirOrder() throws IOException {
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object =
            load(socket.getLocalPort(), "on_tcx_1", "on_tcx_2", "on_tcx_3", "on_tcx_out");
        BpfLink two = object.program("on_tcx_2").attach(Tcx.to("lo"))) {
      try (BpfLink one =
              object.program("on_tcx_1").attach(Tcx.to("lo").withOrder(Order.before(two)));
          BpfLink three =
              object
                  .program("on_tcx_3")
                  .attach(Tcx.to("lo").withOrder(Order.after(object.program("on_tcx_1"))));
          BpfLink out = object.program("on_tcx_out").attach(Tcx.to("lo"))) {
        send(socket);
        assertEquals(
            4132, object.variable("sequence").getLong(), () -> one + " " + three + " " + out);
      }
      object.variable("sequence").setLong(0);
      try (BpfLink three =
              object.program("on_tcx_3").attach(Tcx.to("lo").withOrder(Order.first()));
          BpfLink one = object.program("on_tcx_1").attach(Tcx.to("lo").withOrder(Order.last()))) {
        send(socket);
        assertEquals(321, object.variable("sequence").getLong(), () -> one + " " + three);
      }
    }
  }

  @Test
  @RequiresFeature(Feature.TCX)
  void anOrderMayExpectARevision() {
    try (BpfObject object = load(0, "on_tcx_1", "on_tcx_2", "on_tcx_3");
        BpfLink one =
            object
                .program("on_tcx_1")
                .attach(Tcx.to(DEVICE).withOrder(Order.first().expecting(1)))) {
      BpfException stale =
          assertThrows(
              BpfException.class,
              () ->
                  object
                      .program("on_tcx_2")
                      .attach(Tcx.to(DEVICE).withOrder(Order.first().expecting(1))));
      assertTrue(
          said(stale).contains("The programs of this hook have changed since that revision"),
          one + ": " + said(stale));
      BpfException missing =
          assertThrows(
              BpfException.class,
              () ->
                  object
                      .program("on_tcx_2")
                      .attach(Tcx.to(DEVICE).withOrder(Order.after(object.program("on_tcx_3")))));
      assertTrue(
          said(missing).contains("This hook has no such neighbour: after program on_tcx_3"),
          said(missing));
    }
  }

  @Test
  @RequiresFeature(Feature.NETKIT)
  void netkitSeesWhatItsPrimarySends() throws Exception {
    run("ip", "link", "add", "lbjnk0", "type", "netkit");
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(9, "on_netkit", "on_netkit_2")) {
      run("ip", "addr", "add", "10.213.77.1/24", "dev", "lbjnk0");
      run("ip", "link", "set", "lbjnk0", "up");
      run("ip", "link", "set", "nk0", "up");
      try (BpfLink one = object.program("on_netkit").attach(Netkit.to("lbjnk0"));
          BpfLink two =
              object
                  .program("on_netkit_2")
                  .attach(Netkit.to("lbjnk0").withOrder(Order.before(one)))) {
        socket.send(
            new DatagramPacket(
                new byte[1], 1, InetAddress.getByAddress(new byte[] {10, (byte) 213, 77, 2}), 9));
        assertEquals(21, object.variable("sequence").getLong(), two::toString);
      }
    } finally {
      run("ip", "link", "del", "lbjnk0");
    }
  }

  private static Path cgroup() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
      String[] words = line.split(" ", -1);
      if (words[2].equals("cgroup2")) {
        return Path.of(words[1]);
      }
    }
    throw new AssertionError("no cgroup2 is mounted");
  }

  @Test
  void cgroupSeesWhatItsProcessesSend() throws IOException {
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(socket.getLocalPort(), "on_cgroup_1");
        BpfLink link = object.program("on_cgroup_1").attach(Cgroup.at(cgroup()))) {
      send(socket);
      assertEquals(1, hits(object), link::toString);
    }
  }

  @Test
  void cgroupHasAnOrder() throws IOException {
    KernelTier.needs("programs of control groups have an order", KernelVersion.of(6, 17));
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(socket.getLocalPort(), "on_cgroup_1", "on_cgroup_2");
        BpfLink one = object.program("on_cgroup_1").attach(Cgroup.at(cgroup()));
        BpfLink two =
            object
                .program("on_cgroup_2")
                .attach(Cgroup.at(cgroup()).withOrder(Order.before(one)))) {
      send(socket);
      assertEquals(21, object.variable("sequence").getLong(), two::toString);
    }
  }

  @Test
  void preorderIsTakenWhereTheKernelKnowsIt() throws IOException {
    KernelTier.needs("links of control groups have a preorder", KernelVersion.of(6, 17));
    Path parent = cgroup();
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(socket.getLocalPort(), "on_cgroup_1", "on_cgroup_2");
        BpfLink two = object.program("on_cgroup_2").attach(Cgroup.at(parent));
        BpfLink one = object.program("on_cgroup_1").attach(Cgroup.at(parent).withPreorder())) {
      send(socket);
      assertEquals(12, object.variable("sequence").getLong(), () -> one + " " + two);
    }
  }

  @Test
  void aFolderThatIsNoCgroupIsNamed() throws IOException {
    Path file = Files.createTempFile("lbj", "");
    try (BpfObject object = load(0, "on_cgroup_1")) {
      Map<Path, String> refusals =
          Map.of(
              Path.of("/no/such"),
              "ENOENT (-2): There is no folder '/no/such'",
              file,
              "'" + file + "' is no folder",
              Path.of("/proc"),
              "'/proc' is in no file system of type cgroup2");
      refusals.forEach(
          (path, refusal) -> {
            BpfException e =
                assertThrows(
                    BpfException.class,
                    () -> object.program("on_cgroup_1").attach(Cgroup.at(path)));
            assertTrue(said(e).contains(refusal), said(e));
          });
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void skLookupSeesWhoIsLookedFor() throws IOException {
    KernelTier.needs("programs of type sk_lookup are", KernelVersion.of(5, 9));
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(socket.getLocalPort(), "on_sk_lookup");
        BpfLink link = object.program("on_sk_lookup").attach(Netns.current())) {
      send(socket);
      assertEquals(1, hits(object), link::toString);
    }
  }

  @Test
  void aFileThatIsNoNamespaceIsNamed() {
    KernelTier.needs("programs of type sk_lookup are", KernelVersion.of(5, 9));
    try (BpfObject object = load(0, "on_sk_lookup")) {
      for (String path : List.of("/no/such", "/proc/self/ns/pid")) {
        BpfException e =
            assertThrows(
                BpfException.class,
                () -> object.program("on_sk_lookup").attach(Netns.at(Path.of(path))));
        assertTrue(
            said(e).contains("'" + path + "'")
                && said(e)
                    .contains(path.equals("/no/such") ? "There is no file" : "is no network name"),
            said(e));
      }
    }
  }

  @Test
  void netfilterSeesPacketsAtItsHook() throws IOException {
    KernelTier.needs("programs of type netfilter are", KernelVersion.of(6, 4));
    try (DatagramSocket socket = new DatagramSocket();
        BpfObject object = load(0, "on_netfilter");
        BpfLink link =
            object
                .program("on_netfilter")
                .attach(Netfilter.at(Family.IPV4, Hook.LOCAL_IN).withPriority(-5))) {
      send(socket);
      assertTrue(hits(object) > 0, link::toString);
    }
  }

  @Test
  void optionsOfAnotherKindAreRefused() {
    try (BpfObject object = load(0, "on_raw_tracepoint", "on_xdp")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> object.program("on_raw_tracepoint").attach(Xdp.to("lo")));
      assertEquals(
          "program 'on_raw_tracepoint' of SEC(\"raw_tp\"), type raw_tracepoint, cannot be attached"
              + " by Xdp to interface 'lo': Xdp takes programs of SEC(\"xdp\")",
          said(e));
      List<AttachOptions> others =
          List.of(
              RawTracepoint.of("a"),
              Tracepoint.of("a", "b"),
              Trace.atItsTarget(),
              Tcx.to("lo"),
              Netkit.to("lo"),
              Cgroup.at(Path.of("/")),
              Netns.current(),
              Netfilter.at(Family.IPV4, Hook.FORWARD),
              Kprobe.of("a"),
              KprobeMulti.matching("a"),
              Uprobe.of("a", "b"),
              UprobeMulti.matching("a", "b"),
              Usdt.of("a", "b", "c"),
              Freplace.of(object.program("on_xdp"), "a"),
              Iter.overAll(),
              KernelSyscall.of("a"),
              Lsm.atItsHook(),
              PerfEvent.every(1, PerfEvent.Software.CPU_CLOCK),
              Reuseport.onDescriptor(0),
              SocketFilter.onDescriptor(0),
              Sockmap.on(object.map("__bpf_usdt_specs")),
              Tc.ingress("lo"));
      for (AttachOptions other : others) {
        String kind = other.getClass().getSimpleName();
        String message =
            said(
                assertThrows(
                    IllegalArgumentException.class, () -> object.program("on_xdp").attach(other)));
        assertTrue(message.contains("type xdp, cannot be attached by " + kind), message);
      }
    }
  }

  @Test
  void aClosedObjectAttachesNothing() {
    BpfObject object = load(0, "on_xdp");
    object.close();
    assertThrows(IllegalStateException.class, () -> object.program("on_xdp").attach(Xdp.to("lo")));
  }

  @Test
  void aClosedNeighbourIsRefused() {
    try (BpfObject object = load(0, "on_cgroup_1", "on_cgroup_2")) {
      BpfLink closed;
      try {
        closed = object.program("on_cgroup_1").attach(Cgroup.at(cgroup()));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      closed.close();
      assertThrows(
          IllegalStateException.class,
          () ->
              object
                  .program("on_cgroup_2")
                  .attach(Cgroup.at(Path.of("/")).withOrder(Order.after(closed))));
    }
  }

  private static String said(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
