package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Where and how a program is run without being attached. */
@KernelTest
@Timeout(60)
class TestRunKernelTest {
  private static final int ARGUMENTS = 64;

  private OpenFiles before;
  private BpfObject object;

  @BeforeEach
  void load() throws Exception {
    before = OpenFiles.now();
    object = BpfObjects.load("runs.bpf.o");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    object.close();
    before.assertNoMore();
  }

  @Test
  void aRawTracepointRunsOnTheCpuThatIsAskedFor() {
    int last = Runtime.getRuntime().availableProcessors() - 1;
    for (int cpu : new int[] {0, last, 0}) {
      TestRun run = TestRun.once().withContext(new byte[ARGUMENTS]).withCpu(cpu);
      object.variable("cpu").setInt(-1);
      object.program("where").testRun(run);
      assertEquals(cpu, object.variable("cpu").getInt());
    }
  }

  /** The kernel checks it after the run. */
  @Test
  void aFullChecksumIsKeptOrMissed() {
    KernelTier.needs("full checksums are", KernelVersion.of(6, 11));
    TestRun run = TestRun.once().withData(new byte[64]).withFullChecksum();
    assertEquals(0, object.program("reads").testRun(run).returnValue());
    BpfException e = assertThrows(BpfException.class, () -> object.program("spoils").testRun(run));
    assertEquals(
        "test run of program 'spoils': EBADMSG (-74): the packet does not have the checksum any"
            + " more that it was given: the program has changed it and not the checksum",
        e.getMessage());
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String message, Consumer<BpfObject> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    TestRun packet = TestRun.once().withData(new byte[64]);
    TestRun arguments = TestRun.once().withContext(new byte[ARGUMENTS]);
    return Stream.of(
        row(
            "a CPU before the first",
            IllegalArgumentException.class,
            "there is no CPU -1",
            o -> packet.withCpu(-1)),
        row(
            "a batch of none",
            IllegalArgumentException.class,
            "a batch has 1 to 256 packets, not 0",
            o -> packet.withLiveFrames(0)),
        row(
            "a batch of too many",
            IllegalArgumentException.class,
            "a batch has 1 to 256 packets, not 257",
            o -> packet.withLiveFrames(257)),
        row(
            "a CPU that is not there",
            BpfException.class,
            "test run of program 'where': ENXIO (-6): CPU 100000 is not online",
            o -> o.program("where").testRun(arguments.withCpu(100_000))),
        row(
            "a CPU for a packet",
            BpfException.class,
            "test run of program 'reads': EINVAL (-22): programs of type sched_cls are not run on a"
                + " given CPU: leave out cpu()",
            o -> o.program("reads").testRun(packet.withCpu(0))),
        row(
            "live frames of another type",
            BpfException.class,
            "test run of program 'reads': EINVAL (-22): programs of type sched_cls have no live"
                + " frames: leave out liveFrames()",
            o -> o.program("reads").testRun(packet.withLiveFrames(1))),
        row(
            "a full checksum of another type",
            BpfException.class,
            "test run of program 'passes': EINVAL (-22): a full checksum needs Linux 6.11 and a"
                + " program on __sk_buff",
            o -> o.program("passes").testRun(packet.withFullChecksum())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itIsRefused(
      String name, Class<? extends Exception> refusal, String message, Consumer<BpfObject> call) {
    Exception e = assertThrows(refusal, () -> call.accept(object));
    assertEquals(message, e.getMessage());
    assertEquals(refusal, e.getClass());
  }

  @Test
  void aRunPrintsWhatItIs() {
    assertEquals(
        "test run (64 bytes of data, 0 of context, 5 times, room for 0 bytes of data and 0 of"
            + " context, on CPU 1, live in batches of 8, with a full checksum)",
        TestRun.once()
            .withData(new byte[64])
            .withRepeat(5)
            .withCpu(1)
            .withLiveFrames(8)
            .withFullChecksum()
            .toString());
  }
}
