package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.attach.Places.load;
import static org.libbpfjava.attach.Places.run;
import static org.libbpfjava.attach.Places.said;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Programs at network interfaces without a link, and the lists of what is attached. */
@KernelTest
@Timeout(60)
class DevicePlacesKernelTest {
  private static final String NEAR = "lbjplace0";
  private static final String FAR = "lbjplace1";
  private static final byte[] FAR_ADDRESS = {10, (byte) 213, 78, 2};

  /** What one end sends the other receives; the peer's address is not this machine's to answer. */
  @BeforeEach
  void aPairOfOurOwn() throws Exception {
    run("ip", "link", "add", NEAR, "type", "veth", "peer", "name", FAR);
    run("ip", "addr", "add", "10.213.78.1/24", "dev", NEAR);
    run("ip", "link", "set", NEAR, "up");
    run("ip", "link", "set", FAR, "up");
    run("ip", "neigh", "add", "10.213.78.2", "lladdr", "02:00:00:00:00:01", "dev", NEAR);
  }

  @AfterEach
  void thePairGoes() throws Exception {
    run("ip", "link", "del", NEAR);
  }

  private static void send() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByAddress(FAR_ADDRESS), 9));
    }
  }

  /** The receiving end runs a moment after the sending one. */
  private static void sendUntil(BpfObject object, String variable, long value) throws IOException {
    send();
    while (object.variable(variable).getLong() != value) {
      Thread.onSpinWait();
    }
  }

  private static Attachments attachments() {
    return Attachments.of(NetworkDevice.named(FAR));
  }

  @Test
  void filtersOfTcRunByTheirPriority() throws Exception {
    OpenFiles before = Places.openFiles();
    try (BpfObject object = load(9, "on_tc_1", "on_tc_2")) {
      try (BpfLink two = object.program("on_tc_2").attach(Tc.ingress(FAR).withPriority(20));
          BpfLink one =
              object.program("on_tc_1").attach(Tc.ingress(FAR).withPriority(10).withHandle(3))) {
        sendUntil(object, "sequence", 12);
        List<Attachments.Filter> filters = attachments().filters();
        assertEquals(2, filters.size(), () -> one + " " + two + " " + filters);
        assertEquals(
            new Attachments.Filter(
                false, 10, 3, new Attachments.Program(filters.get(0).program().id(), "on_tc_1", 0)),
            filters.get(0));
        assertEquals(20, filters.get(1).priority());
        assertEquals("on_tc_2", filters.get(1).program().name());
        Places.assertHasNoLinkOfTheKernel(object, one);
      }
      assertEquals(List.of(), attachments().filters());
      assertTrue(run("tc", "qdisc", "show", "dev", FAR).contains("clsact"), "it stays for others");
      object.variable("sequence").setLong(0);
      try (BpfLink out = object.program("on_tc_1").attach(Tc.egress(NEAR))) {
        sendUntil(object, "sequence", 1);
        assertTrue(
            Attachments.of(NetworkDevice.named(NEAR)).filters().get(0).isEgress(), out::toString);
      }
    }
    before.assertNoMore();
  }

  @Test
  void aFilterIsReplacedWhereThatIsAskedFor() throws Exception {
    Tc place = Tc.ingress(FAR).withPriority(1).withHandle(1);
    try (BpfObject object = load(9, "on_tc_1", "on_tc_2")) {
      BpfLink first = object.program("on_tc_1").attach(place);
      BpfException taken =
          assertThrows(BpfException.class, () -> object.program("on_tc_2").attach(place));
      assertTrue(
          said(taken).contains("by Tc ingress of interface 'lbjplace1', priority 1, handle 1: ")
              && said(taken).contains("EEXIST (-17)"),
          said(taken));
      assertTrue(
          said(taken).contains("Filter already exists") || said(taken).contains("replacing()"),
          said(taken));
      try (BpfLink second = object.program("on_tc_2").attach(place.replacing())) {
        sendUntil(object, "sequence", 2);
        first.close(); // another program has its place
        assertEquals("on_tc_2", attachments().filters().get(0).program().name(), second::toString);
      }
      assertEquals(List.of(), attachments().filters());
    }
  }

  @Test
  void xdpByNetlinkTakesThePlaceOfTheExpectedProgram() throws Exception {
    OpenFiles before = Places.openFiles();
    Xdp place = Xdp.to(FAR).withMode(XdpMode.GENERIC).withNetlink();
    try (BpfObject object = load(9, "on_xdp_1", "on_xdp_2")) {
      BpfLink first = object.program("on_xdp_1").attach(place);
      sendUntil(object, "sequence", 1);
      Places.assertHasNoLinkOfTheKernel(object, first);
      BpfException taken =
          assertThrows(BpfException.class, () -> object.program("on_xdp_2").attach(place));
      assertTrue(
          said(taken).contains("An XDP program is attached to interface 'lbjplace1' already"),
          said(taken));
      KernelTier.needs("an expected XDP program is", KernelVersion.of(5, 7));
      Attachments.XdpProgram there = attachments().xdp().get(0);
      assertEquals(XdpMode.GENERIC, there.mode());
      assertEquals("on_xdp_1", there.program().name());
      BpfException other =
          assertThrows(
              BpfException.class,
              () -> object.program("on_xdp_1").attach(place.replacing(object.program("on_xdp_2"))));
      assertTrue(said(other).contains("EEXIST (-17)"), said(other));
      try (BpfLink second =
          object.program("on_xdp_2").attach(place.replacing(object.program("on_xdp_1")))) {
        first.close(); // another program has its place
        assertEquals("on_xdp_2", attachments().xdp().get(0).program().name(), second::toString);
      }
      assertEquals(List.of(), attachments().xdp());
    }
    before.assertNoMore();
  }

  @Test
  void whatIsNoPlaceIsRefused() {
    try (BpfObject object = load(9, "on_tc_1", "on_xdp_1")) {
      for (AttachOptions wrong :
          List.of(
              Tc.ingress("lbjplace9"),
              Tc.egress(NetworkDevice.ofIndex(123_456_789)),
              Xdp.to(NetworkDevice.ofIndex(123_456_789)).withNetlink())) {
        BpfException e =
            assertThrows(
                BpfException.class,
                () -> object.program(wrong instanceof Tc ? "on_tc_1" : "on_xdp_1").attach(wrong));
        assertTrue(said(e).contains("ENODEV (-19)"), said(e));
      }
      for (Runnable wrong :
          List.<Runnable>of(
              () -> Tc.ingress("a").withPriority(0),
              () -> Tc.ingress("a").withPriority(65_536),
              () -> Tc.ingress("a").withHandle(0),
              () -> Tc.ingress("a").replacing(),
              () -> Tc.ingress("a").withPriority(1).replacing(),
              () -> Xdp.to("a").replacing(object.program("on_xdp_1")))) {
        assertThrows(IllegalArgumentException.class, wrong::run);
      }
    }
  }

  @Test
  @RequiresFeature(Feature.TCX)
  void attachmentsOfAnInterfaceAreInTheirOrderWithTheRevision() {
    try (BpfObject object = BpfObjects.load("swapped.bpf.o", "tcx_first", "tcx_second");
        BpfLink second = object.program("tcx_second").attach(Tcx.to(FAR))) {
      BpfLink first =
          object.program("tcx_first").attach(Tcx.to(FAR).withOrder(Order.before(second)));
      List<Attachments.Hook> hooks = attachments().hooks();
      assertEquals(1, hooks.size(), hooks::toString);
      Attachments.Hook hook = hooks.get(0);
      assertEquals(AttachType.TCX_INGRESS, hook.type());
      assertEquals(
          List.of(
              new Attachments.Program(first.info().programId(), "tcx_first", first.info().id()),
              new Attachments.Program(second.info().programId(), "tcx_second", second.info().id())),
          hook.programs());
      first.close();
      long revision = hook.revision();
      assertTrue(revision > 0);
      assertThrows(
          BpfException.class,
          () ->
              object
                  .program("tcx_first")
                  .attach(Tcx.to(FAR).withOrder(Order.first().expecting(revision))));
      long now = attachments().hooks().get(0).revision();
      object
          .program("tcx_first")
          .attach(Tcx.to(FAR).withOrder(Order.first().expecting(now)))
          .close();
    }
    assertEquals(List.of(), attachments().hooks());
    assertEquals("", attachments().toString());
  }

  @Test
  void attachmentsOfAGroupAreThoseOfThatGroupAlone() throws Exception {
    Path group = Files.createTempDirectory(Places.cgroups(), "lbj-attachments");
    Path below = Files.createDirectory(group.resolve("below"));
    try (BpfObject object = BpfObjects.load("swapped.bpf.o", "egress_first", "egress_second")) {
      try (BpfLink one = object.program("egress_first").attach(Cgroup.at(group));
          BpfLink two = object.program("egress_second").attach(Cgroup.at(group))) {
        List<Attachments.Hook> hooks = Attachments.of(group).hooks();
        assertEquals(1, hooks.size(), () -> one + " " + two + " " + hooks);
        assertEquals(AttachType.CGROUP_INET_EGRESS, hooks.get(0).type());
        assertEquals(
            List.of("egress_first", "egress_second"),
            hooks.get(0).programs().stream().map(Attachments.Program::name).toList());
        assertEquals(List.of(), Attachments.of(below).hooks());
        if (KernelVersion.running().isAtLeast(KernelVersion.of(6, 17))) {
          assertTrue(hooks.get(0).revision() > 0, hooks::toString);
        }
      }
      assertEquals(List.of(), Attachments.of(group).hooks());
    } finally {
      Files.delete(below);
      Files.delete(group);
    }
  }

  private static List<String> effective(Path group) {
    List<Attachments.Hook> hooks = Attachments.effectiveAt(group).hooks();
    assertTrue(hooks.stream().allMatch(hook -> hook.revision() == 0), hooks::toString);
    return hooks.stream()
        .filter(hook -> hook.type() == AttachType.CGROUP_INET_EGRESS)
        .flatMap(hook -> hook.programs().stream())
        .map(Attachments.Program::name)
        .filter(name -> name.startsWith("egress_")) // not those that the machine itself has
        .toList();
  }

  @Test
  void programsOfAncestorsAreEffectiveBelow() throws Exception {
    Path group = Files.createTempDirectory(Places.cgroups(), "lbj-effective");
    Path below = Files.createDirectory(group.resolve("below"));
    try (BpfObject object = BpfObjects.load("swapped.bpf.o", "egress_first", "egress_second")) {
      assertEquals(List.of(), effective(below));
      try (BpfLink one = object.program("egress_first").attach(Cgroup.at(group));
          BpfLink two = object.program("egress_second").attach(Cgroup.at(below))) {
        assertEquals(List.of("egress_first"), effective(group), () -> one + " " + two);
        // The nearest group's programs run first: kernel/bpf/cgroup.c, compute_effective_progs().
        assertEquals(List.of("egress_second", "egress_first"), effective(below));
        assertEquals(1, Attachments.of(below).hooks().size());
      }
      assertEquals(List.of(), effective(below));
    } finally {
      Files.delete(below);
      Files.delete(group);
    }
  }

  @Test
  void whatIsNothingToAttachToIsRefused() throws Exception {
    OpenFiles before = Places.openFiles();
    assertEquals(
        "list what is attached to interface 'lbjplace9': ENODEV (-19): there is no such interface"
            + " in this network namespace",
        said(
            assertThrows(
                BpfException.class, () -> Attachments.of(NetworkDevice.named("lbjplace9")))));
    assertTrue(
        said(assertThrows(
                BpfException.class, () -> Attachments.of(NetworkDevice.ofIndex(123_456_789))))
            .contains("ENODEV (-19)"));
    assertTrue(
        said(assertThrows(BpfException.class, () -> Attachments.of(Path.of("/no/such"))))
            .contains("ENOENT (-2)"));
    assertEquals(
        "list what is attached to control group '/proc': EBADF (-9): it is in no file system of"
            + " type cgroup2",
        said(assertThrows(BpfException.class, () -> Attachments.of(Path.of("/proc")))));
    assertEquals(
        "list what runs in control group '/proc': EBADF (-9): it is in no file system of type"
            + " cgroup2",
        said(assertThrows(BpfException.class, () -> Attachments.effectiveAt(Path.of("/proc")))));
    before.assertNoMore();
  }
}
