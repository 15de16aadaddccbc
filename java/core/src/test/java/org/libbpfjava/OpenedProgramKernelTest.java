package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.RawTracepoint;
import org.libbpfjava.attach.Trace;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Programs that are pinned, and opened by path or number. */
@KernelTest
@Timeout(120)
class OpenedProgramKernelTest {
  private static final Class<IllegalArgumentException> WRONG = IllegalArgumentException.class;
  private static final Class<IllegalStateException> ILLEGAL = IllegalStateException.class;
  private static final Class<BpfException> REFUSED = BpfException.class;

  @TempDir private Path ordinary;

  private BpfFs fs;
  private OpenFiles before;
  private BpfObject object;
  private BpfScope scope;

  @BeforeEach
  void load() throws Exception {
    fs = BpfFs.mount();
    before = OpenFiles.now();
    object = BpfObjects.load("tail_calls.bpf.o");
    scope = BpfScope.open("later");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    object.close();
    scope.close();
    before.assertNoMore();
    fs.close();
  }

  private static int run(BpfProgram program) {
    return program.testRun(TestRun.once().withData(new byte[64])).returnValue();
  }

  @Test
  void aPinnedProgramOutlivesItsObject() {
    Path path = fs.path("answers");
    BpfProgram first = object.program("answers_2");
    assertEquals(Optional.empty(), first.pinPath());
    first.pin(path);
    first.pin(path); // the same again
    assertEquals(Optional.of(path), first.pinPath());
    int id = first.info().id();
    object.close();
    BpfProgram program = scope.openPinnedProgram(path);
    assertEquals("answers_2", program.name());
    assertEquals(ProgramType.SOCKET_FILTER, program.type());
    assertEquals("", program.section());
    assertEquals("program answers_2 (socket_filter)", program.toString());
    assertEquals(Optional.of(path), program.pinPath());
    assertEquals(id, program.info().id());
    assertEquals(2, run(program));
    program.unpin();
    assertEquals(Optional.empty(), program.pinPath());
    assertFalse(Files.exists(path));
    assertEquals(2, run(program), "the scope has it still");
  }

  @Test
  void aFolderIsMadeForAPin() {
    Path path = fs.path("team/answers");
    object.program("answers_1").pin(path);
    assertTrue(Files.exists(path));
  }

  @Test
  void aProgramIsOpenedByItsNumber() {
    BpfProgram program = scope.openProgram(object.program("answers_1").info().id());
    assertEquals("answers_1", program.name());
    assertEquals(Optional.empty(), program.pinPath());
    object.close();
    assertEquals(1, run(program));
  }

  @Test
  void anOpenedProgramGoesIntoAProgramArray() {
    BpfProgram program = scope.openProgram(object.program("answers_1").info().id());
    object.map("jumps").programs().put(1, program);
    assertEquals(1, run(object.program("dispatch")));
  }

  @Test
  @RequiresFeature(Feature.COOKIE)
  void anOpenedProgramTakesThePlaceOfAnother() {
    try (BpfObject swapped = BpfObjects.load("swapped.bpf.o", "iter_first", "iter_second");
        BpfLink link = swapped.program("iter_first").attach()) {
      BpfProgram second = scope.openProgram(swapped.program("iter_second").info().id());
      link.update(second);
      assertEquals("iter_second", link.program());
      assertEquals(second.info().id(), link.info().programId());
    }
  }

  /** The kernel knows what it was loaded for. */
  @Test
  @RequiresFeature(Feature.COOKIE)
  void anOpenedProgramIsAttachedToThePlaceItWasLoadedFor() {
    try (BpfObject links = BpfObjects.load("links.bpf.o", "typed_tracepoint");
        BpfObject swapped = BpfObjects.load("swapped.bpf.o", "iter_first", "raw_first")) {
      BpfProgram typed = scope.openProgram(links.program("typed_tracepoint").info().id());
      try (BpfLink link = typed.attach()) {
        assertEquals(typed.info().id(), link.info().programId());
        assertEquals("link of program typed_tracepoin", link.toString());
      }
      try (BpfLink link = typed.attach(Trace.atItsTarget())) {
        assertEquals(
            "sched_process_exit",
            assertInstanceOf(LinkInfo.RawTracepoint.class, link.info()).tracepoint());
      }
      BpfProgram iterator = scope.openProgram(swapped.program("iter_first").info().id());
      try (BpfIterator walk = iterator.iterate()) {
        assertEquals(0, walk.lines().count());
        assertTrue(swapped.variable("first_hits").getLong() > 0, "it was called");
      }
      BpfProgram raw = scope.openProgram(swapped.program("raw_first").info().id());
      assertEquals(
          "attach program 'raw_first': EOPNOTSUPP (-95): a program of type raw_tracepoint has no"
              + " section that says where: attach(…) takes a place",
          assertThrows(BpfException.class, raw::attach).getMessage());
      try (BpfLink link = raw.attach(RawTracepoint.of("sched_process_fork"))) {
        assertEquals(
            "sched_process_fork",
            assertInstanceOf(LinkInfo.RawTracepoint.class, link.info()).tracepoint());
      }
      BpfException e =
          assertThrows(BpfException.class, () -> raw.attach(RawTracepoint.of("lbj_none")));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith("attach program 'raw_first' by RawTracepoint 'lbj_none': ENOENT (-2)"),
          e.getMessage());
    }
  }

  @Test
  void aProgramOfAScopeIsAttachedByOptions() {
    BpfProgram program =
        scope.loadProgram(
            ProgramOptions.of(
                ProgramType.RAW_TRACEPOINT,
                "raw",
                new Assembler().mov(Register.R0, 0).exit().instructions()));
    try (BpfLink link = program.attach(RawTracepoint.of("sched_process_fork"))) {
      assertEquals(program.info().id(), link.info().programId());
    }
  }

  @Test
  void theKernelsInstructionsOfAnOpenedProgramHaveNames() {
    BpfProgram program = scope.openProgram(object.program("dispatch").info().id());
    scope.openMap(object.map("jumps").id());
    assertEquals(object.program("dispatch").xlatedInstructions(), program.xlatedInstructions());
    assertEquals(object.program("dispatch").source(), program.source());
    String listing = program.xlatedDisassembly().toString();
    assertTrue(listing.contains("&jumps"), listing);
    assertEquals(object.program("dispatch").xlatedDisassembly().toString(), listing);
  }

  /**
   * Where rows work.
   *
   * @param folder a BPF file system's, with a map {@code map}, a program {@code program} and a
   *     folder {@code folder}
   * @param ordinary a folder of another file system, with a file {@code text}
   * @param program of an object, which is not pinned
   * @param pinned of an object, which is pinned
   * @param opened by its number
   */
  private record Place(
      Path folder,
      Path ordinary,
      BpfScope scope,
      BpfScope closedScope,
      BpfProgram program,
      BpfProgram pinned,
      BpfProgram opened,
      BpfProgram ofClosed,
      BpfProgram openedOfClosed) {
    Path path(String name) {
      return folder.resolve(name);
    }

    Path file(String name) {
      return ordinary.resolve(name);
    }
  }

  private Place place() throws IOException {
    Files.writeString(ordinary.resolve("text"), "text");
    Files.createDirectory(fs.path("folder"));
    BpfObject closed = BpfObjects.load("tail_calls.bpf.o", "answers_1");
    BpfProgram ofClosed = closed.program("answers_1");
    BpfScope closedScope = BpfScope.open("over");
    BpfProgram openedOfClosed = closedScope.openProgram(ofClosed.info().id());
    closedScope.close();
    closed.close();
    object.program("answers_2").pin(fs.path("program"));
    scope.createMap(MapOptions.array("m", 8, 1)).pin(fs.path("map"));
    return new Place(
        fs.path(""),
        ordinary,
        scope,
        closedScope,
        object.program("answers_1"),
        object.program("answers_2"),
        scope.openProgram(object.program("answers_1").info().id()),
        ofClosed,
        openedOfClosed);
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    return Stream.of(pins(), opens(), unknown(), closedOnes()).flatMap(List::stream);
  }

  private static List<Arguments> pins() {
    String pin = "pin program 'answers_1' at ";
    String remove = "': EEXIST (-17): Remove that file first, or choose another path";
    return List.of(
        row("over a map", REFUSED, pin + "'FS/map" + remove, p -> p.program.pin(p.path("map"))),
        row("over a file", REFUSED, pin + "'DIR/text" + remove, p -> p.program.pin(p.file("text"))),
        row(
            "pin, no BPF file system",
            REFUSED,
            pin
                + "'DIR/new': EPERM (-1): No BPF file system is there. Mount one there, mount -t"
                + " bpf bpf /sys/fs/bpf, or choose a path in the one that is mounted",
            p -> p.program.pin(p.file("new"))),
        row(
            "pin, a full stop",
            REFUSED,
            pin
                + "'FS/a.b': EPERM (-1): A BPF file system takes no name with a full stop in it:"
                + " leave it out of 'a.b'",
            p -> p.program.pin(p.path("a.b"))),
        row(
            "pin, two folders",
            REFUSED,
            pin
                + "'FS/one/two/new': ENOENT (-2): Make the folder first: one level alone is made on"
                + " the way",
            p -> p.program.pin(p.path("one/two/new"))),
        row(
            "pin, at a second path",
            ILLEGAL,
            "program 'answers_2' is pinned at FS/program: unpin it first",
            p -> p.pinned.pin(p.path("new"))),
        row(
            "unpin, not pinned",
            ILLEGAL,
            "program 'answers_1' is not pinned",
            p -> p.program.unpin()),
        row(
            "pin, closed object",
            ILLEGAL,
            "object 'tail_calls.bpf.o' is closed",
            p -> p.ofClosed.pin(p.path("new"))),
        row(
            "unpin, closed object",
            ILLEGAL,
            "object 'tail_calls.bpf.o' is closed",
            p -> p.ofClosed.unpin()));
  }

  private static List<Arguments> opens() {
    return List.of(
        row(
            "open, nothing",
            REFUSED,
            "open program pinned at 'FS/none': ENOENT (-2): nothing is pinned there",
            p -> p.scope.openPinnedProgram(p.path("none"))),
        row(
            "open, a folder",
            REFUSED,
            "open program pinned at 'FS/folder': EACCES (-13): it is a folder",
            p -> p.scope.openPinnedProgram(p.path("folder"))),
        row(
            "open, an ordinary file",
            REFUSED,
            "open program pinned at 'DIR/text': EACCES (-13): it is a file of another file system,"
                + " not a pinned program",
            p -> p.scope.openPinnedProgram(p.file("text"))),
        row(
            "open, a map",
            WRONG,
            "open program pinned at 'FS/map': it is no program but anon_inode:bpf-map",
            p -> p.scope.openPinnedProgram(p.path("map"))),
        row(
            "open, no such id",
            REFUSED,
            "open the program with id 4294967295: ENOENT (-2): there is no such program",
            p -> p.scope.openProgram(-1)),
        row(
            "open, closed scope",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.closedScope.openPinnedProgram(p.path("program"))),
        row(
            "open by id, closed scope",
            ILLEGAL,
            "scope 'over' is closed",
            p -> open(p.closedScope)));
  }

  private static void open(BpfScope scope) {
    scope.openProgram(1);
  }

  /** What the kernel does not keep, and libbpf has no handle for. */
  private static List<Arguments> unknown() {
    String tell = ": xlatedInstructions() and xlatedDisassembly() tell what became of them";
    String given =
        "program 'answers_1' was opened, and the kernel does not keep the instructions that it was"
            + " loaded with"
            + tell;
    String noHandle =
        "program 'answers_1' is of no object, so that libbpf has no handle of it: withFd() lends"
            + " its descriptor";
    return List.of(
        row("instructions", ILLEGAL, given, p -> p.opened.instructions()),
        row("disassembly", ILLEGAL, given, p -> p.opened.disassembly()),
        row(
            "instructionCount",
            ILLEGAL,
            "program 'answers_1' was opened, and the kernel does not keep how many instructions it"
                + " was loaded with"
                + tell,
            p -> p.opened.instructionCount()),
        row("dead code", ILLEGAL, given, p -> p.opened.verification().deadCode()),
        row(
            "verifier's log",
            ILLEGAL,
            "program 'answers_1': no record of the verifier's log: It was opened, and verified when"
                + " it was loaded.",
            p -> p.opened.verification().log()),
        row("handle", ILLEGAL, noHandle, p -> p.opened.withHandle(handle -> handle)),
        row(
            "attach by options of another type",
            WRONG,
            "program 'answers_1', type socket_filter, cannot be attached by Xdp to interface 'lo':"
                + " Xdp takes programs of SEC(\"xdp\")",
            p -> p.opened.attach(Xdp.to("lo"))),
        row(
            "attach",
            REFUSED,
            "attach program 'answers_1': EOPNOTSUPP (-95): a program of type socket_filter has no"
                + " section that says where: attach(…) takes a place",
            p -> p.opened.attach()));
  }

  private static List<Arguments> closedOnes() {
    String message = "scope 'over' is closed";
    return List.of(
        row("closed, info", ILLEGAL, message, p -> p.openedOfClosed.info()),
        row("closed, source", ILLEGAL, message, p -> p.openedOfClosed.source()),
        row("closed, run", ILLEGAL, message, p -> p.openedOfClosed.testRun(TestRun.once())),
        row("closed, withFd", ILLEGAL, message, p -> p.openedOfClosed.withFd(fd -> fd)),
        row("closed, code", ILLEGAL, message, p -> p.openedOfClosed.xlatedInstructions()),
        row("closed, attach", ILLEGAL, message, p -> p.openedOfClosed.attach()),
        row("closed, pin", ILLEGAL, message, p -> p.openedOfClosed.pin(p.path("new"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itIsRefused(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call)
      throws Exception {
    Place place = place();
    Set<Path> files = files();
    OpenFiles open = OpenFiles.now();
    Exception e = assertThrows(refusal, () -> call.accept(place));
    assertEquals(
        message,
        String.valueOf(e.getMessage())
            .replace(fs.path("").toString(), "FS")
            .replace(ordinary.toString(), "DIR"));
    assertEquals(refusal, e.getClass());
    assertEquals(files, files(), "the BPF file system has the same files");
    open.assertNoMore();
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(fs.path(""))) {
      return all.collect(Collectors.toSet());
    }
  }
}
