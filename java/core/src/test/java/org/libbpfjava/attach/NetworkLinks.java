package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_link__destroy;
import static org.libbpfjava.raw.global.libbpf.bpf_link__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_cgroup;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_netns;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_tcx;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_xdp;
import static org.libbpfjava.raw.global.plain.lbj_link_info;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.raw.bpf_link;
import org.libbpfjava.raw.bpf_program;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.OwnThread;

/**
 * Links at a network device with index 7, at a control group that is open as descriptor 9, and at
 * the network namespace that is open as descriptor 8. It is to run in that group and that
 * namespace. Prints "held" at the end.
 */
final class NetworkLinks {
  private static final int DEVICE = 7;
  private static final int GROUP = 9;
  private static final int NAMESPACE = 8;
  private static final int SWAPS = 1000;

  private final BpfScope scope;
  private final BpfObject object;

  private NetworkLinks(BpfScope scope, BpfObject object) {
    this.scope = scope;
    this.object = object;
  }

  public static void main(String[] arguments) throws Exception {
    String way = arguments[0];
    String prefix = way.equals("swap") ? "egress" : way;
    try (BpfScope scope = BpfScope.open("links");
        BpfObject object =
            BpfObjects.load("swapped.bpf.o", prefix + "_first", prefix + "_second", "iter_first")) {
      NetworkLinks links = new NetworkLinks(scope, object);
      switch (way) {
        case "xdp" -> links.device("xdp", handle -> bpf_program__attach_xdp(handle, DEVICE));
        case "tcx" -> links.device("tcx", handle -> bpf_program__attach_tcx(handle, DEVICE, null));
        case "egress" -> links.group();
        case "lookup" -> links.namespace();
        case "swap" -> links.swapUnderLoad();
        default -> throw new IllegalArgumentException(way);
      }
    }
    System.out.println("held");
  }

  /** Attached by libbpf itself, and opened by its number. */
  private BpfLink attach(String program, Function<bpf_program, bpf_link> call) {
    return object
        .program(program)
        .withHandle(
            handle -> {
              bpf_link link = call.apply(handle);
              if (link == null) {
                throw new AssertionError(program + " cannot be attached");
              }
              long[] numbers = new long[8];
              int result =
                  lbj_link_info(bpf_link__fd(link), numbers, new byte[64], 64, new long[0], 0);
              assertEquals(0, result);
              try {
                return scope.openLink((int) numbers[1]);
              } finally {
                bpf_link__destroy(link);
              }
            });
  }

  private void device(String kind, Function<bpf_program, bpf_link> call) throws Exception {
    BpfLink link = attach(kind + "_first", call);
    LinkInfo info = link.info();
    assertEquals(
        kind.equals("xdp")
            ? new LinkInfo.Xdp(info.id(), info.programId(), DEVICE)
            : new LinkInfo.Tcx(info.id(), info.programId(), AttachType.TCX_INGRESS, DEVICE),
        info);
    assertAgrees(info);
    swapsAndDetaches(link, kind, "link with id " + info.id());
  }

  private void group() throws Exception {
    BpfLink link = attach("egress_first", handle -> bpf_program__attach_cgroup(handle, GROUP));
    LinkInfo.Cgroup info = assertInstanceOf(LinkInfo.Cgroup.class, link.info());
    Path group = Path.of("/proc/self/fd/" + GROUP).toRealPath();
    assertEquals(Files.getAttribute(group, "unix:ino"), info.cgroupId());
    assertEquals(AttachType.CGROUP_INET_EGRESS, info.attachType());
    assertAgrees(info, "\"cgroup_id\":" + info.cgroupId());
    swapsAndDetaches(link, "egress", "link with id " + info.id());
  }

  private void namespace() throws Exception {
    BpfLink link = attach("lookup_first", handle -> bpf_program__attach_netns(handle, NAMESPACE));
    LinkInfo.NetworkNamespace info = assertInstanceOf(LinkInfo.NetworkNamespace.class, link.info());
    assertEquals(
        Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
        "net:[" + info.inode() + "]");
    assertEquals(AttachType.SK_LOOKUP, info.attachType());
    assertAgrees(info, "\"netns_ino\":" + info.inode());
    int first = info.programId();
    link.update(object.program("lookup_second"));
    assertTrue(link.info().programId() != first);
    link.detach();
    assertEquals(
        new LinkInfo.NetworkNamespace(info.id(), link.info().programId(), AttachType.SK_LOOKUP, 0),
        link.info());
  }

  /** What all links do that can be updated and detached. */
  private void swapsAndDetaches(BpfLink link, String kind, String subject) throws Exception {
    BpfProgram second = object.program(kind + "_second");
    BpfException wrong =
        assertThrows(BpfException.class, () -> link.update(object.program("iter_first")));
    assertEquals(
        "update "
            + subject
            + " to program 'iter_first': EINVAL (-22): the program is of another type, or made"
            + " for another place, than the link's",
        wrong.getMessage());
    assertEquals(kind + "_first", link.program());
    try (BpfFs fs = BpfFs.mount()) {
      Path path = fs.path("link");
      link.pin(path);
      LinkInfo before = link.info();
      try (BpfLink updated = second.attachPinned(path)) {
        assertEquals(before.id(), updated.info().id(), "the pinned one");
        assertTrue(before.programId() != updated.info().programId(), "has the other program");
      }
      link.detach();
      BpfException gone = assertThrows(BpfException.class, () -> link.update(second));
      assertEquals(
          "update "
              + subject
              + " to program '"
              + second.name()
              + "': ENOLINK (-67): the link is detached: its place is gone, or somebody called"
              + " detach",
          gone.getMessage());
      assertTrue(link.isOpen());
      // No section says where, so that attaching anew is refused; the dead link's file has gone.
      BpfException nowhere = assertThrows(BpfException.class, () -> second.attachPinned(path));
      assertTrue(
          String.valueOf(nowhere.getMessage()).startsWith("attach program '" + second.name()),
          nowhere.toString());
      assertTrue(!Files.exists(path), "the file of the dead link");
    }
    link.close();
  }

  /** Each datagram is sent by a system call, in which one of the two programs runs. */
  private void swapUnderLoad() throws Exception {
    BpfLink link = attach("egress_first", handle -> bpf_program__attach_cgroup(handle, GROUP));
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    long before = hits();
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      senders.add(OwnThread.run(() -> send(done, sent)));
    }
    for (int i = 0; i < SWAPS; i++) {
      long then = sent.get();
      link.update(object.program(i % 2 == 0 ? "egress_second" : "egress_first"));
      while (sent.get() == then && !senders.get(0).isDone()) {
        Thread.onSpinWait(); // each program meets an event
      }
    }
    done.set(true);
    for (CompletableFuture<Void> one : senders) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertEquals(sent.get(), hits() - before, "datagrams sent, and seen by either program");
    long first = object.variable("first_hits").getLong();
    long second = object.variable("second_hits").getLong();
    assertTrue(first > SWAPS / 4 && second > SWAPS / 4, first + " and " + second);
    System.out.println(SWAPS + " swaps, " + first + " + " + second + " = " + sent + " datagrams");
    link.close();
  }

  private long hits() {
    return object.variable("first_hits").getLong() + object.variable("second_hits").getLong();
  }

  private static void send(AtomicBoolean done, AtomicLong sent) {
    try (DatagramSocket to = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket from = new DatagramSocket()) {
      byte[] bytes = new byte[16];
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length, to.getLocalSocketAddress());
      while (!done.get()) {
        from.send(packet);
        sent.incrementAndGet();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What bpftool tells of the same link; an old one knows no more of a device than its type. */
  private static void assertAgrees(LinkInfo info, String... members) throws Exception {
    String json = Bpftool.run("-j", "link", "show", "id", "" + info.id());
    assertTrue(json.matches(".*\"prog_id\":" + info.programId() + "[,}].*\\s*"), json);
    for (String member : members) {
      assertTrue(json.contains(member), member + " in " + json);
    }
  }
}
