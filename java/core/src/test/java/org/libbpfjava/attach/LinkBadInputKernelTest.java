package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_pin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/**
 * Wrong use of links: a row for each, with the whole text of what it throws. Nothing is attached or
 * changed by it, and nothing stays open.
 */
@KernelTest
@Timeout(120)
class LinkBadInputKernelTest {
  private static final Class<IllegalArgumentException> WRONG = IllegalArgumentException.class;
  private static final Class<IllegalStateException> ILLEGAL = IllegalStateException.class;
  private static final Class<BpfException> REFUSED = BpfException.class;

  @TempDir private Path ordinary;

  private BpfFs fs;
  private Place place;

  /**
   * Where rows work.
   *
   * @param folder a BPF file system's: it has a link {@code link}, a program {@code program}, a map
   *     {@code map}, and a folder {@code folder}
   * @param ordinary a folder of another file system, with a file {@code text}
   * @param raw a link at a raw tracepoint, which is not pinned
   * @param iterator one of an iterator, which is pinned
   */
  private record Place(
      Path folder,
      Path ordinary,
      BpfScope scope,
      BpfScope closedScope,
      BpfObject object,
      BpfProgram ofClosed,
      BpfLink raw,
      BpfLink iterator,
      BpfLink closed) {
    Path path(String name) {
      return folder.resolve(name);
    }

    Path file(String name) {
      return ordinary.resolve(name);
    }

    BpfProgram program(String name) {
      return object.program(name);
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    fs = BpfFs.mount();
    Files.writeString(ordinary.resolve("text"), "text");
    BpfScope scope = BpfScope.open("open");
    BpfScope closedScope = BpfScope.open("over");
    closedScope.close();
    BpfObject object =
        BpfObjects.load("swapped.bpf.o", "iter_first", "iter_second", "raw_first", "raw_second");
    BpfObject closedObject = BpfObjects.load("swapped.bpf.o", "iter_first");
    BpfProgram ofClosed = closedObject.program("iter_first");
    closedObject.close();
    BpfLink closed = object.program("raw_second").attach();
    closed.close();
    BpfLink iterator = object.program("iter_first").attach();
    iterator.pin(fs.path("link"));
    assertEquals(
        0,
        object
            .program("iter_first")
            .<Integer>withFd(fd -> bpf_obj_pin(fd, fs.path("program").toString())));
    scope.createMap(MapOptions.array("m", 8, 1)).pin(fs.path("map"));
    Files.createDirectory(fs.path("folder"));
    place =
        new Place(
            fs.path(""),
            ordinary,
            scope,
            closedScope,
            object,
            ofClosed,
            object.program("raw_first").attach(),
            iterator,
            closed);
  }

  @AfterEach
  void close() throws Exception {
    place.object.close();
    place.scope.close();
    fs.close();
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    return Stream.of(pins(), opens(), updates(), closedOnes()).flatMap(List::stream);
  }

  private static List<Arguments> pins() {
    String pin = "pin link of program 'raw_first' at ";
    String remove = "': EEXIST (-17): Remove that file first, or choose another path";
    return List.of(
        row("over a link", REFUSED, pin + "'FS/link" + remove, p -> p.raw.pin(p.path("link"))),
        row("over a map", REFUSED, pin + "'FS/map" + remove, p -> p.raw.pin(p.path("map"))),
        row("over a file", REFUSED, pin + "'DIR/text" + remove, p -> p.raw.pin(p.file("text"))),
        row(
            "pin, no BPF file system",
            REFUSED,
            pin
                + "'DIR/new': EPERM (-1): No BPF file system is there. Mount one there, mount -t"
                + " bpf bpf /sys/fs/bpf, or choose a path in the one that is mounted",
            p -> p.raw.pin(p.file("new"))),
        row(
            "pin, a full stop",
            REFUSED,
            pin
                + "'FS/a.b': EPERM (-1): A BPF file system takes no name with a full stop in it:"
                + " leave it out of 'a.b'",
            p -> p.raw.pin(p.path("a.b"))),
        row(
            "pin, no path",
            REFUSED,
            pin + "'': ENOENT (-2): The path is empty",
            p -> p.raw.pin(Path.of(""))),
        row(
            "pin, at a second path",
            ILLEGAL,
            "link of program 'iter_first' is pinned at FS/link: unpin it first",
            p -> p.iterator.pin(p.path("new"))),
        row(
            "unpin, not pinned",
            ILLEGAL,
            "link of program 'raw_first' is not pinned",
            p -> p.raw.unpin()));
  }

  private static List<Arguments> opens() {
    return List.of(
        row(
            "open, nothing",
            REFUSED,
            "open link pinned at 'FS/none': ENOENT (-2): nothing is pinned there",
            p -> p.scope.openPinnedLink(p.path("none"))),
        row(
            "open, a folder",
            REFUSED,
            "open link pinned at 'FS/folder': EACCES (-13): it is a folder",
            p -> p.scope.openPinnedLink(p.path("folder"))),
        row(
            "open, an ordinary file",
            REFUSED,
            "open link pinned at 'DIR/text': EACCES (-13): it is a file of another file system,"
                + " not a pinned link",
            p -> p.scope.openPinnedLink(p.file("text"))),
        row(
            "open, a map",
            WRONG,
            "open link pinned at 'FS/map': it is no link but anon_inode:bpf-map",
            p -> p.scope.openPinnedLink(p.path("map"))),
        row(
            "open, a program",
            WRONG,
            "open link pinned at 'FS/program': it is no link but anon_inode:bpf-prog",
            p -> p.scope.openPinnedLink(p.path("program"))),
        row(
            "open a map, a link",
            WRONG,
            "open map pinned at 'FS/link': it is no map but anon_inode:bpf-link",
            p -> p.scope.openPinnedMap(p.path("link"))),
        row(
            "open, no such id",
            REFUSED,
            "open the link with id 4294967295: ENOENT (-2): there is no such link",
            p -> p.scope.openLink(-1)),
        row(
            "open, closed scope",
            ILLEGAL,
            "scope 'over' is closed",
            p -> p.closedScope.openPinnedLink(p.path("link"))),
        row(
            "open by id, closed scope",
            ILLEGAL,
            "scope 'over' is closed",
            p -> open(p.closedScope)),
        row(
            "attachPinned, a map",
            WRONG,
            "open link pinned at 'FS/map': it is no link but anon_inode:bpf-map",
            p -> p.program("iter_second").attachPinned(p.path("map"))),
        row(
            "attachPinned, no BPF file system",
            REFUSED,
            "pin link of program 'iter_second' at 'DIR/new': EPERM (-1): No BPF file system is"
                + " there. Mount one there, mount -t bpf bpf /sys/fs/bpf, or choose a path in the"
                + " one that is mounted",
            p -> p.program("iter_second").attachPinned(p.file("new"))),
        row(
            "attachPinned, another type",
            REFUSED,
            "update link pinned at 'FS/link' to program 'raw_first': EINVAL (-22): the program is"
                + " of another type, or made for another place, than the link's",
            p -> p.program("raw_first").attachPinned(p.path("link"))),
        row(
            "attachPinned, closed object",
            ILLEGAL,
            "object 'swapped.bpf.o' is closed",
            p -> p.ofClosed.attachPinned(p.path("link"))));
  }

  private static void open(BpfScope scope) {
    scope.openLink(1);
  }

  private static List<Arguments> updates() {
    return List.of(
        row(
            "update, of another type",
            REFUSED,
            "update link of program 'iter_first' to program 'raw_first': EINVAL (-22): the program"
                + " is of another type, or made for another place, than the link's",
            p -> p.iterator.update(p.program("raw_first"))),
        row(
            "update, a link that cannot",
            REFUSED,
            "update link of program 'raw_first' to program 'raw_second': EINVAL (-22): a link of"
                + " type raw_tracepoint keeps its program: attach the new one, then close this"
                + " link",
            p -> p.raw.update(p.program("raw_second"))),
        row(
            "update, to a program of a closed object",
            ILLEGAL,
            "object 'swapped.bpf.o' is closed",
            p -> p.iterator.update(p.ofClosed)),
        row(
            "updateMap, of a program",
            WRONG,
            "update link of program 'raw_first' to map 'm': only a link by which this process"
                + " attached a struct_ops map takes another",
            p -> p.raw.updateMap(map(p))),
        row(
            "detach, a link that cannot",
            REFUSED,
            "detach link of program 'raw_first': EOPNOTSUPP (-95): a link of type raw_tracepoint"
                + " is detached by nothing but the end of its last user",
            p -> p.raw.detach()));
  }

  private static BpfMap map(Place place) {
    return place.scope.openPinnedMap(place.path("map"));
  }

  private static List<Arguments> closedOnes() {
    String message = "link of program 'raw_second' is closed";
    return List.of(
        row("closed, info", ILLEGAL, message, p -> p.closed.info()),
        row("closed, update", ILLEGAL, message, p -> p.closed.update(p.program("raw_first"))),
        row("closed, detach", ILLEGAL, message, p -> p.closed.detach()),
        row("closed, pin", ILLEGAL, message, p -> p.closed.pin(p.path("new"))),
        row("closed, unpin", ILLEGAL, message, p -> p.closed.unpin()),
        row("closed, outliveOwner", ILLEGAL, message, p -> p.closed.outliveOwner()),
        row(
            "closed with its object",
            ILLEGAL,
            "link of program 'raw_first' is closed",
            p -> {
              p.object.close();
              p.raw.info();
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itIsRefused(
      String name, Class<? extends Exception> refusal, String message, Consumer<Place> call)
      throws Exception {
    boolean changes = name.equals("closed with its object");
    LinkInfo raw = place.raw.info();
    LinkInfo iterator = place.iterator.info();
    Set<Path> files = files();
    OpenFiles before = OpenFiles.now();
    Exception e = assertThrows(refusal, () -> call.accept(place));
    assertEquals(
        message,
        String.valueOf(e.getMessage())
            .replace(fs.path("").toString(), "FS")
            .replace(ordinary.toString(), "DIR"));
    assertEquals(refusal, e.getClass());
    if (!changes) {
      assertEquals(raw, place.raw.info());
      assertEquals(iterator, place.iterator.info());
      assertEquals("iter_first", place.iterator.program());
    }
    assertEquals(files, files(), "the BPF file system has the same files");
    if (!name.equals("updateMap, of a program")) { // which opens a map
      before.assertNoMore();
    }
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(fs.path(""))) {
      return all.collect(Collectors.toSet());
    }
  }
}
