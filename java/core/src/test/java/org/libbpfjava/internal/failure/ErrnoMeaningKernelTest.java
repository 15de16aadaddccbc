package org.libbpfjava.internal.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.DataSection;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.TestRunResult;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;

/** Where the kernel answers with a number whose meaning is known, the message says it. */
@KernelTest
class ErrnoMeaningKernelTest {
  private static final String HEAD =
      """
      #define SEC(name) __attribute__((section(name), used))
      char _license[] SEC("license") = "GPL";
      """;

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(BpfException.class, call).getMessage());
  }

  private static BpfObject load(String source) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(HEAD + source)))) {
      return open.load();
    }
  }

  @Test
  void pinningTellsWhatTheFileSystemHasAgainstIt(@TempDir Path folder) throws Exception {
    try (BpfObject object = BpfObjects.load("globals.bpf.o");
        BpfFs fs = BpfFs.mount()) {
      DataSection data = object.section(".data");
      Path dotted = fs.path("with.dot");
      assertEquals(
          "pin section '.data' at '"
              + dotted
              + "': EPERM (-1): A BPF file system takes no name with"
              + " a full stop in it: leave it out of 'with.dot'",
          refused(() -> data.pin(dotted)));
    }
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      Path ordinary = folder.resolve("file");
      String message = refused(() -> object.section(".data").pin(ordinary));
      assertTrue(
          message.startsWith(
              "pin section '.data' at '"
                  + ordinary
                  + "': EINVAL (-22): specified path "
                  + ordinary
                  + " is not on BPF FS. Hint: No BPF file system is there. Mount one"),
          message);
    }
  }

  @Test
  void anOrdinaryFileIsNoPinnedMap(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text", UTF_8);
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      assertEquals(
          "reuse map '"
              + file
              + "' for section '.data': EACCES (-13): it is a file of another file system,"
              + " not a pinned map",
          refused(() -> open.section(".data").reuse(file)));
      assertEquals(
          "reuse map '"
              + folder.resolve("nothing")
              + "' for section '.data': ENOENT (-2): nothing is pinned there",
          refused(() -> open.section(".data").reuse(folder.resolve("nothing"))));
    }
  }

  @Test
  void mapsTellTheirBounds() {
    String maps =
        """
        struct { int (*type)[1]; int (*max_entries)[2]; int *key; long long *value; }
            flows SEC(".maps");
        struct { int (*type)[27]; int (*max_entries)[4096]; } ring SEC(".maps");
        SEC("socket") int uses(void *ctx) { return (long)&flows != (long)&ring; }
        """;
    KernelTier.needs("ring buffers are", KernelVersion.of(5, 8));
    try (BpfObject object = load(maps);
        BpfScope scope = BpfScope.open("maps")) {
      BpfMap hash = object.map("flows");
      hash.update(key(1), new byte[8]);
      hash.update(key(2), new byte[8]);
      assertEquals(
          "update map 'flows': E2BIG (-7): it is full: 2 of 2 entries",
          refused(() -> hash.update(key(3), new byte[8])));
      String ring = refused(() -> object.map("ring").lookup(new byte[0]));
      assertTrue(
          ring.endsWith(
              ": a map of type ringbuf has no keys and values: programs write events into it: use"
                  + " RingBuffer"),
          ring);
      BpfMap array = scope.createMap(MapOptions.array("slots", 8, 4));
      assertEquals(
          "update map 'slots': E2BIG (-7): its indices run from 0 to 3",
          refused(() -> array.update(key(4), new byte[8])));
      assertEquals(
          "delete from map 'slots': EINVAL (-22): the elements of an array always exist; set one to"
              + " zeros instead",
          refused(() -> array.delete(key(0))));
    }
  }

  @Test
  void aFrozenMapSaysSo() {
    try (BpfScope scope = BpfScope.open("maps")) {
      BpfMap map = scope.createMap(MapOptions.array("limits", 8, 1));
      map.freeze();
      String again = refused(map::freeze); // which of the two, differs by kernel
      assertTrue(
          again.equals(
                  "freeze map 'limits': EPERM (-1): it is frozen already, or user space may not"
                      + " write it")
              || again.equals(
                  "freeze map 'limits': EBUSY (-16): it is frozen already, mapped writable, or"
                      + " being written now"),
          again);
      assertEquals(
          "update map 'limits': EPERM (-1): user space may not: the map is frozen, or was made"
              + " BPF_F_RDONLY or BPF_F_WRONLY",
          refused(() -> map.update(key(0), new byte[8])));
    }
  }

  @Test
  void aTestRunTellsWhatItWants() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      BpfProgram packet = object.program("packet");
      assertEquals(
          "test run of program 'packet': EINVAL (-22): programs of type socket_filter want a packet"
              + " of at least 14 bytes, an Ethernet header: data() has 13",
          refused(() -> packet.testRun(TestRun.once().withData(new byte[13]))));
      assertEquals(
          "test run of program 'packet': ENOSPC (-28): dataOut has room for 10 bytes, the packet"
              + " has 64 after the run",
          refused(() -> packet.testRun(TestRun.once().withData(new byte[64]).withDataOut(10))));
    }
  }

  @Test
  void aTestRunTellsWhatItsTypeDoesNotTake() {
    KernelTier.needs("raw tracepoints have test runs", KernelVersion.of(5, 10));
    String raw = "SEC(\"raw_tp/sys_enter\") int raw(void *ctx) { return 0; }\n";
    String perf = "SEC(\"perf_event\") int perf(void *ctx) { return 0; }\n";
    try (BpfObject object = load(raw + perf)) {
      assertEquals(
          "test run of program 'raw': EINVAL (-22): programs of type raw_tracepoint take no packet:"
              + " leave out data() and dataOut()",
          refused(() -> object.program("raw").testRun(TestRun.once().withData(new byte[64]))));
      assertEquals(
          "test run of program 'perf': ENOTSUPP (-524): programs of type perf_event have no test"
              + " run on this kernel",
          refused(() -> object.program("perf").testRun(TestRun.once())));
    }
  }

  @Test
  void aSyscallProgramsContextComesBack() {
    KernelTier.needs("syscall programs are", KernelVersion.of(5, 14));
    String source =
        """
        struct args { int a, b, sum; };
        SEC("syscall") int adds(struct args *ctx) { ctx->sum = ctx->a + ctx->b; return 7; }
        """;
    try (BpfObject object = load(source)) {
      byte[] context =
          ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putInt(40).putInt(2).array();
      byte[] before = context.clone();
      TestRunResult result =
          object.program("adds").testRun(TestRun.once().withContext(context).withContextOut(12));
      assertEquals(7, result.returnValue());
      assertEquals(
          42, ByteBuffer.wrap(result.contextOut()).order(ByteOrder.nativeOrder()).getInt(8));
      assertEquals(Duration.ZERO, result.meanDuration());
      assertArrayEquals(before, context, "the caller's own");
      assertEquals(
          "returned 7 (0x7), 0 bytes of data, 12 of context, mean PT0S", result.toString());
      assertEquals(
          0,
          object.program("adds").testRun(TestRun.once().withContext(context)).contextOut().length);
    }
  }

  @Test
  void aProgramThatWasNotLoadedIsNotSaidToBeMissing() {
    String source =
        """
        SEC("?socket") int off(void *ctx) { return 0; }
        SEC("socket") int on(void *ctx) { return 0; }
        """;
    try (BpfObject object = load(source)) {
      assertEquals(
          "object: program 'off' was not loaded: its section's name begins with '?' in the source, or"
              + " its autoload was switched off; program(\"off\").setAutoload(true) before load",
          refused(() -> object.program("off")));
      assertEquals("object: no program 'of'; it has: on", refused(() -> object.program("of")));
    }
  }

  private static byte[] key(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
