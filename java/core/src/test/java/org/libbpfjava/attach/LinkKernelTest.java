package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_attach_type_str;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_link_type_str;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.OpenFiles;

/** What a link tells, and what can be done with it: on links that need no network. */
@KernelTest
@RequiresFeature(Feature.COOKIE) // by which probes are links of the kernel, Linux 5.15
@Timeout(120)
class LinkKernelTest {
  private OpenFiles before;
  private BpfFs fs;
  private BpfObject object;

  @BeforeEach
  void load() throws Exception {
    fs = BpfFs.mount();
    before = OpenFiles.now();
    object =
        BpfObjects.load("swapped.bpf.o", "iter_first", "iter_second", "raw_first", "raw_second");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    object.close();
    before.assertNoMore();
    fs.close();
  }

  @Test
  void namesAndNumbersAreThoseOfLibbpf() {
    for (LinkType type : LinkType.values()) {
      if (type != LinkType.UNKNOWN) {
        assertEquals(text(libbpf_bpf_link_type_str(type.number())), type.toString());
        assertEquals(type, LinkType.of(type.number()));
      }
    }
    assertEquals(null, libbpf_bpf_link_type_str(LinkType.values().length), "all are known");
    for (AttachType type : AttachType.values()) {
      if (type != AttachType.UNKNOWN) {
        assertEquals(text(libbpf_bpf_attach_type_str(type.number())), type.toString());
        assertEquals(type, AttachType.of(type.number()));
      }
    }
    int all = AttachType.values().length - 1;
    assertEquals(null, libbpf_bpf_attach_type_str(all), "all are known");
    assertEquals(AttachType.UNKNOWN, AttachType.of(all));
    assertEquals(AttachType.UNKNOWN, AttachType.of(-1));
    assertEquals(LinkType.UNKNOWN, LinkType.of(0));
    assertEquals(LinkType.UNKNOWN, LinkType.of(LinkType.values().length));
  }

  private static String text(BytePointer name) {
    return name.getString();
  }

  @Test
  void aRawTracepointTellsItsName() throws Exception {
    try (BpfLink link = object.program("raw_first").attach()) {
      LinkInfo.RawTracepoint info = assertInstanceOf(LinkInfo.RawTracepoint.class, link.info());
      assertEquals("sched_process_exit", info.tracepoint());
      assertEquals(LinkType.RAW_TRACEPOINT, info.type());
      assertEquals(0, info.cookie());
      assertAgrees(info, "\"tp_name\":\"sched_process_exit\"");
    }
  }

  @Test
  void anIteratorTellsItsTarget() throws Exception {
    try (BpfLink link = object.program("iter_first").attach()) {
      LinkInfo.Iterator info = assertInstanceOf(LinkInfo.Iterator.class, link.info());
      assertEquals(
          new LinkInfo.Iterator(info.id(), info.programId(), "bpf_map", 0, 0, 0, 0, 0), info);
      assertAgrees(info, "\"target_name\":\"bpf_map\"");
    }
  }

  @Test
  void aTypedTracepointIsARawOne() throws Exception {
    try (BpfObject links = BpfObjects.load("links.bpf.o", "typed_tracepoint");
        BpfLink link = links.program("typed_tracepoint").attach()) {
      LinkInfo.RawTracepoint info = assertInstanceOf(LinkInfo.RawTracepoint.class, link.info());
      assertEquals("sched_process_exit", info.tracepoint());
    }
  }

  @Test
  void aUprobeTellsItsFileAndPlace() throws Exception {
    KernelTier.needs("infos of perf events are", KernelVersion.of(6, 6));
    try (BpfObject links = BpfObjects.load("links.bpf.o", "uprobe", "uretprobe");
        BpfLink entry = links.program("uprobe").attach();
        BpfLink exit = links.program("uretprobe").attach()) {
      LinkInfo.Uprobe info = assertInstanceOf(LinkInfo.Uprobe.class, entry.info());
      assertFalse(info.isReturn());
      assertTrue(info.path().endsWith("/libc.so.6"), info.path());
      assertTrue(info.place().offset() > 0, "it is not at the start of the file");
      assertAgrees(info);
      LinkInfo.Uprobe other = assertInstanceOf(LinkInfo.Uprobe.class, exit.info());
      assertTrue(other.isReturn());
      assertEquals(info.place().offset(), other.place().offset());
    }
  }

  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aMultiUprobeTellsAllItsPlaces() throws Exception {
    KernelTier.needs("infos of multi uprobes are", KernelVersion.of(6, 8));
    try (BpfObject links = BpfObjects.load("links.bpf.o", "uprobe_multi", "uprobe");
        BpfLink one = links.program("uprobe").attach();
        BpfLink link = links.program("uprobe_multi").attach()) {
      LinkInfo.UprobeMulti info = assertInstanceOf(LinkInfo.UprobeMulti.class, link.info());
      assertFalse(info.isReturn());
      assertTrue(info.path().endsWith("/libc.so.6"), info.path());
      List<Long> offsets = info.places().stream().map(LinkInfo.Place::offset).toList();
      LinkInfo.Uprobe single = assertInstanceOf(LinkInfo.Uprobe.class, one.info());
      assertEquals(2, offsets.size(), "gnu_get_libc_version and _release");
      assertTrue(offsets.contains(single.place().offset()), offsets + " of " + info);
      assertAgrees(info);
    }
  }

  /** What bpftool tells of the same link. */
  private static void assertAgrees(LinkInfo info, String... members) throws Exception {
    String json = Bpftool.run("-j", "link", "show", "id", "" + info.id());
    // An old bpftool has no name of a newer type.
    assertTrue(
        json.contains("\"type\":\"" + info.type() + "\"")
            || json.contains("\"type\":" + info.type().number() + ","),
        json);
    assertTrue(json.matches(".*\"prog_id\":" + info.programId() + "[,}].*\\s*"), json);
    for (String member : members) {
      assertTrue(json.contains(member), member + " in " + json);
    }
  }

  @Test
  void anUpdateRunsTheOtherProgram() throws Exception {
    try (BpfLink link = object.program("iter_first").attach()) {
      int first = link.info().programId();
      link.update(object.program("iter_second"));
      assertEquals("iter_second", link.program());
      assertEquals("link of program iter_second", link.toString());
      assertTrue(link.info().programId() != first, "another program is attached");
      link.update(object.program("iter_first"));
      assertEquals(first, link.info().programId());
    }
  }

  @Test
  void aProgramStaysAttachedAfterItsObjectWasClosed() {
    try (BpfLink link = object.program("iter_first").attach()) {
      int id;
      try (BpfObject newer = BpfObjects.load("swapped.bpf.o", "iter_second")) {
        link.update(newer.program("iter_second"));
        id = link.info().programId();
      }
      assertEquals(id, link.info().programId());
      assertTrue(link.isOpen());
    }
  }

  @Test
  void aPinnedLinkOutlivesItsObject() {
    Path path = fs.path("link");
    int id;
    try (BpfLink link = object.program("raw_first").attach()) {
      assertEquals(Optional.empty(), link.pinPath());
      link.pin(path);
      link.pin(path); // the same again
      assertEquals(Optional.of(path), link.pinPath());
      id = link.info().id();
    }
    object.close();
    try (BpfScope scope = BpfScope.open("later");
        BpfLink link = scope.openPinnedLink(path)) {
      assertEquals(id, link.info().id());
      assertEquals("raw_first", link.program());
      assertEquals(Optional.of(path), link.pinPath());
      link.unpin();
      assertEquals(Optional.empty(), link.pinPath());
      assertFalse(Files.exists(path));
    }
    assertEndsSoon(id);
  }

  @Test
  void aLinkIsOpenedByItsNumber() {
    BpfLink link = object.program("raw_first").attach();
    int id = link.info().id();
    BpfLink opened;
    try (BpfScope scope = BpfScope.open("others")) {
      opened = scope.openLink(id);
      link.close();
      assertEquals(id, opened.info().id(), "the second one keeps it attached");
    }
    assertFalse(opened.isOpen());
    assertEndsSoon(id);
  }

  @Test
  void aLinkOutlivesItsOwnerWhenToldTo() {
    BpfLink kept = object.program("raw_first").attach();
    BpfLink other = object.program("raw_second").attach();
    kept.outliveOwner();
    object.close();
    assertFalse(other.isOpen());
    assertTrue(kept.isOpen());
    int id = kept.info().id();
    kept.pin(fs.path("kept"));
    kept.unpin();
    kept.close();
    assertEndsSoon(id);
    IllegalStateException e = assertThrows(IllegalStateException.class, kept::outliveOwner);
    assertEquals("link of program 'raw_first' is closed", e.getMessage());
  }

  @Test
  void attachPinnedAttachesThenUpdates() {
    Path path = fs.path("iter");
    try (BpfLink first = object.program("iter_first").attachPinned(path)) {
      try (BpfLink second = object.program("iter_second").attachPinned(path)) {
        assertEquals(first.info(), second.info(), "it is one link, with the second program");
        assertEquals("iter_second", second.program());
        assertEquals(Optional.of(path), second.pinPath());
        second.unpin();
      }
    }
  }

  @Test
  void attachPinnedChangesNothingWhereTheLinkKeepsItsProgram() {
    Path path = fs.path("raw");
    try (BpfLink first = object.program("raw_first").attachPinned(path)) {
      LinkInfo info = first.info();
      BpfException e =
          assertThrows(BpfException.class, () -> object.program("raw_second").attachPinned(path));
      assertEquals(
          "update link pinned at '"
              + path
              + "' to program 'raw_second': EINVAL (-22): a link of type raw_tracepoint keeps its"
              + " program: attach the new one, then close this link",
          e.getMessage());
      assertEquals(info, first.info());
      assertTrue(Files.exists(path));
      first.unpin();
    }
  }

  @Test
  void attachPinnedLeavesNothingWhereItCannotPin() {
    BpfException e =
        assertThrows(
            BpfException.class,
            () -> object.program("raw_first").attachPinned(fs.path("one/two/new")));
    assertEquals(
        "pin link of program 'raw_first' at '"
            + fs.path("one/two/new")
            + "': ENOENT (-2): Make the folder first: one level alone is made on the way",
        e.getMessage());
  }

  /** The kernel frees a link a moment after its last descriptor. */
  private static void assertEndsSoon(int id) {
    try (BpfScope scope = BpfScope.open("gone")) {
      while (true) {
        try {
          scope.openLink(id).close();
          Thread.onSpinWait();
        } catch (BpfException e) {
          assertEquals(
              "open the link with id " + id + ": ENOENT (-2): there is no such link",
              e.getMessage());
          return;
        }
      }
    }
  }
}
