package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_pin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/**
 * Wrong use of what shares a map: a row for each, with the whole text of what it throws. Nothing is
 * changed by it, and nothing stays open.
 */
@KernelTest
@Timeout(180)
class MapSharingBadInputKernelTest {
  private static final Class<IllegalArgumentException> WRONG = IllegalArgumentException.class;
  private static final Class<IllegalStateException> ILLEGAL = IllegalStateException.class;
  private static final Class<BpfException> REFUSED = BpfException.class;

  @TempDir private Path ordinary;

  private BpfFs fs;
  private Place place;

  /**
   * Where rows work.
   *
   * @param folder a BPF file system's: it has a map {@code map}, a program {@code program}, and a
   *     folder {@code folder}
   * @param ordinary a folder of another file system, with a file {@code text}
   * @param map a hash with keys of 4 and values of 8 bytes, which is not pinned
   */
  private record Place(
      Path folder,
      Path ordinary,
      BpfScope scope,
      BpfScope closed,
      BpfMap map,
      BpfMap pinned,
      BpfMap closedMap,
      OpenBpfObject open) {
    Path path(String name) {
      return folder.resolve(name);
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    fs = BpfFs.mount();
    BpfScope scope = BpfScope.open("open");
    BpfScope closed = BpfScope.open("over");
    BpfMap closedMap = closed.createMap(MapOptions.hash("over", 4, 8, 2));
    closed.close();
    BpfProgram program =
        scope.loadProgram(
            ProgramOptions.ofSection(
                "socket", "nothing", new Assembler().mov(Register.R0, 0).exit().instructions()));
    assertEquals(0, program.<Integer>withFd(fd -> bpf_obj_pin(fd, fs.path("program").toString())));
    Files.createDirectory(fs.path("folder"));
    Files.writeString(ordinary.resolve("text"), "text");
    BpfMap pinned = scope.createMap(MapOptions.array("pinned", 8, 1));
    pinned.pin(fs.path("map"));
    place =
        new Place(
            fs.path(""),
            ordinary,
            scope,
            closed,
            scope.createMap(MapOptions.hash("numbers", 4, 8, 2)),
            pinned,
            closedMap,
            BpfObjects.open("maps.bpf.o"));
  }

  @AfterEach
  void close() throws Exception {
    place.open.close();
    place.scope.close();
    fs.close();
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    return Stream.of(pins(), opens(), reuses()).flatMap(List::stream);
  }

  private static List<Arguments> pins() {
    return List.of(
        row("pin, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.pin(p.path("new"))),
        row(
            "pin, over a map",
            REFUSED,
            "pin map 'numbers' at 'FS/map': EEXIST (-17): Remove that file first, or choose"
                + " another path",
            p -> p.map.pin(p.path("map"))),
        row(
            "pin, over a program",
            REFUSED,
            "pin map 'numbers' at 'FS/program': EEXIST (-17): Remove that file first, or choose"
                + " another path",
            p -> p.map.pin(p.path("program"))),
        row(
            "pin, over a folder",
            REFUSED,
            "pin map 'numbers' at 'FS/folder': EEXIST (-17): Remove that file first, or choose"
                + " another path",
            p -> p.map.pin(p.path("folder"))),
        row(
            "pin, over the file system",
            REFUSED,
            "pin map 'numbers' at 'FS': EEXIST (-17): Remove that file first, or choose another"
                + " path",
            p -> p.map.pin(p.folder)),
        row(
            "pin, no path",
            REFUSED,
            "pin map 'numbers' at '': ENOENT (-2): The path is empty",
            p -> p.map.pin(Path.of(""))),
        row(
            "pin, below a map",
            REFUSED,
            "pin map 'numbers' at 'FS/map/new': ENOTDIR (-20)",
            p -> p.map.pin(p.path("map/new"))),
        row(
            "pin, two folders too deep",
            REFUSED,
            "pin map 'numbers' at 'FS/one/two/new': ENOENT (-2): Make the folder first: one"
                + " level alone is made on the way",
            p -> p.map.pin(p.path("one/two/new"))),
        row(
            "pin, a full stop",
            REFUSED,
            "pin map 'numbers' at 'FS/a.b': EPERM (-1): A BPF file system takes no name with a"
                + " full stop in it: leave it out of 'a.b'",
            p -> p.map.pin(p.path("a.b"))),
        row(
            "pin, a folder with a full stop",
            REFUSED,
            "pin map 'numbers' at 'FS/a.b/new': EPERM (-1): A BPF file system takes no name with"
                + " a full stop in it, folders' included",
            p -> p.map.pin(p.path("a.b/new"))),
        row(
            "pin, a name of 256 bytes",
            REFUSED,
            "pin map 'numbers' at 'FS/" + "n".repeat(256) + "': ENAMETOOLONG (-36)",
            p -> p.map.pin(p.path("n".repeat(256)))),
        row(
            "pin, no BPF file system",
            REFUSED,
            "pin map 'numbers' at 'ORDINARY/new': EPERM (-1): No BPF file system is there. Mount"
                + " one there, mount -t bpf bpf /sys/fs/bpf, or choose a path in the one that is"
                + " mounted",
            p -> p.map.pin(p.ordinary.resolve("new"))),
        row(
            "pin, over an ordinary file",
            REFUSED,
            "pin map 'numbers' at 'ORDINARY/text': EEXIST (-17): Remove that file first, or"
                + " choose another path",
            p -> p.map.pin(p.ordinary.resolve("text"))),
        row(
            "pin, at a second path",
            ILLEGAL,
            "map 'pinned' is pinned at FS/map: unpin it first",
            p -> p.pinned.pin(p.path("new"))),
        row("unpin, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.unpin()),
        row("unpin, not pinned", ILLEGAL, "map 'numbers' is not pinned", p -> p.map.unpin()));
  }

  private static List<Arguments> opens() {
    return List.of(
        row(
            "openPinnedMap, closed",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.closed.openPinnedMap(p.path("map"))),
        row(
            "openPinnedMap, nothing",
            REFUSED,
            "open map pinned at 'FS/none': ENOENT (-2): nothing is pinned there",
            p -> p.scope.openPinnedMap(p.path("none"))),
        row(
            "openPinnedMap, program",
            WRONG,
            "open map pinned at 'FS/program': it is no map but anon_inode:bpf-prog",
            p -> p.scope.openPinnedMap(p.path("program"))),
        row(
            "openPinnedMap, folder",
            REFUSED,
            "open map pinned at 'FS/folder': EACCES (-13): it is a folder",
            p -> p.scope.openPinnedMap(p.path("folder"))),
        row(
            "openPinnedMap, below a map",
            REFUSED,
            "open map pinned at 'FS/map/none': ENOTDIR (-20)",
            p -> p.scope.openPinnedMap(p.path("map/none"))),
        row(
            "openPinnedMap, no path",
            REFUSED,
            "open map pinned at '': ENOENT (-2): nothing is pinned there",
            p -> p.scope.openPinnedMap(Path.of(""))),
        row(
            "openPinnedMap, ordinary file",
            REFUSED,
            "open map pinned at 'ORDINARY/text': EACCES (-13): it is a file of another file"
                + " system, not a pinned map",
            p -> p.scope.openPinnedMap(p.ordinary.resolve("text"))),
        row(
            "openMap, closed",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.closed.openMap(p.map.id())),
        row(
            "openMap, 0",
            REFUSED,
            "open the map with id 0: ENOENT (-2): there is no such map",
            p -> p.scope.openMap(0)),
        row(
            "openMap, negative",
            REFUSED,
            "open the map with id 4294967295: ENOENT (-2): there is no such map",
            p -> p.scope.openMap(-1)),
        row(
            "openMap, none",
            REFUSED,
            "open the map with id 2147483647: ENOENT (-2): there is no such map",
            p -> p.scope.openMap(Integer.MAX_VALUE)),
        row(
            "openMap by name, closed",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.closed.openMap("numbers")),
        row("id, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.id()),
        row("mmap, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.mmap()),
        row("freeze, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.freeze()),
        row("dump, closed", ILLEGAL, "scope 'over' is closed", p -> p.closedMap.dump()));
  }

  private static List<Arguments> reuses() {
    return List.of(
        row(
            "reuse, closed",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.open.map("flows").reuse(p.closedMap)),
        row(
            "reuse, another type",
            WRONG,
            "map 'flows' cannot reuse map 'pinned': the object declares a map of type hash, and"
                + " it is of type array",
            p -> p.open.map("flows").reuse(p.pinned)),
        row(
            "reuse, after reuse",
            ILLEGAL,
            "map 'flows' is reused: its descriptor cannot change any more",
            p -> p.open.map("flows").reuse(p.map).reuse(p.map)),
        row(
            "reuse, sizes set after",
            ILLEGAL,
            "map 'flows' is reused: its value size cannot change any more",
            p -> p.open.map("flows").reuse(p.map).setValueSize(4)),
        row(
            "reusePinned, nothing",
            REFUSED,
            "reuse map pinned at 'FS/none' as 'flows': ENOENT (-2): nothing is pinned there",
            p -> p.open.map("flows").reusePinned(p.path("none"))),
        row(
            "reusePinned, program",
            WRONG,
            "reuse map pinned at 'FS/program' as 'flows': it is no map but anon_inode:bpf-prog",
            p -> p.open.map("flows").reusePinned(p.path("program"))),
        row(
            "reusePinned, folder",
            REFUSED,
            "reuse map pinned at 'FS/folder' as 'flows': EACCES (-13): it is a folder",
            p -> p.open.map("flows").reusePinned(p.path("folder"))),
        row(
            "reusePinned, ordinary file",
            REFUSED,
            "reuse map pinned at 'ORDINARY/text' as 'flows': EACCES (-13): it is a file of"
                + " another file system, not a pinned map",
            p -> p.open.map("flows").reusePinned(p.ordinary.resolve("text"))),
        row(
            "reusePinned, another type",
            WRONG,
            "map 'flows' cannot reuse the map pinned at FS/map: the object declares a map of"
                + " type hash, and it is of type array",
            p -> p.open.map("flows").reusePinned(p.path("map"))),
        row(
            "setInnerMap, closed",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.open.map("flows").setInnerMap(p.closedMap)),
        row(
            "setInnerMap, no map of maps",
            WRONG,
            "map 'flows' cannot have inner maps: it is of type hash",
            p -> p.open.map("flows").setInnerMap(p.map)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefused(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call)
      throws Exception {
    OpenFiles before = OpenFiles.now();
    Exception thrown = assertThrows(refusal, () -> call.accept(place));
    String text =
        String.valueOf(thrown.getMessage())
            .replace(place.folder.toString(), "FS")
            .replace(place.ordinary.toString(), "ORDINARY");
    assertEquals(message, text);
    if (!name.startsWith("reuse, ")) {
      before.assertNoMore(); // libbpf has a descriptor of its own of what is reused
    }
    assertEquals(Optional.empty(), place.map.pinPath());
    assertEquals(Optional.of(place.path("map")), place.pinned.pinPath());
    try (Stream<Path> files = Files.list(place.folder)) {
      assertEquals(
          List.of("folder", "map", "program"),
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> !file.endsWith(".debug")) // the kernel's own
              .sorted()
              .toList());
    }
  }

  @Test
  void aMapsNameIsNotAmbiguousNorUnknown() {
    BpfScope scope = place.scope;
    BpfMap one = scope.createMap(MapOptions.array("lbj_twins", 8, 1));
    BpfMap two = scope.createMap(MapOptions.array("lbj_twins", 8, 1));
    assertEquals(
        "2 maps have the name 'lbj_twins': open one by its id, ["
            + one.id()
            + ", "
            + two.id()
            + "]",
        assertThrows(WRONG, () -> scope.openMap("lbj_twins")).getMessage());
    for (String name : new String[] {"lbj_twin", "", "lbj_twins_longer_than_15"}) {
      String message =
          String.valueOf(
              assertThrows(NoSuchMemberException.class, () -> scope.openMap(name)).getMessage());
      assertTrue(message.startsWith("the kernel: no map '" + name + "'; it has: "), message);
    }
  }

  @Test
  void whatOthersDidToTheFileIsNoFailure() throws Exception {
    Files.delete(place.path("map"));
    place.pinned.unpin();
    assertEquals(Optional.empty(), place.pinned.pinPath());
    place.pinned.pin(place.path("map"));
    assertEquals(place.pinned.id(), place.scope.openPinnedMap(place.path("map")).id());
  }

  /** Threads pin, unpin and open until the scope is closed: that alone is what they are told. */
  @Test
  void closeBesidePinsAndOpens() throws Exception {
    place.pinned.id();
    for (int round = 0; round < 10; round++) {
      BpfScope scope = BpfScope.open("shared");
      BpfMap map = scope.createMap(MapOptions.array("m" + round, 8, 1));
      Path path = place.path("p" + round);
      Path kept = place.path("k" + round);
      scope.createMap(MapOptions.array("kept", 8, 1)).pin(kept);
      int id = map.id();
      List<Runnable> calls =
          List.of(
              () -> {
                map.pin(path);
                map.unpin();
              },
              () -> scope.openPinnedMap(kept).id(),
              () -> scope.openMap(id).pinPath(),
              map::id,
              map::dump);
      CountDownLatch running = new CountDownLatch(calls.size());
      AtomicReference<Throwable> other = new AtomicReference<>();
      List<Thread> threads =
          calls.stream().map(call -> new Thread(() -> repeat(call, running, other))).toList();
      threads.forEach(Thread::start);
      running.await();
      scope.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertSame(null, other.get());
    }
  }

  private static void repeat(
      Runnable call, CountDownLatch running, AtomicReference<Throwable> other) {
    try {
      try {
        call.run();
      } finally {
        running.countDown();
      }
      for (int i = 0; i < 5000; i++) { // opens are kept until close
        call.run();
      }
    } catch (IllegalStateException e) {
      if (!"scope 'shared' is closed".equals(e.getMessage())) {
        other.set(e);
      }
    } catch (Throwable e) {
      other.set(e);
    }
  }
}
