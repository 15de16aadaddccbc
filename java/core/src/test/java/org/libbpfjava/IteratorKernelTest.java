package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.RawTracepoint;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** What iterators write: lines, structs, bytes; much of it, and what they fail at. */
@KernelTest
@RequiresFeature(
    Feature.COOKIE) // loads on Linux 5.10, where BPF_SEQ_PRINTF has no %s of the kernel's
@Timeout(120)
class IteratorKernelTest {
  private static final int WANTED = 4711;
  private static final int MANY = 500;

  private BpfFs fs;
  private OpenFiles before;
  private BpfObject object;
  private BpfScope scope;

  /** As struct seen has its members. */
  record Seen(int id, int maxEntries, long number, String name) {}

  /** The same for the layout by the class: a String has no size in C. */
  record Bare(int id, int maxEntries, long number, long nameBegin, long nameEnd) {}

  /** It lacks a member. */
  record Other(int id, int missing) {}

  @BeforeEach
  void load() throws Exception {
    fs = BpfFs.mount(); // before the count: it asks for random numbers
    before = OpenFiles.now();
    object = BpfObjects.load("iterators.bpf.o");
    scope = BpfScope.open("maps");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    object.close();
    scope.close();
    before.assertNoMore();
    fs.close();
  }

  private List<BpfMap> maps(int count) {
    List<BpfMap> maps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      maps.add(scope.createMap(MapOptions.array("lbj_" + i, 8, WANTED)));
    }
    return maps;
  }

  private BpfProgram program(String name) {
    return object.program(name);
  }

  @Test
  void linesAreRead() {
    maps(3);
    try (BpfIterator walk = program("print_maps").iterate();
        Stream<String> lines = walk.lines()) {
      assertEquals(
          Set.of("lbj_0 has 4711 entries", "lbj_1 has 4711 entries", "lbj_2 has 4711 entries"),
          Set.copyOf(lines.toList()));
    }
  }

  /** More than three of the kernel's buffers, so that lines stand across the ends of reads. */
  @Test
  void muchIsReadInPieces() {
    maps(MANY);
    try (BpfIterator walk = program("print_wide").iterate();
        Stream<String> all = walk.lines()) {
      List<String> lines = all.toList();
      assertEquals(MANY + 1, lines.size());
      assertEquals("the end", lines.get(MANY), "a line without an end");
      Set<String> names = new HashSet<>();
      for (String line : lines.subList(0, MANY)) {
        assertTrue(line.startsWith(" ".repeat(196) + "4711 lbj_"), line);
        names.add(line.substring(201));
      }
      assertEquals(MANY, names.size());
    }
  }

  @Test
  void bytesAreRead() throws Exception {
    maps(MANY);
    byte[] whole;
    try (InputStream input = program("print_wide").iterate().input()) {
      whole = input.readAllBytes();
    }
    String[] lines = new String(whole, StandardCharsets.UTF_8).split("\n", -1);
    assertEquals(MANY + 1, lines.length);
    try (BpfLink link = program("print_wide").attach();
        BpfIterator walk = BpfIterator.of(link);
        InputStream input = walk.input()) {
      byte[] first = new byte[10];
      assertEquals(0, input.read(first, 5, 0));
      for (int i = 0; i < 5; i++) {
        first[i] = (byte) input.read();
      }
      assertEquals(5, input.read(first, 5, 5));
      assertTrue(input.available() > 0, "more has come in one read");
      assertArrayEquals("          ".getBytes(StandardCharsets.UTF_8), first);
      assertEquals(whole.length - 10, input.readAllBytes().length);
      assertEquals(-1, input.read());
      assertEquals(-1, input.read(first, 0, 1));
    }
  }

  @Test
  void structsAreReadByTheObjectsTypes() {
    List<BpfMap> maps = maps(MANY);
    try (BpfIterator walk = program("write_maps").iterate();
        Stream<Seen> all = walk.records("seen", Seen.class)) {
      List<Seen> records = all.toList();
      assertEquals(MANY, records.size());
      Set<Integer> ids = new HashSet<>();
      for (Seen seen : records) {
        assertEquals(WANTED, seen.maxEntries());
        assertEquals("lbj_", seen.name().substring(0, 4));
        ids.add(seen.id());
      }
      assertEquals(Set.copyOf(maps.stream().map(BpfMap::id).toList()), ids);
    }
  }

  @Test
  void structsAreReadAsTrees() {
    BpfMap map = maps(1).get(0);
    try (BpfIterator walk = program("write_maps").iterate();
        Stream<Object> all = walk.records("struct seen", Object.class)) {
      List<Object> records = all.toList();
      assertEquals(1, records.size());
      Map<?, ?> tree = (Map<?, ?>) records.get(0);
      assertEquals(Set.of("id", "max_entries", "number", "name"), tree.keySet());
      assertEquals("" + map.id(), String.valueOf(tree.get("id")));
    }
  }

  @Test
  void structsAreReadByTheClassAlone() {
    BpfMap map = maps(1).get(0);
    try (BpfIterator walk = program("write_maps").iterate();
        Stream<Bare> all = walk.records(Bare.class)) {
      List<Bare> records = all.toList();
      assertEquals(1, records.size());
      assertEquals(map.id(), records.get(0).id());
      assertEquals(WANTED, records.get(0).maxEntries());
      assertTrue(records.get(0).nameBegin() != 0, records.toString());
    }
  }

  @Test
  void anIteratorThatIsPinnedHasTheKernelsTypes() {
    maps(2);
    Path path = fs.path("maps");
    program("write_maps").attachPinned(path).close();
    object.close();
    try (BpfLink link = scope.openPinnedLink(path);
        BpfIterator walk = BpfIterator.of(link);
        Stream<Seen> all = walk.records("seen", Seen.class)) {
      assertEquals(2, all.filter(seen -> seen.name().startsWith("lbj_")).count());
    }
  }

  @Test
  void oneLinkIsWalkedManyTimes() {
    maps(1);
    try (BpfLink link = program("print_maps").attach();
        BpfIterator first = BpfIterator.of(link);
        BpfIterator second = BpfIterator.of(link)) {
      assertEquals(List.of("lbj_0 has 4711 entries"), first.lines().toList());
      maps(1);
      assertEquals(2, second.lines().count());
      assertTrue(link.isOpen(), "it is the caller's");
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker")
  void aStreamThatIsClosedEarlyEndsTheWalk() {
    maps(MANY);
    BpfIterator walk = program("print_wide").iterate();
    try (Stream<String> lines = walk.lines()) {
      Iterator<String> some = lines.iterator();
      some.next();
      some.next();
      assertTrue(walk.isOpen());
    }
    assertFalse(walk.isOpen());
    walk.close(); // once more
    assertEquals("iterator of program 'print_wide'", walk.toString());
  }

  @Test
  void anElementIsWalkedAgainWhereTheProgramAsks() {
    maps(3);
    try (BpfIterator walk = program("print_second_time").iterate()) {
      assertEquals(
          List.of("asked 2 times", "asked 4 times", "asked 6 times"), walk.lines().toList());
    }
  }

  private static Arguments row(
      String name,
      Class<? extends Exception> refusal,
      String message,
      String program,
      Consumer<BpfIterator> call) {
    return Arguments.of(name, refusal, message, program, call);
  }

  private static void drain(Stream<?> stream) {
    stream.forEach(one -> {});
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "half a struct",
            BpfException.class,
            "read iterator of program 'write_half': EIO (-5): its output ends 3 bytes into a struct"
                + " of 32",
            "write_half",
            walk -> drain(walk.records("seen", Seen.class))),
        row(
            "too much",
            BpfException.class,
            "read iterator of program 'write_too_much': E2BIG (-7): the program writes more for one"
                + " element than fits into the kernel's buffer of 8 pages",
            "write_too_much",
            walk -> drain(walk.lines())),
        row(
            "never satisfied",
            BpfException.class,
            "read iterator of program 'never_satisfied': EAGAIN (-11): the program asks for the"
                + " same element again and again, 1000 times in a row: it returns 1, and is to"
                + " return 0 to go on",
            "never_satisfied",
            walk -> drain(walk.lines())),
        row(
            "no such struct",
            NoSuchMemberException.class,
            "iterator of program 'write_maps': its object has no struct 'sean'; it has: seen",
            "write_maps",
            walk -> drain(walk.records("sean", Seen.class))),
        row(
            "another class",
            IllegalArgumentException.class,
            "record of iterator 'write_maps' ",
            "write_maps",
            walk -> drain(walk.records("seen", Other.class))),
        row(
            "a class without a size",
            IllegalArgumentException.class,
            "record of iterator 'write_maps' has no C type that was named, and java.lang.String has"
                + " no size of its own: name the struct, or use a record",
            "write_maps",
            walk -> drain(walk.records(String.class))),
        row(
            "a class without a layout",
            IllegalArgumentException.class,
            "record of iterator 'write_maps' has no C type that was named, and java.nio.file.Path"
                + " has no size of its own: use numbers, enums, records of these, or byte[]",
            "write_maps",
            walk -> drain(walk.records(Path.class))),
        row(
            "read twice",
            IllegalStateException.class,
            "iterator of program 'print_maps' is being read already: begin another walk of its link",
            "print_maps",
            walk -> {
              walk.lines();
              walk.input();
            }),
        row(
            "closed",
            IllegalStateException.class,
            "iterator of program 'print_maps' is closed",
            "print_maps",
            walk -> {
              walk.close();
              walk.lines();
            }),
        row(
            "closed, records",
            IllegalStateException.class,
            "iterator of program 'print_maps' is closed",
            "print_maps",
            walk -> {
              walk.close();
              walk.records(Bare.class);
            }),
        row(
            "closed meanwhile",
            IllegalStateException.class,
            "iterator of program 'print_wide' is closed",
            "print_wide",
            walk -> {
              Iterator<String> lines = walk.lines().iterator();
              lines.next();
              walk.close();
              for (int i = 0; i < MANY; i++) {
                lines.next();
              }
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itIsRefused(
      String name,
      Class<? extends Exception> refusal,
      String message,
      String program,
      Consumer<BpfIterator> call)
      throws Exception {
    maps(name.equals("closed meanwhile") ? MANY : 2);
    OpenFiles open = OpenFiles.now();
    try (BpfIterator walk = program(program).iterate()) {
      Exception e = assertThrows(refusal, () -> call.accept(walk));
      assertEquals(refusal, e.getClass());
      String text = String.valueOf(e.getMessage());
      assertEquals(message, text.substring(0, Math.min(message.length(), text.length())));
    }
    open.assertNoMore();
  }

  @Test
  @SuppressWarnings("try") // closed where it matters
  void whatIsNoIteratorIsNotWalked() throws Exception {
    OpenFiles open = OpenFiles.now();
    String none =
        "program no_iterator (raw_tp/sched_process_exit) is no iterator: only programs of"
            + " SEC(\"iter/…\") are walked";
    assertEquals(
        none,
        assertThrows(IllegalArgumentException.class, () -> program("no_iterator").iterate())
            .getMessage());
    assertEquals(
        none,
        assertThrows(
                IllegalArgumentException.class,
                () -> program("no_iterator").iterate(RawTracepoint.of("sched_process_exit")))
            .getMessage());
    try (BpfLink link = program("no_iterator").attach()) {
      assertEquals(
          "read link of program no_iterator: it is no iterator: only links of programs of"
              + " SEC(\"iter/…\") are read",
          assertThrows(IllegalArgumentException.class, () -> BpfIterator.of(link)).getMessage());
      link.close();
      assertEquals(
          "link of program 'no_iterator' is closed",
          assertThrows(IllegalStateException.class, () -> BpfIterator.of(link)).getMessage());
    }
    open.assertNoMore();
  }
}
