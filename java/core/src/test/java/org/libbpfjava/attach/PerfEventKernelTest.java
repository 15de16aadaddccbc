package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.libbpfjava.attach.Places.hits;
import static org.libbpfjava.attach.Places.load;
import static org.libbpfjava.attach.Places.said;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.LongPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.attach.PerfEvent.Breakpoint;
import org.libbpfjava.attach.PerfEvent.Cache;
import org.libbpfjava.attach.PerfEvent.Hardware;
import org.libbpfjava.attach.PerfEvent.Software;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.OpenFiles;

/** Programs at perf events: on CPUs, in threads and processes. */
@KernelTest
@Timeout(60)
class PerfEventKernelTest {
  @TempDir private Path folder;

  private static void waitForHits(BpfObject object, BpfLink link) {
    while (hits(object) == 0) {
      assertTrue(link.isOpen());
      Thread.onSpinWait();
    }
  }

  private static BpfLink attach(BpfObject object, PerfEvent event) {
    return object.program("on_perf_event").attach(event);
  }

  @Test
  void aClockOfAllCpusSamplesEach() throws Exception {
    OpenFiles before = Places.openFiles();
    try (BpfObject object = load(0, "on_perf_event")) {
      int cpus = Runtime.getRuntime().availableProcessors();
      try (BpfLink link = attach(object, PerfEvent.perSecond(99, Software.CPU_CLOCK))) {
        while (Long.bitCount(object.variable("cpus").getLong()) < cpus) {
          Thread.onSpinWait();
        }
        assertTrue(
            link.toString()
                .matches("link of program on_perf_event \\(\\d+ perf events, in .* ms\\)"),
            link::toString);
        assertStandsForSeveral(object, link);
      }
      long then = hits(object);
      long end = System.nanoTime() + 50_000_000; // 5 periods
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertEquals(then, hits(object), "it counts no more");
    }
    before.assertNoMore();
  }

  private static void assertStandsForSeveral(BpfObject object, BpfLink link) {
    for (Runnable call :
        List.<Runnable>of(
            link::info,
            link::detach,
            () -> link.withFd(fd -> fd),
            () -> link.pin(Path.of("/sys/fs/bpf/none")),
            () -> link.update(object.program("on_perf_event")))) {
      BpfException e = assertThrows(BpfException.class, call::run);
      assertTrue(
          said(e).contains("link of program 'on_perf_event': EOPNOTSUPP (-95): it stands for "),
          said(e));
    }
    assertThrows(IllegalStateException.class, link::unpin);
    assertThrows(IllegalArgumentException.class, () -> link.updateMap(object.map("numbers")));
    assertTrue(link.pinPath().isEmpty() && link.isOpen());
    assertEquals("on_perf_event", link.program());
  }

  @Test
  void aLinkOfSeveralOutlivesItsOwnerOrEndsWithIt() {
    BpfLink kept;
    BpfLink ended;
    try (BpfObject object = load(0, "on_perf_event")) {
      kept = attach(object, PerfEvent.every(1, Software.PAGE_FAULTS));
      kept.outliveOwner();
      ended = attach(object, PerfEvent.every(1, Software.PAGE_FAULTS));
    }
    assertTrue(kept.isOpen());
    assertTrue(!ended.isOpen());
    assertThrows(IllegalStateException.class, ended::info);
    assertThrows(IllegalStateException.class, ended::outliveOwner);
    kept.close();
    kept.close();
    assertTrue(!kept.isOpen());
  }

  @Test
  @RequiresFeature(Feature.COOKIE)
  void anEventOfAThreadHasACookieAndOneLink() throws Exception {
    try (BpfObject object = load(0, "on_perf_event_cookie");
        BpfLink link =
            object
                .program("on_perf_event_cookie")
                .attach(
                    PerfEvent.every(100_000, Software.TASK_CLOCK)
                        .ofThread(Places.thisThread())
                        .withCookie(77))) {
      waitForHits(object, link);
      assertEquals(77, object.variable("last_cookie").getLong());
      assertEquals(0, object.variable("other_pids").getLong());
      if (KernelVersion.running().isAtLeast(KernelVersion.of(6, 6))) {
        assertInstanceOf(LinkInfo.PerfEvent.class, link.info());
      }
    }
  }

  @Test
  void anEventOfAProcessRunsInItsThreadsAlone() {
    try (BpfObject object = load(0, "on_perf_event");
        BpfLink link =
            attach(
                object,
                PerfEvent.every(100_000, Software.TASK_CLOCK)
                    .ofProcess(ProcessHandle.current().pid()))) {
      waitForHits(object, link);
      assertEquals(0, object.variable("other_pids").getLong());
    }
  }

  @Test
  void anEventOfOneCpuRunsThereAlone() {
    try (BpfObject object = load(0, "on_perf_event");
        BpfLink link = attach(object, PerfEvent.every(1_000_000, Software.CPU_CLOCK).onCpu(0))) {
      waitForHits(object, link);
      assertEquals(1, object.variable("cpus").getLong());
    }
  }

  @Test
  void eventsThatCannotBeAreRefused() throws Exception {
    try (BpfObject object = load(0, "on_perf_event")) {
      OpenFiles before = Places.openFiles();
      PerfEvent clock = PerfEvent.every(1_000_000, Software.CPU_CLOCK);
      assertNot(object, clock.onCpu(4095), "There is no such CPU");
      assertNot(object, clock.ofThread(Integer.MAX_VALUE), "no such process or thread");
      assertNot(object, clock.ofProcess(Integer.MAX_VALUE), "no such process or thread");
      assertNot(
          object,
          PerfEvent.perSecond(Integer.MAX_VALUE, Software.CPU_CLOCK),
          "perf_event_max_sample_rate");
      before.assertNoMore();
    }
    for (Runnable wrong :
        List.<Runnable>of(
            () -> PerfEvent.every(0, Software.CPU_CLOCK),
            () -> PerfEvent.perSecond(0, Software.CPU_CLOCK),
            () -> PerfEvent.every(1, Software.CPU_CLOCK).onCpu(-1),
            () -> PerfEvent.every(1, Software.CPU_CLOCK).ofThread(0),
            () -> PerfEvent.every(1, Software.CPU_CLOCK).ofProcess(1L << 31),
            () -> new Breakpoint(0, Breakpoint.Access.WRITE, 3),
            () -> new Breakpoint(0, Breakpoint.Access.EXECUTE, 4))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  private static void assertNot(BpfObject object, PerfEvent event, String why) {
    BpfException e = assertThrows(BpfException.class, () -> attach(object, event));
    assertTrue(said(e).startsWith("attach program 'on_perf_event' by PerfEvent "), said(e));
    assertTrue(said(e).contains(why), said(e));
  }

  /** Events of the processor, with the numbers of linux/perf_event.h. */
  static List<Arguments> eventsOfTheProcessor() {
    return List.of(
        Arguments.of(Hardware.CPU_CYCLES, 0, 0),
        Arguments.of(Hardware.INSTRUCTIONS, 0, 1),
        Arguments.of(
            new Cache(Cache.Unit.L1_DATA, Cache.Operation.READ, Cache.Result.ACCESS), 3, 0));
  }

  /** What the kernel says to a program in C: "yes", or an error number. */
  private String inC(int type, int config) throws Exception {
    Path program = folder.resolve("perf_event");
    try (InputStream source = PerfEventKernelTest.class.getResourceAsStream("/c/perf_event.c")) {
      Files.write(folder.resolve("perf_event.c"), source.readAllBytes());
    }
    if (Stream.of(System.getenv("PATH").split(":", -1))
        .noneMatch(bin -> Files.isExecutable(Path.of(bin, "gcc")))) {
      throw KernelTier.skip("no gcc here");
    }
    Places.run("gcc", "-O2", folder.resolve("perf_event.c").toString(), "-o", program.toString());
    return Places.run(program.toString(), "" + type, "" + config, "1000").strip();
  }

  @ParameterizedTest
  @MethodSource("eventsOfTheProcessor")
  void anEventThatTheProcessorCountsRuns(PerfEvent.Event event, int type, int config)
      throws Exception {
    String answer = inC(type, config);
    assumeTrue(
        answer.equals("yes"), () -> "this processor does not count " + event + ", errno " + answer);
    try (BpfObject object = load(0, "on_perf_event");
        BpfLink link = attach(object, PerfEvent.every(1000, event))) {
      waitForHits(object, link);
    }
  }

  /** Most virtual machines have no counters. */
  @ParameterizedTest
  @MethodSource("eventsOfTheProcessor")
  void anEventThatTheProcessorDoesNotCountIsRefused(PerfEvent.Event event, int type, int config)
      throws Exception {
    String answer = inC(type, config);
    assumeFalse(answer.equals("yes"), () -> "this processor counts " + event);
    try (BpfObject object = load(0, "on_perf_event")) {
      BpfException e =
          assertThrows(BpfException.class, () -> attach(object, PerfEvent.every(1000, event)));
      assertEquals(Integer.parseInt(answer), e.errno());
      assertTrue(
          said(e)
                  .startsWith(
                      "attach program 'on_perf_event' by PerfEvent " + event + ", every 1000")
              && said(e).contains("This processor has no such counter"),
          said(e));
    }
  }

  /** An emulated processor reported one write three and five times: hits are a lower bound. */
  @Test
  void aBreakpointRunsWhenItsAddressIsWritten() throws Exception {
    try (BpfObject object = load(0, "on_perf_event"); // before: it loads the native library
        LongPointer number = new LongPointer(1)) {
      Breakpoint point = new Breakpoint(number.address(), Breakpoint.Access.WRITE, 8);
      try (BpfLink link = attach(object, PerfEvent.every(1, point).ofThread(Places.thisThread()))) {
        assertEquals(0, hits(object), link::toString);
        number.put(1);
        assertTrue(hits(object) > 0, link::toString);
      }
      long reported = hits(object);
      number.put(2);
      assertEquals(reported, hits(object), "it is detached");
    }
  }

  @Test
  void aBreakpointRunsWhenItsAddressIsExecuted() throws Exception {
    Breakpoint point = new Breakpoint(address("vfs_unlink"), Breakpoint.Access.EXECUTE, 8);
    try (BpfObject object = load(0, "on_perf_event");
        BpfLink link = attach(object, PerfEvent.every(1, point))) {
      Files.delete(Files.createTempFile("lbj", ""));
      assertTrue(hits(object) > 0, link::toString);
    } catch (BpfException e) {
      assertTrue(said(e).contains("breakpoints in its own code without kprobes"), said(e));
    }
  }

  private static long address(String function) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/kallsyms"))) {
      if (line.endsWith(" " + function)) {
        return Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
      }
    }
    throw new AssertionError("no " + function);
  }
}
