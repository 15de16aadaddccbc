package org.libbpfjava.map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** One map for several: by a file, by its number, by its name, and in an object's place. */
@KernelTest
class SharedMapKernelTest {
  private static final String PINNED_BY_NAME =
      """
      #define SEC(name) __attribute__((section(name), used))
      struct { int (*type)[1]; int (*max_entries)[2]; int *key; long long *value; int (*pinning)[1]; }
          shared_flows SEC(".maps");
      char _license[] SEC("license") = "GPL";
      """;

  record Stranger(int addr, int port, int direction, int protocol) {} // of 16 bytes too

  private BpfFs fs;
  private final BpfScope scope = BpfScope.open("shared");

  @BeforeEach
  void mount() throws Exception {
    fs = BpfFs.mount();
  }

  @AfterEach
  void unmount() throws Exception {
    scope.close();
    fs.close();
  }

  private static String refused(Class<? extends Throwable> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  @Test
  void aPinnedMapOutlivesItsOwner() {
    Path path = fs.path("folder/kept");
    int id;
    try (BpfScope owner = BpfScope.open("owner")) {
      BpfMap map = owner.createMap(MapOptions.hash("kept", 4, 8, 3));
      assertEquals(Optional.empty(), map.pinPath());
      map.update(new byte[4], new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      map.pin(path);
      map.pin(path);
      assertEquals(Optional.of(path), map.pinPath());
      assertEquals(
          "map 'kept' is pinned at " + path + ": unpin it first",
          refused(IllegalStateException.class, () -> map.pin(fs.path("again"))));
      id = map.id();
    }
    BpfMap opened = scope.openPinnedMap(path);
    assertEquals("map kept (hash)", opened.toString());
    assertEquals(id, opened.id());
    assertEquals(4, opened.keySize());
    assertEquals(8, opened.valueSize());
    assertEquals(3, opened.maxEntries());
    assertEquals(8, opened.lookup(new byte[4]).orElseThrow()[7]);
    assertEquals(Optional.of(path), opened.pinPath());
    opened.unpin();
    assertFalse(Files.exists(path));
    assertEquals(Optional.empty(), opened.pinPath());
    assertEquals("map 'kept' is not pinned", refused(IllegalStateException.class, opened::unpin));
  }

  @Test
  void aFileThatCannotBeMadeSaysWhy(@TempDir Path ordinary) throws Exception {
    BpfMap map = scope.createMap(MapOptions.array("m", 8, 1));
    scope.createMap(MapOptions.array("n", 8, 1)).pin(fs.path("taken"));
    Map<Path, String> table =
        Map.of(
            fs.path("taken"),
            ": EEXIST (-17): Remove that file first, or choose another path",
            fs.path("a.b"),
            ": EPERM (-1): A BPF file system takes no name with a full stop in it: leave it out"
                + " of 'a.b'",
            fs.path("a/b/c"),
            ": ENOENT (-2): Make the folder first: one level alone is made on the way",
            ordinary.resolve("file"),
            ": EPERM (-1): No BPF file system is there. Mount one there, mount -t bpf bpf"
                + " /sys/fs/bpf, or choose a path in the one that is mounted");
    table.forEach(
        (path, reason) ->
            assertEquals(
                "pin map 'm' at '" + path + "'" + reason,
                refused(BpfException.class, () -> map.pin(path))));
    assertEquals(Optional.empty(), map.pinPath());
    Path file = Files.writeString(ordinary.resolve("text"), "text", UTF_8);
    assertEquals(
        "open map pinned at '"
            + file
            + "': EACCES (-13): it is a file of another file system, not a pinned map",
        refused(BpfException.class, () -> scope.openPinnedMap(file)));
  }

  @Test
  void aMapIsFoundByItsNumberAndItsName() {
    BpfMap map = scope.createMap(MapOptions.array("lbj_find_me", 8, 1));
    assertEquals(map.id(), scope.openMap(map.id()).id());
    assertEquals(map.id(), scope.openMap("lbj_find_me").id());
    BpfMap twin = scope.createMap(MapOptions.array("lbj_find_me", 8, 1));
    String ambiguous = refused(IllegalArgumentException.class, () -> scope.openMap("lbj_find_me"));
    assertTrue(ambiguous.startsWith("2 maps have the name 'lbj_find_me': "), ambiguous);
    assertTrue(ambiguous.contains("" + map.id()) && ambiguous.contains("" + twin.id()), ambiguous);
    assertTrue(
        refused(BpfException.class, () -> scope.openMap("lbj_find_mx"))
            .startsWith("the kernel: no map 'lbj_find_mx'; "));
    assertEquals(
        "open the map with id 2147483647: ENOENT (-2): there is no such map",
        refused(BpfException.class, () -> scope.openMap(Integer.MAX_VALUE)));
    scope.close();
    assertThrows(IllegalStateException.class, map::id);
    assertThrows(IllegalStateException.class, () -> scope.openMap(1));
  }

  /** Without its types a record of the right size would do. */
  @Test
  void anOpenedMapHasTheTypesOfItsObject() {
    try (BpfObject object = BpfObjects.load("typed_maps.bpf.o")) {
      object.map("flows").pin(fs.path("flows"));
      BpfMap opened = scope.openPinnedMap(fs.path("flows"));
      assertTrue(
          refused(IllegalArgumentException.class, () -> opened.typed(Stranger.class, byte[].class))
              .contains("addr"));
      TypedMap<Integer, Long> counts =
          scope.openMap(object.map("counts").id()).typed(Integer.class, Long.class);
      counts.put(5, 6L);
      assertEquals(6L, object.map("counts").typed(Integer.class, Long.class).get(5));
    }
  }

  @Test
  void aReusedMapIsTheSameAndADifferenceIsNamed() {
    BpfMap same = scope.createMap(MapOptions.hash("same", 4, 8, 2));
    same.pin(fs.path("same"));
    for (boolean byPath : new boolean[] {true, false}) {
      try (OpenBpfObject open = BpfObjects.open("maps.bpf.o")) {
        OpenBpfMap flows = open.map("flows");
        OpenBpfMap reused = byPath ? flows.reusePinned(fs.path("same")) : flows.reuse(same);
        assertEquals(
            "map 'flows' is reused: its key size cannot change any more",
            refused(IllegalStateException.class, () -> reused.setKeySize(4)));
        try (BpfObject object = open.load()) {
          assertEquals(same.id(), object.map("flows").id());
          object.map("flows").typed(Integer.class, Long.class).put(1, 2L);
        }
      }
    }
    Map<MapOptions, String> table =
        Map.of(
            MapOptions.of(MapType.LRU_HASH, "m", 4, 8, 2),
                "a map of type hash, and it is of type lru_hash",
            MapOptions.hash("m", 8, 8, 2), "key size 4, and it has 8",
            MapOptions.hash("m", 4, 16, 2), "value size 8, and it has 16",
            MapOptions.hash("m", 4, 8, 3), "max_entries 2, and it has 3",
            MapOptions.hash("m", 4, 8, 2).withFlags(MapFlag.NO_PREALLOC),
                "flags 0x0, and it has 0x1");
    try (OpenBpfObject open = BpfObjects.open("maps.bpf.o")) {
      table.forEach(
          (options, difference) ->
              assertEquals(
                  "map 'flows' cannot reuse map 'm': the object declares " + difference,
                  refused(
                      IllegalArgumentException.class,
                      () -> open.map("flows").reuse(scope.createMap(options)))));
    }
  }

  @Test
  void mapsThatArePinnedByTheirNamesHaveAFolderOfTheirOwn() {
    BpfSource source = BpfSource.of(Clang.object(PINNED_BY_NAME));
    OpenOptions options = OpenOptions.defaults().withPinRoot(fs.path("mine"));
    try (BpfObject one = BpfObject.open(source, options).load();
        BpfObject two = BpfObject.open(source, options).load()) {
      BpfMap map = one.map("shared_flows");
      assertEquals(Optional.of(fs.path("mine/shared_flows")), map.pinPath());
      assertEquals(map.id(), two.map("shared_flows").id());
      map.unpin();
      assertFalse(Files.exists(fs.path("mine/shared_flows")));
    }
  }
}
