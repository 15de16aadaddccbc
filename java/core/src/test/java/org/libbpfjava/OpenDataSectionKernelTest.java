package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** What can be done to a whole section before load, and what it costs. */
@KernelTest
class OpenDataSectionKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  @Test
  void theLastArrayGrowsWithItsSectionAndTheProgramSeesIt() {
    try (OpenBpfObject open = BpfObjects.open("resize.bpf.o")) {
      OpenDataSection section = open.section(".bss.samples");
      open.variable("samples[3]").setInt(4);
      GlobalVariable before = open.variable("samples");
      assertTrue(section.resize(16 * 4));
      assertEquals(64, section.size());
      assertEquals("__u32 samples[16]", declaration(open.variable("samples")));
      assertEquals(4, open.variable("samples[3]").getInt());
      assertEquals(16, before.size());
      before.field("[2]").setInt(30);
      open.variable("samples[15]").setInt(500);
      open.variable("count").setInt(16);
      try (BpfObject object = open.load()) {
        object.program("add").testRun(PACKET);
        assertEquals(534, object.variable("sum").getLong());
        assertEquals(64, object.section(".bss.samples").size());
        object.variable("samples[14]").setInt(1000);
        object.program("add").testRun(PACKET);
        assertEquals(534 + 1534, object.variable("sum").getLong());
      }
    }
  }

  private static String declaration(GlobalVariable array) {
    String text = array.toString();
    return text.substring(text.indexOf("__u32"), text.indexOf(" = "));
  }

  @Test
  void aSectionThatDoesNotEndWithAnArrayLosesItsTypesInTheKernelAndSaysSo() {
    try (OpenBpfObject open = BpfObjects.open("resize.bpf.o")) {
      OpenDataSection section = open.section(".data.single");
      open.variable("last").setLong(70);
      assertFalse(section.resize(32));
      assertFalse(open.section(".bss.samples").resize(19)); // not a multiple of the element
      try (BpfObject object = open.load()) {
        object.program("add").testRun(PACKET);
        assertEquals(70, object.variable("head").getLong());
        assertEquals(32, object.section(".data.single").size());
        assertEquals(AccessMode.MAPPED, object.variable("last").accessMode());
        assertEquals(16, object.variable("samples").size());
      }
    }
  }

  @Test
  void aSizeThatDoesNotFitIsForgottenWithTheNextOne() {
    try (OpenBpfObject open = BpfObjects.open("resize.bpf.o")) {
      OpenDataSection section = open.section(".bss.samples");
      assertFalse(section.resize(19));
      assertTrue(section.resize(20));
      assertEquals("__u32 samples[5]", declaration(open.variable("samples")));
      open.variable("samples[4]").setInt(44);
      open.variable("samples[0]").setInt(40);
      assertTrue(section.resize(16)); // the object's own size
      assertEquals("__u32 samples[4]", declaration(open.variable("samples")));
      assertEquals(16, section.bytes().length);
      assertTrue(section.resize(32));
      assertEquals(0, open.variable("samples[4]").getInt());
      open.variable("count").setInt(8);
      open.variable("samples[7]").setInt(2);
      assertTrue(open.section(".data.single").resize(open.section(".data.single").size()));
      try (BpfObject object = open.load()) {
        object.program("add").testRun(PACKET);
        assertEquals(42, object.variable("sum").getLong());
        assertEquals("__u32 samples[8]", declaration(object.variable("samples")));
      }
    }
  }

  @Test
  void aVariableOf64MebibytesIsLeftOutOfAllValues() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            volatile unsigned char large[64 << 20];
            volatile int small = 1;
            SEC("socket") int run(void *ctx) { return large[5] + small; }
            char _license[] SEC("license") = "GPL";
            """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals(Map.of(".data", Map.of("small", 1)), open.values());
      assertTrue(open.dump().contains("volatile unsigned char large[67108864];"), open.dump());
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void settingOneNumberOfALargeSectionCostsAPage() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            volatile char large[64 << 20];
            volatile int first SEC(".bss");
            SEC("socket") int run(void *ctx) { return first + large[60 << 20]; }
            char _license[] SEC("license") = "GPL";
            """);
    BpfObjects.load("globals.bpf.o").close(); // class loading is not counted
    long before = allocatedBytes();
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.variable("first").setInt(5);
      open.variable("large[" + (60 << 20) + "]").setInt(6);
      try (BpfObject object = open.load()) {
        assertEquals(11, object.program("run").testRun(PACKET).returnValue());
      }
    }
    long allocated = allocatedBytes() - before;
    assertTrue(allocated < 8 << 20, allocated + " bytes allocated");
  }

  @Test
  void aSizeThatWouldCutAVariableIsRefused() {
    try (OpenBpfObject open = BpfObjects.open("resize.bpf.o")) {
      OpenDataSection section = open.section(".bss.samples");
      assertEquals(
          "section '.bss.samples' (16 bytes) cannot shrink to 12 bytes: that would cut variable"
              + " 'samples', 16 bytes at 0",
          assertThrows(IllegalArgumentException.class, () -> section.resize(12)).getMessage());
      assertEquals(
          "section '.bss.samples' (16 bytes) cannot shrink to -1 bytes: that would cut variable"
              + " 'samples', 16 bytes at 0",
          assertThrows(IllegalArgumentException.class, () -> section.resize(-1)).getMessage());
      assertEquals(16, section.size());
      assertTrue(section.resize(16));
    }
  }

  @Test
  void changesAreListedAndTakenBackOneByOneOrAllAtOnce() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      OpenDataSection data = open.section(".data");
      byte[] initial = data.bytes();
      assertFalse(data.isChanged());
      open.variable("small").setByte((byte) 1);
      open.variable("wide").setInt(2);
      open.variable("huge").setLong(-64000000000L); // what it was
      assertEquals(List.of("small", "wide"), names(data.changes()));
      assertTrue(open.variable("wide").isChanged());
      assertFalse(open.variable("huge").isChanged());
      open.variable("wide").reset();
      assertEquals(-320000, open.variable("wide").getInt());
      assertEquals(List.of("small"), names(data.changes()));
      data.fill((byte) -1);
      assertEquals(-1, open.variable("huge").getLong());
      open.variable("huge").fill((byte) 0);
      assertEquals(0, open.variable("huge").getLong());
      data.reset();
      assertFalse(data.isChanged());
      assertArrayEquals(initial, data.bytes());
    }
  }

  private static List<String> names(List<GlobalVariable> variables) {
    return variables.stream().map(GlobalVariable::name).toList();
  }

  @Test
  void afterLoadThereIsNoInitialValueToGoBackTo() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      GlobalVariable hits = object.variable("hits");
      hits.fill((byte) 1);
      assertEquals(0x0101010101010101L, hits.getLong());
      assertEquals(
          "variable 'hits' has no initial value any more: its object is loaded",
          assertThrows(IllegalStateException.class, hits::reset).getMessage());
      assertThrows(IllegalStateException.class, hits::isChanged);
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void aSectionOf64MebibytesThatNobodyWritesIsNotCopied() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            volatile char large[64 << 20];
            volatile int small = 1;
            SEC("socket") int run(void *ctx) { small++; return ++large[60 << 20]; }
            char _license[] SEC("license") = "GPL";
            """);
    BpfObjects.load("globals.bpf.o").close(); // class loading is not counted
    long before = allocatedBytes();
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.variable("small").setInt(5);
      assertEquals(0, open.variable("large[1000]").getInt());
      assertFalse(open.section(".bss").isChanged());
      try (BpfObject object = open.load()) {
        assertEquals(1, object.program("run").testRun(PACKET).returnValue());
        assertEquals(1, object.variable("large[" + (60 << 20) + "]").getInt());
        assertEquals(6, object.variable("small").getInt());
      }
    }
    long allocated = allocatedBytes() - before;
    assertTrue(allocated < 8 << 20, allocated + " bytes allocated");
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void twoObjectsShareASectionAndItsContentStays() {
    try (BpfObject first = BpfObjects.load("globals.bpf.o");
        OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      first.variable("uhuge").setLong(77);
      open.section(".data").reuse(first.section(".data"));
      ReadOnlyVariableException refused =
          assertThrows(ReadOnlyVariableException.class, () -> open.variable("wide").setInt(1));
      assertEquals(
          "variable 'wide' is read-only: its map is that of another object's section '.data', which"
              + " keeps its own content",
          refused.getMessage());
      assertThrows(BpfException.class, () -> open.section(".data").fill((byte) 0));
      try (BpfObject second = open.load()) {
        assertEquals(77, second.variable("uhuge").getLong());
        assertEquals(AccessMode.MAPPED, second.variable("uhuge").accessMode());
        second.variable("wide").setInt(123);
        first.program("count").testRun(TestRun.once().withContext(new byte[16]));
        assertEquals(123, first.variable("seen_wide").getInt());
        assertEquals(0, second.variable("seen_wide").getInt()); // .bss is its own
      }
    }
  }

  @Test
  void aPinnedSectionOutlivesItsObjectAndIsGoneOnWith(@TempDir Path folder) throws Exception {
    assertEquals("", mount("mount", "-t", "bpf", "bpf", folder.toString()));
    try {
      Path pinned = folder.resolve("data");
      try (BpfObject first = BpfObjects.load("globals.bpf.o")) {
        first.variable("uhuge").setLong(77);
        first.section(".data").pin(pinned);
        assertEquals(
            "pin section '.bss' at '"
                + pinned
                + "': EEXIST (-17): Remove that file first, or choose another path",
            assertThrows(BpfException.class, () -> first.section(".bss").pin(pinned)).getMessage());
      }
      try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
        open.section(".data").reuse(pinned);
        assertEquals(
            "variable 'wide' is read-only: its map is the one pinned at "
                + pinned
                + ", which keeps its own content",
            assertThrows(ReadOnlyVariableException.class, () -> open.variable("wide").setInt(1))
                .getMessage());
        try (BpfObject second = open.load()) {
          assertEquals(77, second.variable("uhuge").getLong());
          assertEquals(AccessMode.MAPPED, second.variable("uhuge").accessMode());
        }
      }
      try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
        assertEquals(
            "reuse map '"
                + folder.resolve("none")
                + "' for section '.bss': ENOENT (-2): nothing is pinned there",
            assertThrows(
                    BpfException.class, () -> open.section(".bss").reuse(folder.resolve("none")))
                .getMessage());
        assertThrows( // of another size
            IllegalArgumentException.class, () -> open.section(".bss").reuse(pinned));
      }
    } finally {
      assertEquals("", mount("umount", folder.toString()));
    }
  }

  private static String mount(String... command) throws Exception {
    return ChildProcess.run(Map.of(), List.of(command)).output();
  }

  @Test
  void aMapOfAnotherSizeOrKindIsNotReused() {
    try (BpfObject first = BpfObjects.load("globals.bpf.o");
        OpenBpfObject open = BpfObjects.open("resize.bpf.o")) {
      int size = first.section(".data").size();
      assertEquals(
          "section '.data.single' (8 bytes) cannot reuse the map of section '.data' ("
              + size
              + " bytes): kind and size must be the same",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> open.section(".data.single").reuse(first.section(".data")))
              .getMessage());
      open.variable("count").setInt(1);
      assertThrows(
          IllegalArgumentException.class,
          () -> open.section(".rodata").reuse(first.section(".bss")));
    }
  }
}
