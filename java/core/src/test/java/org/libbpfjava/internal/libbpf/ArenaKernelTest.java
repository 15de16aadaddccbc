package org.libbpfjava.internal.libbpf;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfSource;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OwnThread;

/** Globals in an arena are reached where libbpf has put them. */
@KernelTest
@RequiresFeature(Feature.ARENA)
class ArenaKernelTest {
  /** Where the C text puts the arena; BTF holds it as the 8 bytes of an enum64's value. */
  private static final long PLACE = 0x1122_3344_5566_7788L;

  @Test
  void theProgramSeesWhatWasSetBeforeLoadAndWhileItRuns() {
    try (OpenBpfObject open = BpfObjects.open("arena.bpf.o")) {
      assertEquals(5, open.variable("hits").getLong());
      open.variable("hits").setLong(1L << 40);
      open.variable("corner.y").setInt(30);
      try (BpfObject object = open.load()) {
        BpfProgram run = object.program("run");
        assertEquals(29, run.testRun(TestRun.once()).returnValue());
        assertEquals((1L << 40) + 2, object.variable("hits").getLong());
        assertEquals((1L << 40) + 2, object.variable("ordinary").getLong());
        object.variable("step").setInt(1000);
        object.variable("corner.high").setInt(7);
        object.variable("label").setString("moved");
        run.testRun(TestRun.once());
        assertEquals((1L << 40) + 1002, object.variable("hits").getLong());
        assertEquals(3, object.variable("corner.low").getInt());
        assertEquals(7, object.variable("corner.high").getInt());
        assertEquals("moved", object.variable("label").getString());
        assertEquals(".addr_space.1", object.variable("hits").section());
        assertEquals(AccessMode.ARENA, object.section(".addr_space.1").accessMode());
      }
    }
  }

  @Test
  void thereAreNoHandlesAndNothingIsAtomic() {
    try (BpfObject object = BpfObjects.load("arena.bpf.o")) {
      GlobalVariable hits = object.variable("hits");
      assertFalse(hits.isAtomic());
      assertEquals(
          "variable 'hits' has no handle: it lies in an arena, which only libbpf may map",
          assertThrows(BpfException.class, hits::longHandle).getMessage());
      assertEquals(
          "section '.addr_space.1' cannot be resized: it lies in an arena of its own size",
          assertThrows(
                  BpfException.class,
                  () -> {
                    try (OpenBpfObject open = BpfObjects.open("arena.bpf.o")) {
                      open.section(".addr_space.1").resize(1 << 16);
                    }
                  })
              .getMessage());
    }
  }

  private static long arenasMapped() throws IOException {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings.filter(line -> line.contains("bpf-map")).count();
    }
  }

  /**
   * Nothing can reach the arena after close, so it does not wait for its variables to be garbage.
   */
  @Test
  void afterCloseAVariableThrowsAndTheArenaIsGone() throws IOException {
    long before = arenasMapped();
    GlobalVariable hits;
    try (BpfObject object = BpfObjects.load("arena.bpf.o")) {
      hits = object.variable("hits");
      assertEquals(5, hits.getLong());
      assertTrue(arenasMapped() > before, "libbpf maps the arena");
    }
    assertTrue( // fewer where what another test dropped was freed meanwhile
        arenasMapped() <= before, "arenas mapped: " + before + ", then " + arenasMapped());
    assertEquals(
        "object 'arena.bpf.o' is closed",
        assertThrows(IllegalStateException.class, hits::getLong).getMessage());
  }

  @Test
  @Timeout(60)
  void closingUnderRunningAccessesGivesThemTheArenaOrAnException() throws Exception {
    for (int round = 0; round < 20; round++) {
      BpfObject object = BpfObjects.load("arena.bpf.o");
      GlobalVariable hits = object.variable("hits");
      CountDownLatch started = new CountDownLatch(3);
      List<CompletableFuture<Void>> users = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        users.add(
            OwnThread.run(
                () -> {
                  started.countDown();
                  try {
                    while (true) {
                      assertEquals(5, hits.getLong());
                      hits.setLong(5);
                    }
                  } catch (IllegalStateException closed) {
                    assertEquals("object 'arena.bpf.o' is closed", closed.getMessage());
                  }
                }));
      }
      started.await();
      object.close();
      for (CompletableFuture<Void> user : users) {
        user.get(30, SECONDS);
      }
    }
  }

  /** In a process of its own: without the check libbpf 1.7.0 takes it down. */
  @Test
  void anArenaWithoutPagesIsRefusedBeforeLibbpfWritesIntoIt() throws Exception {
    ChildProcess child = inItsOwnProcess(SegvOnFault.class);
    assertEquals(
        new ChildProcess(
            0,
            "load object 'arena_segv.bpf.o': arena 'arena' has BPF_F_SEGV_ON_FAULT, with which"
                + " libbpf cannot give the object's __arena globals their values\n"),
        child);
  }

  /** In a process of its own: without the check libbpf maps the arena over the JVM's memory. */
  @Test
  void anArenaThatDemandsTheMemoryOfTheJvmIsRefused(@TempDir Path folder) throws Exception {
    Path object = Files.write(folder.resolve("arena.bpf.o"), arenaAt(PLACE));
    ChildProcess child = inItsOwnProcess(OverTheJvm.class, object.toString());
    assertEquals(
        new ChildProcess(
            0,
            "load object 'object': arena 'arena' demands address 0xADDRESS, where this process has"
                + " other memory\n"),
        new ChildProcess(child.status(), child.output().replaceAll("0x[0-9a-f]+", "0xADDRESS")));
  }

  @Test
  void anArenaMayDemandAFreePlace() {
    byte[] bytes = arenaAt(0x1000_0000_0000L);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(bytes));
        BpfObject object = open.load()) {
      assertEquals(1, object.program("run").testRun(TestRun.once()).returnValue());
      try (OpenBpfObject second = BpfObject.open(BpfSource.of(bytes))) {
        assertEquals(
            "load object 'object': arena 'arena' demands address 0x100000000000, where this process"
                + " has other memory",
            assertThrows(BpfException.class, second::load).getMessage());
      }
    }
  }

  private static byte[] arenaAt(long address) {
    byte[] object =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            struct {
              int (*type)[33];
              int (*map_flags)[1024];
              int (*max_entries)[1];
              enum { ADDRESS = 0x%xUL } map_extra;
            } arena SEC(".maps");
            SEC("syscall") int run(void *ctx) { return (long)&arena != 0; }
            char _license[] SEC("license") = "GPL";
            """
                .formatted(PLACE));
    return movedTo(address, object);
  }

  /** The object with its arena at another address, which need not be known when it is compiled. */
  private static byte[] movedTo(long address, byte[] object) {
    ByteBuffer moved = ByteBuffer.wrap(object.clone()).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.rangeClosed(0, object.length - Long.BYTES)
        .filter(offset -> moved.getLong(offset) == PLACE) // in BTF, and in DWARF
        .forEach(offset -> moved.putLong(offset, address));
    return moved.array();
  }

  private static ChildProcess inItsOwnProcess(Class<?> main, String... arguments) throws Exception {
    return ChildProcess.run(Map.of(), ChildProcess.java(main, arguments));
  }

  /** Loads an arena that wants to be where the JVM's own code is, and prints what came of it. */
  static final class OverTheJvm {
    private OverTheJvm() {}

    public static void main(String[] args) throws IOException {
      String jvm =
          Files.readAllLines(Path.of("/proc/self/maps")).stream()
              .filter(line -> line.endsWith("/libjvm.so"))
              .findFirst()
              .orElseThrow();
      long start = Long.parseLong(jvm.substring(0, jvm.indexOf('-')), 16);
      byte[] object = movedTo(start, Files.readAllBytes(Path.of(args[0])));
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(object));
          BpfObject loaded = open.load()) {
        System.out.println("loaded " + loaded);
      } catch (BpfException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Loads the object that crashes libbpf 1.7.0, and prints what came of it. */
  static final class SegvOnFault {
    private SegvOnFault() {}

    public static void main(String[] args) {
      try (BpfObject object = BpfObjects.load("arena_segv.bpf.o")) {
        System.out.println("loaded " + object);
      } catch (BpfException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
