package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.LogLevel;

/** The code of docs/programs-and-links.md from "Programs" on, in the order of the page. */
@KernelTest
@RequiresFeature(Feature.COOKIE)
class ProgramsPageKernelTest {
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** As struct seen has its members. */
  // [seen]
  record Seen(int id, int maxEntries, long number, String name) {}

  // [/seen]

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(standard);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void info() {
    try (BpfObject object = BpfObjects.load("tail_calls.bpf.o")) {
      // [program-info]
      ProgramInfo info = object.program("dispatch").info();
      System.out.println(info.id() + " " + info.type() + " " + info.tag() + " " + info.mapIds());
      object.program("dispatch").source().lines().forEach(System.out::println); // file:line:column
      // [/program-info]
      assertTrue(printed().contains("socket_filter"), printed());
      assertTrue(printed().contains("tail_calls.bpf.c:"), printed());
    }
  }

  @Test
  @SuppressWarnings("try") // it counts as long as it is open
  void statistics() {
    try (BpfObject object = BpfObjects.load("tail_calls.bpf.o")) {
      BpfProgram program = object.program("answers_1");
      // [statistics]
      try (BpfStatistics statistics = BpfStatistics.enable()) { // the kernel counts until close
        program.testRun(TestRun.once().withData(new byte[64]).withRepeat(100));
        System.out.println(program.info().runCount() + " runs, " + program.info().runTime());
      }
      // [/statistics]
      assertTrue(printed().startsWith("100 runs, PT"), printed());
    }
  }

  @Test
  void pin() throws Exception {
    try (BpfFs fs = BpfFs.mount();
        BpfObject object = BpfObjects.load("tail_calls.bpf.o")) {
      Path path = fs.path("answers");
      byte[] packet = new byte[64];
      // [program-pin]
      object.program("answers_2").pin(path); // loaded until the file is deleted
      try (BpfScope scope = BpfScope.open("later")) { // in another process
        BpfProgram program = scope.openPinnedProgram(path); // or scope.openProgram(id)
        System.out.println(program.testRun(TestRun.once().withData(packet)).returnValue());
        program.unpin();
      }
      // [/program-pin]
      assertEquals("2\n", printed());
      assertFalse(Files.exists(path));
    }
  }

  @Test
  void beforeLoad() {
    // [before-load]
    try (OpenBpfObject open = BpfObject.open(BpfObjects.class, "/bpf/settings.bpf.o")) {
      open.program("at_connect").setAutoload(false);
      open.program("any_packet").setType(ProgramType.SCHED_CLS).setVerifierLog(LogLevel.BRANCHES);
      open.program("at_tracepoint").setAttachTarget("sched_process_exit");
      try (BpfObject object = open.load()) {
        System.out.println(object.program("any_packet")); // program any_packet (socket)
        System.out.println(object.program("any_packet").type()); // sched_cls
      }
    }
    // [/before-load]
    assertEquals("program any_packet (socket)\nsched_cls\n", printed());
  }

  @Test
  @RequiresFeature(Feature.PROGRAM_STREAMS)
  void output() {
    try (BpfObject object = BpfObjects.load("streams.bpf.o")) {
      ProgramOutputKernelTest.run(object.program("print_end")); // or skip
      BpfProgram program = object.program("print_begin");
      // [output]
      program.testRun(TestRun.once());
      program.stdout().lines().forEach(System.out::println);
      program.stderr().lines().forEach(System.err::println);
      // [/output]
      assertEquals("first 0\nsecond\n", printed());
    }
  }

  @Test
  void testRun() {
    try (BpfObject object = BpfObjects.load("runs.bpf.o")) {
      byte[] packet = new byte[64];
      byte[] arguments = new byte[64];
      // [test-run]
      TestRunResult result =
          object.program("reads").testRun(TestRun.once().withData(packet).withRepeat(1000));
      System.out.println(result.returnValue() + ", mean " + result.meanDuration());
      object.program("where").testRun(TestRun.once().withContext(arguments).withCpu(0));
      // [/test-run]
      assertTrue(printed().startsWith("0, mean PT"), printed());
      assertEquals(0, object.variable("cpu").getInt());
    }
  }

  @Test
  void iterators() {
    try (BpfObject object = BpfObjects.load("iterators.bpf.o");
        BpfScope scope = BpfScope.open("maps")) {
      scope.createMap(MapOptions.array("lbj_page", 8, 4711));
      // [iterate-lines]
      try (BpfIterator maps = object.program("print_maps").iterate()) {
        maps.lines().forEach(System.out::println);
      }
      // [/iterate-lines]
      // [iterate-records]
      try (BpfIterator maps = object.program("write_maps").iterate();
          Stream<Seen> all = maps.records("seen", Seen.class)) {
        all.filter(seen -> seen.maxEntries() > 1000)
            .forEach(seen -> System.out.println(seen.name()));
      }
      // [/iterate-records]
      // [iterate-link]
      try (BpfLink link = object.program("print_maps").attach()) {
        try (BpfIterator now = BpfIterator.of(link)) {
          System.out.println(now.lines().count());
        }
        try (BpfIterator later = BpfIterator.of(link)) {
          System.out.println(later.lines().count());
        }
      }
      // [/iterate-link]
      assertEquals("lbj_page has 4711 entries\nlbj_page\n1\n1\n", printed());
    }
  }
}
