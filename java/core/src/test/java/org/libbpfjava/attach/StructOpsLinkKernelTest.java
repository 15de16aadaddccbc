package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.BpfMap;

/** A link of a struct_ops map takes another map of the same struct, and nothing else. */
@KernelTest
class StructOpsLinkKernelTest {
  private static final String HEAD =
      """
      #define SEC(name) __attribute__((section(name), used))
      char _license[] SEC("license") = "GPL";
      struct tcp_congestion_ops {
        unsigned int (*ssthresh)(void *sk);
        void (*cong_avoid)(void *sk, unsigned int ack, unsigned int acked);
        unsigned int (*undo_cwnd)(void *sk);
        char name[16];
      } __attribute__((preserve_access_index));
      SEC("struct_ops") unsigned int ssthresh(void *ctx) { return 2; }
      SEC("struct_ops") void cong_avoid(void *ctx) {}
      SEC("struct_ops") unsigned int undo_cwnd(void *ctx) { return 2; }
      #define OPS(called) { .ssthresh = (void *)ssthresh, .cong_avoid = (void *)cong_avoid, \\
        .undo_cwnd = (void *)undo_cwnd, .name = called }
      """;
  private static final String LINKED = "SEC(\".struct_ops.link\") struct tcp_congestion_ops ";
  private static final String PLAIN = "SEC(\".struct_ops\") struct tcp_congestion_ops ";

  private BpfObject first;
  private BpfObject second;
  private BpfLink link;

  @BeforeEach
  void attach() {
    KernelTier.needs("links of struct_ops maps are", KernelVersion.of(6, 4));
    first = load(LINKED + "one = OPS(\"lbj_swap\");\n");
    second =
        load(
            LINKED
                + "two = OPS(\"lbj_swap\");\n"
                + LINKED
                + "other = OPS(\"lbj_other\");\n"
                + PLAIN
                + "plain = OPS(\"lbj_plain\");\nvolatile int number;\n");
    link = first.attachAll().get(0);
  }

  @AfterEach
  void close() {
    for (BpfObject object : new BpfObject[] {first, second}) {
      if (object != null) {
        object.close();
      }
    }
  }

  private static BpfObject load(String source) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(HEAD + source)))) {
      return open.load();
    }
  }

  @Test
  void theOtherMapIsAttached() {
    assertEquals("one", link.program());
    assertEquals(new LinkInfo.StructOps(info().id(), first.map("one").id()), info());
    link.updateMap(second.map("two"));
    assertEquals("two", link.program());
    assertEquals("link of map two", link.toString());
    assertEquals(second.map("two").id(), info().mapId());
    assertEquals(0, info().programId());
    try (BpfScope scope = BpfScope.open("others")) {
      BpfLink opened = scope.openLink(info().id());
      assertEquals("two", opened.program());
      refuses(
          IllegalArgumentException.class,
          "update link with id "
              + info().id()
              + " to map 'two': only a link by which this process attached a struct_ops map takes"
              + " another",
          () -> opened.updateMap(second.map("two")));
    }
  }

  @Test
  void aMapOfAnotherKindIsRefused() throws Exception {
    refuses(
        BpfException.class,
        "update link of map 'one' to map 'other': EINVAL (-22): the map is of another struct, or"
            + " its struct has another name",
        () -> link.updateMap(second.map("other")));
    refuses(
        IllegalArgumentException.class,
        "update link of map 'one' to map 'plain': the map is not in section .struct_ops.link",
        () -> link.updateMap(second.map("plain")));
    assertEquals("", offered("lbj_plain"));
    assertEquals("lbj_swap", offered("lbj_swap"));
    assertEquals("one", link.program());
    assertEquals(first.map("one").id(), info().mapId());
  }

  @Test
  void aMapOfNoObjectIsRefused() {
    try (BpfScope scope = BpfScope.open("others")) {
      BpfMap opened = scope.openMap(second.map("two").id());
      refuses(
          IllegalArgumentException.class,
          "update link of map 'one' to map 'two': the map is of no object",
          () -> link.updateMap(opened));
    }
  }

  @Test
  void aProgramIsRefused() {
    refuses(
        BpfException.class,
        "update link of map 'one' to program 'ssthresh': EINVAL (-22): it takes a map: updateMap()",
        () -> link.update(second.program("ssthresh")));
  }

  /** libbpf calls it a link; the kernel's descriptor is the map's. */
  @Test
  void aMapWithoutALinkOfTheKernelSaysSo() {
    link.close();
    try (BpfObject object = load(PLAIN + "flat = OPS(\"lbj_flat\");\n");
        BpfLinks links = object.attachAll()) {
      BpfLink flat = links.get(0);
      String why =
          ": EOPNOTSUPP (-95): it is no link of the kernel: such are programs at sockets, at tc's"
              + " clsact, at XDP by netlink, at maps of sockets before Linux 6.10, at perf events"
              + " before 5.15, and struct_ops maps outside section .struct_ops.link";
      refuses(BpfException.class, "ask the kernel about link of map 'flat'" + why, flat::info);
      refuses(BpfException.class, "detach link of map 'flat'" + why, flat::detach);
      refuses(
          BpfException.class,
          "update link of map 'flat' to map 'two'" + why,
          () -> flat.updateMap(second.map("two")));
      refuses(
          BpfException.class,
          "pin link of map 'flat' at '/sys/fs/bpf/flat'" + why,
          () -> flat.pin(Path.of("/sys/fs/bpf/flat")));
    }
  }

  @Test
  void detachEndsItAtOnce() {
    KernelTier.needs("detaching struct_ops is", KernelVersion.of(6, 11));
    link.detach();
    assertEquals(List.of(true, 0), List.of(link.isOpen(), info().mapId()));
    refuses(
        BpfException.class,
        "update link of map 'one' to map 'two': ENOLINK (-67): the link is detached: its place is"
            + " gone, or somebody called detach",
        () -> link.updateMap(second.map("two")));
  }

  /** The name, if the kernel offers a congestion control of that name to sockets. */
  private static String offered(String name) throws IOException {
    String all = Files.readString(Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control"));
    return List.of(all.strip().split(" ", -1)).contains(name) ? name : "";
  }

  private LinkInfo.StructOps info() {
    return assertInstanceOf(LinkInfo.StructOps.class, link.info());
  }

  private static void refuses(Class<? extends Exception> type, String message, Runnable call) {
    assertEquals(message, assertThrows(type, call::run).getMessage());
  }
}
