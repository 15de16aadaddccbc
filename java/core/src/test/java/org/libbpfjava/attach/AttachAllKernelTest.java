package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RefusedWithout;

/** attachAll leaves nothing out in silence. */
@KernelTest
class AttachAllKernelTest {
  private static final String HEAD =
      """
      #define SEC(name) __attribute__((section(name), used))
      char _license[] SEC("license") = "GPL";
      volatile unsigned long long hits;
      """;
  private static final String COUNTS =
      "SEC(\"raw_tp/sys_enter\") int counts(void *ctx) { hits++; return 0; }\n";
  private static final String XDP = "SEC(\"xdp\") int drops(void *ctx) { return 1; }\n";
  private static final String SOCKET = "SEC(\"socket\") int reads(void *ctx) { return 0; }\n";

  private static BpfObject load(String source) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(HEAD + source)))) {
      return open.load();
    }
  }

  @Test
  void programsWithoutAPlaceAreListedWithTheReason() {
    try (BpfObject object = load(COUNTS + XDP + SOCKET);
        BpfLinks links = object.attachAll()) {
      assertEquals(List.of("counts"), links.stream().map(BpfLink::program).toList());
      assertEquals(
          List.of("drops", "reads"),
          links.leftOut().stream().map(BpfLinks.LeftOut::program).toList());
      String reason = links.leftOut().get(0).reason();
      assertTrue(
          reason.startsWith(
              "its section 'xdp' does not say where: XDP programs are attached to a network"
                  + " interface"),
          reason);
    }
  }

  @Test
  void nothingToAttachAmongProgramsIsRefused() {
    try (BpfObject object = load(XDP)) {
      BpfException e = assertThrows(BpfException.class, object::attachAll);
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith(
                  "attach the programs of object 'object': none can be attached by itself: program"
                      + " 'drops': its section 'xdp' does not say where"),
          e.getMessage());
    }
  }

  @Test
  void programsThatAreNotToBeAttachedAreNotMissed() {
    byte[] elf = Clang.object(HEAD + XDP);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.program("drops").setAutoattach(false);
      try (BpfObject object = open.load();
          BpfLinks links = object.attachAll()) {
        assertEquals(List.of(), links);
        assertEquals(List.of(), links.leftOut());
      }
    }
  }

  @Test
  void whatTheKernelRefusesUndoesTheOthers() {
    String missing = "SEC(\"tracepoint/no/such\") int fails(void *ctx) { return 0; }\n";
    try (BpfObject object = load(COUNTS + missing)) {
      BpfException e = assertThrows(BpfException.class, object::attachAll);
      assertEquals("ENOENT", e.errnoName());
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith("attach program 'fails': ENOENT (-2): prog 'fails': failed to create"),
          e.getMessage());
      long before = object.variable("hits").getLong();
      Files.exists(Path.of("/")); // a system call
      assertEquals(before, object.variable("hits").getLong(), "counts, detached again");
    }
  }

  @Test
  @RefusedWithout(Feature.KPROBE_MULTI)
  void whatTheKernelDoesNotSupportIsNotTakenForAMissingPlace() {
    try (BpfObject object =
            load("SEC(\"kprobe.multi/vfs_read\") int multi(void *ctx) { hits++; return 0; }\n");
        BpfLinks links = object.attachAll()) {
      assertEquals(1, links.size());
    }
  }

  @Test
  void aSingleProgramWithoutAPlaceIsToldWhatIsPossible() {
    try (BpfObject object = load(XDP)) {
      BpfException e = assertThrows(BpfException.class, () -> object.program("drops").attach());
      assertEquals(
          "attach program 'drops': EOPNOTSUPP (-95): its section 'xdp' does not say where: XDP"
              + " programs are attached to a network interface, which a section cannot name:"
              + " attach(Xdp.to(\"eth0\")) does",
          e.getMessage());
    }
  }

  @Test
  void structOpsMapsAreAttachedAsLibbpfsSkeletonDoes() throws IOException {
    KernelTier.needs("links of struct_ops maps are", KernelVersion.of(6, 4));
    String source =
        """
        struct tcp_congestion_ops {
          unsigned int (*ssthresh)(void *sk);
          void (*cong_avoid)(void *sk, unsigned int ack, unsigned int acked);
          unsigned int (*undo_cwnd)(void *sk);
          char name[16];
        } __attribute__((preserve_access_index));
        SEC("struct_ops") unsigned int ssthresh(void *ctx) { return 2; }
        SEC("struct_ops") void cong_avoid(void *ctx) {}
        SEC("struct_ops") unsigned int undo_cwnd(void *ctx) { return 2; }
        #define OPS .ssthresh = (void *)ssthresh, .cong_avoid = (void *)cong_avoid, \\
          .undo_cwnd = (void *)undo_cwnd
        SEC(".struct_ops") struct tcp_congestion_ops plain = { OPS, .name = "lbj_plain" };
        SEC(".struct_ops.link") struct tcp_congestion_ops linked = { OPS, .name = "lbj_linked" };
        """;
    try (BpfObject object = load(source)) {
      try (BpfLinks links = object.attachAll()) {
        assertEquals(List.of("plain", "linked"), links.stream().map(BpfLink::program).toList());
        assertEquals(List.of(), links.leftOut());
        assertEquals("link of map plain", links.get(0).toString());
        assertEquals(List.of("lbj_linked", "lbj_plain"), congestionControls());
      }
      assertEquals(List.of(), congestionControls());
    }
  }

  /** Ours of those that the kernel offers to sockets. */
  private static List<String> congestionControls() throws IOException {
    String all =
        Files.readString(Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control")).strip();
    return List.of(all.split(" ", -1)).stream()
        .filter(name -> name.startsWith("lbj_"))
        .sorted()
        .toList();
  }
}
