package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;

/** A data section goes on with a map that somebody else, here bpftool, has made and pinned. */
@KernelTest
class ForeignMapKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final int SIZE = 8; // .data.single of resize.bpf.c: one __u64 called last

  private final BpfFs files;

  ForeignMapKernelTest() throws Exception {
    this.files = BpfFs.mount();
  }

  @BeforeEach
  void makeMaps() throws Exception {
    create("plain", "array", SIZE, 1, 0);
    create("mmapable", "array", SIZE, 1, 1 << 10);
    String plain = "map update pinned %s key 0 0 0 0 value 77 0 0 0 0 0 0 0";
    Bpftool.run(plain.formatted(files.path("plain")).split(" "));
  }

  @AfterEach
  void unmount() throws Exception {
    files.close();
  }

  private Path create(String name, String type, int size, int entries, int flags) throws Exception {
    Path path = files.path(name);
    String words = "map create %s type %s key 4 value %d entries %d name %s flags %d";
    Bpftool.run(words.formatted(path, type, size, entries, name, flags).split(" "));
    return path;
  }

  private static OpenBpfObject open() {
    return BpfObjects.open("resize.bpf.o");
  }

  @Test
  void aMapThatCannotBeMappedIsLiveThroughSystemCalls() throws Exception {
    Path plain = files.path("plain");
    try (OpenBpfObject open = open()) {
      open.section(".data.single").reuse(plain);
      assertEquals(
          "variable 'last' is read-only: its map is the one pinned at "
              + plain
              + ", which keeps its own content",
          assertThrows(ReadOnlyVariableException.class, () -> open.variable("last").setLong(1))
              .getMessage());
      try (BpfObject object = open.load()) {
        GlobalVariable last = object.variable("last");
        assertEquals(AccessMode.SYSCALL, last.accessMode());
        assertFalse(last.isAtomic());
        assertFalse(last.isReadOnly());
        assertEquals(77, last.getLong());
        object.program("add").testRun(PACKET);
        assertEquals(77, object.variable("head").getLong());
        last.setLong(-2);
        object.program("add").testRun(PACKET);
        assertEquals(-2, object.variable("head").getLong());
        String dump =
            Bpftool.run(
                "-j", "map", "lookup", "pinned", plain.toString(), "key", "0", "0", "0", "0");
        assertTrue(dump.contains("\"0xfe\",\"0xff\""), dump);
        BpfNotSupportedException refused =
            assertThrows(BpfNotSupportedException.class, last::longHandle);
        assertEquals(
            "variable 'last' has no handle: section '.data.single' is not mapped; mmap of array"
                + " maps needs Linux 5.5 and a map made for it",
            refused.getMessage());
        assertEquals(KernelVersion.of(5, 5), refused.since());
        assertEquals(AccessMode.MAPPED, object.variable("head").accessMode());
      }
    }
  }

  @Test
  void aMapThatCanBeMappedIsMapped() throws Exception {
    try (OpenBpfObject open = open()) {
      open.section(".data.single").reuse(files.path("mmapable"));
      try (BpfObject object = open.load()) {
        assertEquals(0, object.variable("last").longHandle().getAndAdd(5));
        object.program("add").testRun(PACKET);
        assertEquals(5, object.variable("head").getLong());
      }
    }
  }

  @Test
  void aFrozenMapIsReadOnly() throws Exception {
    for (String name : new String[] {"plain", "mmapable"}) {
      Path path = files.path(name);
      Bpftool.run("map", "freeze", "pinned", path.toString());
      try (OpenBpfObject open = open()) {
        open.section(".data.single").reuse(path);
        try (BpfObject object = open.load()) {
          GlobalVariable last = object.variable("last");
          assertTrue(last.isReadOnly(), name);
          assertEquals(name.equals("plain") ? 77 : 0, last.getLong());
          assertEquals(
              "variable 'last' is read-only: the map of .data.single is frozen",
              assertThrows(ReadOnlyVariableException.class, () -> last.setLong(1)).getMessage());
        }
      }
    }
  }

  @Test
  void whatCouldNotBeTheSectionIsRefusedAtOnce() throws Exception {
    assertRefused(create("large", "array", 16, 1, 0), "it has 16 bytes");
    assertRefused(create("many", "array", SIZE, 2, 0), "it is no array of one element");
    assertRefused(create("hash", "hash", SIZE, 1, 0), "it is no array of one element");
    assertRefused(create("constant", "array", SIZE, 1, 1 << 7), "programs may not write it");
    Path missing = files.path("missing");
    try (OpenBpfObject open = open()) {
      assertEquals(
          "reuse map '"
              + missing
              + "' for section '.data.single': ENOENT (-2): nothing is pinned there",
          assertThrows(BpfException.class, () -> open.section(".data.single").reuse(missing))
              .getMessage());
    }
  }

  private static void assertRefused(Path pinned, String problem) {
    try (OpenBpfObject open = open()) {
      byte[] before = open.section(".data.single").bytes();
      assertEquals(
          "section '.data.single' (8 bytes) cannot reuse the map pinned at "
              + pinned
              + ": "
              + problem,
          assertThrows(
                  IllegalArgumentException.class, () -> open.section(".data.single").reuse(pinned))
              .getMessage());
      open.variable("last").setLong(5); // and nothing has changed
      open.variable("last").reset();
      assertArrayEquals(before, open.section(".data.single").bytes());
      open.load().close();
    }
  }
}
