package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.attach.XdpMode;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.testing.BpfObjects;

/**
 * Sends packets by test runs, and binds programs, in a network namespace with the interfaces v0,
 * number 7, and v1, number 8, which are the ends of one pair. Prints "held" at the end.
 */
final class NetworkRuns {
  private static final int SENDER = 7;
  private static final int FRAMES = 1000;
  private static final int BATCH = 32;

  private NetworkRuns() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "live" -> liveFrames();
      case "bound" -> boundToOneInterface();
      case "opened" -> programsOfNoObject();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("held");
  }

  /** An Ethernet frame to nobody, which comes in at an interface. */
  private static TestRun frame(int interfaceIndex) {
    byte[] packet = new byte[64];
    Arrays.fill(packet, 0, 12, (byte) 2);
    ByteBuffer context = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder()); // struct xdp_md
    context.putInt(4, packet.length).putInt(12, interfaceIndex);
    return TestRun.once().withData(packet).withContext(context.array());
  }

  /** What goes out at one end of the pair is counted at the other. */
  private static void liveFrames() throws Exception {
    try (BpfObject object = BpfObjects.load("live.bpf.o");
        BpfLink counting =
            object.program("count_frames").attach(Xdp.to("v1").withMode(XdpMode.NATIVE));
        BpfLink sending =
            object.program("take_frames").attach(Xdp.to("v0").withMode(XdpMode.NATIVE))) {
      TestRun run = frame(SENDER).withRepeat(FRAMES).withLiveFrames(BATCH);
      TestRunResult result = object.program("send_frames").testRun(run);
      assertEquals(0, result.dataOut().length);
      while (object.variable("frames").getLong() < FRAMES) {
        Thread.onSpinWait(); // the receiving end works on another thread of the kernel
      }
      assertEquals(FRAMES, object.variable("frames").getLong());
      assertEquals(64L * FRAMES, object.variable("bytes").getLong());
      assertTrue(counting.isOpen() && sending.isOpen());
      // Without live frames nothing is sent.
      object.program("send_frames").testRun(frame(SENDER).withRepeat(FRAMES));
      assertEquals(FRAMES, object.variable("frames").getLong());
      BpfException e =
          assertThrows(
              BpfException.class, () -> object.program("send_frames").testRun(run.withDataOut(64)));
      assertEquals(
          "test run of program 'send_frames': EINVAL (-22): live frames give nothing back: leave out"
              + " dataOut() and contextOut()",
          e.getMessage());
    }
  }

  private static void boundToOneInterface() throws Exception {
    try (OpenBpfObject open = BpfObjects.open("live.bpf.o")) {
      open.programs().forEach(one -> one.setAutoload(one.name().equals("count_frames")));
      OpenBpfProgram program = open.program("count_frames");
      program.setFlags(ProgramFlag.XDP_HAS_FRAGS);
      program.bindTo(NetworkDevice.named("v1"));
      assertEquals(
          Set.of(ProgramFlag.XDP_HAS_FRAGS, ProgramFlag.XDP_DEV_BOUND_ONLY), program.flags());
      try (BpfObject object = open.load()) {
        BpfProgram bound = object.program("count_frames");
        assertEquals(Optional.empty(), bound.info().offload(), "its code runs on a CPU");
        try (BpfLink link = bound.attach(Xdp.to("v1").withMode(XdpMode.NATIVE))) {
          assertTrue(link.isOpen());
        }
        BpfException e = assertThrows(BpfException.class, () -> bound.attach(Xdp.to("v0")));
        assertTrue(String.valueOf(e.getMessage()).contains("EINVAL"), e.toString());
      }
    }
  }

  /** Attached by their descriptors. */
  private static void programsOfNoObject() throws Exception {
    try (BpfObject object = BpfObjects.load("live.bpf.o", "count_frames", "send_frames");
        BpfScope scope = BpfScope.open("others")) {
      BpfProgram opened = scope.openProgram(object.program("count_frames").info().id());
      try (BpfLink link = opened.attach(Xdp.to("v1").withMode(XdpMode.GENERIC))) {
        LinkInfo.Xdp info = (LinkInfo.Xdp) link.info();
        assertEquals(SENDER + 1, info.interfaceIndex());
        assertEquals(opened.info().id(), info.programId());
      }
      BpfProgram ingress = returning(scope, "tcx/ingress");
      try (BpfLink second = ingress.attach(Tcx.to("v0"));
          BpfLink first =
              returning(scope, "tcx/ingress")
                  .attach(Tcx.to("v0").withOrder(Order.before(second)))) {
        assertEquals(AttachType.TCX_INGRESS, ((LinkInfo.Tcx) second.info()).attachType());
        assertTrue(first.isOpen());
        // The neighbour and the revision reach the kernel.
        Tcx nobody = Tcx.to("v0").withOrder(Order.beforeProgram(Integer.MAX_VALUE));
        assertRefused("ENOENT", () -> returning(scope, "tcx/ingress").attach(nobody));
        Tcx late = Tcx.to("v0").withOrder(Order.first().expecting(1));
        assertRefused("ESTALE", () -> returning(scope, "tcx/ingress").attach(late));
      }
      BpfProgram openedIngress = scope.openProgram(ingress.info().id());
      assertEquals(
          "attach program 'p' by Tcx to interface 'v0': the program was opened, and the kernel does"
              + " not tell for which place it was loaded: attach it where it is loaded, and pin the"
              + " link",
          assertThrows(IllegalStateException.class, () -> openedIngress.attach(Tcx.to("v0")))
              .getMessage());
      try (BpfLink link = returning(scope, "sk_lookup").attach(Netns.current())) {
        assertEquals(AttachType.SK_LOOKUP, ((LinkInfo.NetworkNamespace) link.info()).attachType());
      }
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> returning(scope, "sk_lookup").attach(Netns.at(Path.of("/none"))));
      assertTrue(String.valueOf(e.getMessage()).contains("There is no file '/none'"), e.toString());
    }
  }

  private static void assertRefused(String name, Executable call) {
    BpfException e = assertThrows(BpfException.class, call);
    assertEquals(name, e.errnoName(), e.getMessage());
  }

  private static BpfProgram returning(BpfScope scope, String section) {
    return scope.loadProgram(
        ProgramOptions.ofSection(
            section, "p", new Assembler().mov(Register.R0, 1).exit().instructions()));
  }
}
