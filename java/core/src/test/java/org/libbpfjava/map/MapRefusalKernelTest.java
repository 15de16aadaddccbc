package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** A map that the kernel does not make is told with what it breaks of the kernel's rules. */
@KernelTest
class MapRefusalKernelTest {
  private static final long HUGE = 0xffff_ffffL;

  private final BpfScope scope = BpfScope.open("refused");

  @AfterEach
  void close() {
    scope.close();
  }

  private static MapOptions map(
      MapType type, int keySize, int valueSize, long entries, MapFlag... flags) {
    return MapOptions.of(type, "m", keySize, valueSize, entries).withFlags(flags);
  }

  private static Stream<Arguments> broken() {
    MapOptions array = MapOptions.array("m", 8, 1);
    return Stream.of(
        row("EINVAL", map(MapType.ARRAY, 8, 8, 1), "array takes keys of 4 bytes, not 8"),
        row("EINVAL", map(MapType.ARRAY, 4, 0, 1), "array takes values of 1 byte or more, not 0"),
        row("EINVAL", map(MapType.ARRAY, 4, 8, 0), "array takes max_entries of 1 or more, not 0"),
        row(
            "EINVAL",
            map(MapType.ARRAY, 4, 8, 1, MapFlag.NO_PREALLOC, MapFlag.CLONE),
            "array does not take the flags NO_PREALLOC|CLONE"),
        row("EINVAL", array.withRawFlags(1 << 30), "array does not take the flags 0x40000000"),
        row(
            "EINVAL",
            map(MapType.ARRAY, 4, 8, 1, MapFlag.RDONLY, MapFlag.WRONLY),
            "RDONLY and WRONLY exclude each other"),
        row(
            "EINVAL",
            map(MapType.ARRAY, 4, 8, 1, MapFlag.RDONLY_PROG, MapFlag.WRONLY_PROG),
            "RDONLY_PROG and WRONLY_PROG exclude each other"),
        row("EINVAL", array.withNumaNode(9999), "NUMA node 9999 may not be online"),
        row("EINVAL", map(MapType.HASH, 0, 8, 1), "hash takes keys of 1 byte or more, not 0"),
        row("EINVAL", map(MapType.HASH, 4, 0, 1), "hash takes values of 1 byte or more, not 0"),
        row("EINVAL", map(MapType.HASH, 4, 8, 0), "hash takes max_entries of 1 or more, not 0"),
        row(
            "EINVAL",
            map(MapType.HASH, 4, 8, 1, MapFlag.MMAPABLE),
            "hash does not take the flags MMAPABLE"),
        row(
            "EINVAL",
            map(MapType.PERCPU_HASH, 4, 8, 1).withNumaNode(0),
            "percpu_hash does not take the flags NUMA_NODE"),
        row(
            "EINVAL",
            map(MapType.PERCPU_ARRAY, 4, 8, 1, MapFlag.MMAPABLE),
            "percpu_array does not take the flags MMAPABLE"),
        row(
            "ENOTSUPP",
            map(MapType.LRU_HASH, 4, 8, 1, MapFlag.NO_PREALLOC),
            "lru_hash does not take the flags NO_PREALLOC"),
        row(
            "EINVAL",
            map(MapType.HASH, 4, 8, 1, MapFlag.NO_COMMON_LRU),
            "hash does not take the flags NO_COMMON_LRU"),
        row("EINVAL", map(MapType.LPM_TRIE, 8, 8, 1), "lpm_trie needs the flag NO_PREALLOC"),
        row(
            "EINVAL",
            map(MapType.LPM_TRIE, 4, 8, 1, MapFlag.NO_PREALLOC),
            "lpm_trie takes keys of 5 to 260 bytes, not 4"),
        row("EINVAL", map(MapType.QUEUE, 4, 8, 1), "queue takes keys of 0 bytes, not 4"),
        row("EINVAL", map(MapType.STACK, 0, 8, 0), "stack takes max_entries of 1 or more, not 0"),
        row(
            "EINVAL",
            map(MapType.PROG_ARRAY, 4, 8, 1),
            "prog_array takes values of 4 bytes, not 8"),
        row(
            "EINVAL",
            map(MapType.PROG_ARRAY, 4, 4, 1, MapFlag.RDONLY_PROG),
            "prog_array does not take the flags RDONLY_PROG"),
        row(
            "EINVAL",
            map(MapType.STACK_TRACE, 4, 12, 1),
            "stack_trace takes values of a multiple of 8 bytes, not 12"),
        row(
            "EINVAL",
            map(MapType.STACK_TRACE, 4, 8 * 4000, 1),
            "stack_trace takes values of up to kernel.perf_event_max_stack frames"),
        row(
            "EINVAL",
            map(MapType.ARRAY_OF_MAPS, 4, 4, 1),
            "A map of maps needs a map like its inner maps: MapOptions.withInnerMap"),
        row(
            "EINVAL",
            map(MapType.ARRAY_OF_MAPS, 4, 4, 1)
                .withInnerMap(map(MapType.HASH_OF_MAPS, 4, 4, 1).withInnerMap(array)),
            "Its inner map may be of a type that cannot be one, such as a map of maps"),
        row(
            "EINVAL",
            map(MapType.CGROUP_STORAGE, 8, 8, 1),
            "cgroup_storage takes max_entries of 0, not 1"),
        row(
            "EINVAL",
            map(MapType.SK_STORAGE, 4, 8, 0, MapFlag.NO_PREALLOC),
            "sk_storage needs BTF: MapOptions.withKeyClass(Integer.class) and withValueClass"),
        row("EINVAL", map(MapType.SOCKMAP, 4, 5, 1), "sockmap takes values of 4 or 8 bytes, not 5"),
        row(
            "E2BIG",
            map(MapType.PERCPU_ARRAY, 4, 32769, 1),
            "A value of one CPU has 32768 bytes at most"),
        row(
            "E2BIG",
            map(MapType.HASH, 4, 64 << 20, 1),
            "A key and a value together have less than 4194304 bytes"),
        row("E2BIG", map(MapType.CPUMAP, 4, 4, HUGE), "no more entries than the kernel has CPUs"),
        row("E2BIG", map(MapType.SOCKHASH, 513, 4, 1), "A key has 512 bytes at most"));
  }

  private static Arguments row(String errno, MapOptions options, String reason) {
    return Arguments.of(errno, options, reason);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void theRuleThatIsBrokenIsNamed(String errno, MapOptions options, String reason) {
    BpfException refused =
        assertThrows(BpfException.class, () -> scope.createMap(options), options.toString());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(reason), message);
    assertEquals(errno, refused.errnoName(), message);
    assertTrue(message.startsWith("create map 'm' (" + options.type() + ", key "), message);
  }

  @Test
  void theMessageHasTypeSizesEntriesAndFlags() {
    String message =
        String.valueOf(
            assertThrows(
                    BpfException.class,
                    () ->
                        scope.createMap(
                            map(MapType.ARRAY, 8, 12, 7, MapFlag.MMAPABLE).withMapExtra(16)))
                .getMessage());
    String kernels = kernelLogsRefusals() ? "The kernel says: Invalid map_extra. " : "";
    assertEquals(
        "create map 'm' (array, key 8 bytes, value 12 bytes, max_entries 7, flags 0x400 MMAPABLE,"
            + " map_extra 0x10): EINVAL (-22): "
            + kernels
            + "A map of type array takes keys of 4 bytes, not 8",
        message);
  }

  private static boolean kernelLogsRefusals() {
    return KernelVersion.running().isAtLeast(KernelVersion.of(7, 2));
  }

  /** Memory that the kernel does not have, whatever the machine. */
  @Test
  void whatNeedsTooMuchMemorySaysHowMuch() {
    BpfException refused =
        assertThrows(
            BpfException.class, () -> scope.createMap(map(MapType.ARRAY, 4, 1 << 21, HUGE)));
    String message = String.valueOf(refused.getMessage());
    assertTrue(List.of("ENOMEM", "E2BIG").contains(refused.errnoName()), message);
    assertTrue(message.contains("4294967295 entries of 8589934590.0 MiB in all"), message);
  }

  /** More buckets than the kernel counts: kernel/bpf/hashtab.c, htab_map_alloc(). */
  private static final long MANY = 1L << 31;

  /** 4 TiB: fewer entries than the kernel counts, and more memory than machines have. */
  private static final MapOptions TERABYTES = MapOptions.hash("m", 4, 2 << 20, 1L << 21);

  /** Before Linux 5.11 a map of more memory than 32 bits of pages can count is E2BIG. */
  private static void needsMapsOfTerabytes() {
    KernelTier.needs("maps of terabytes are", KernelVersion.of(5, 11));
  }

  private static Stream<Arguments> tooLarge() {
    return Stream.of(
        row(
            "E2BIG",
            MapOptions.hash("m", 4, 8, MANY),
            "hash, key 4 bytes, value 8 bytes, max_entries 2147483648, flags 0x0): E2BIG (-7): It"
                + " would have 2147483648 entries of 32768.0 MiB in all, more than this kernel"
                + " allows: take fewer entries, or smaller ones"),
        row(
            "ENOMEM",
            TERABYTES,
            "hash, key 4 bytes, value 2097152 bytes, max_entries 2097152, flags 0x0): ENOMEM"
                + " (-12): There is no memory for 2097152 entries of 4194320.0 MiB in all, or the"
                + " limit of the memory cgroup is reached: take fewer entries, or NO_PREALLOC,"
                + " which takes memory when an entry comes"));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void whatIsTooLargeSaysHowLargeAndWhatToDo(String errno, MapOptions options, String said)
      throws Exception {
    if (errno.equals("ENOMEM")) {
      needsMapsOfTerabytes();
    }
    OpenFiles before = OpenFiles.now();
    BpfException refused =
        assertThrows(BpfException.class, () -> scope.createMap(options), options.toString());
    assertEquals("create map 'm' (" + said, refused.getMessage());
    assertEquals(errno, refused.errnoName());
    before.assertNoMore();
    assertEquals("m", scope.createMap(MapOptions.hash("m", 4, 8, 1)).name()); // the scope goes on
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void anObjectsMapThatIsTooLargeIsToldTheSameWay(String errno, MapOptions options, String said)
      throws Exception {
    if (errno.equals("ENOMEM")) {
      needsMapsOfTerabytes();
    }
    byte[] elf =
        objectWith(
            "int (*type)[1]; int (*max_entries)[1]; int *key; char (*value)[%d];"
                .formatted(options.valueSize()));
    OpenFiles before = OpenFiles.now();
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.map("m").setMaxEntries(options.maxEntries());
      BpfException refused = assertThrows(BpfException.class, open::load);
      assertEquals(errno, refused.errnoName());
      String advice = said.substring(said.indexOf("): ") + 3).replaceFirst("^.*?: ", "");
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.endsWith("Hint: " + advice), message);
    }
    before.assertNoMore();
  }

  /** The way out that the message offers. */
  @Test
  void entriesThatTakeMemoryWhenTheyComeAreMade() {
    needsMapsOfTerabytes();
    BpfMap map = scope.createMap(TERABYTES.withFlags(MapFlag.NO_PREALLOC));
    assertEquals(1L << 21, map.maxEntries());
  }

  /** Makes a map of 8 MiB in a process that may lock 64 KiB. */
  static final class Locking {
    private Locking() {}

    public static void main(String[] args) {
      try (BpfScope scope = BpfScope.open("locking")) {
        System.out.println("made " + scope.createMap(MapOptions.array("large", 8, 1 << 20)));
      } catch (BpfException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void theLimitOfLockedMemoryIsNamedWhereMapsCountAgainstIt() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    List<String> command =
        new ArrayList<>(List.of("prlimit", "--memlock=65536:65536", "setpriv", "--bounding-set"));
    command.addAll(List.of("-sys_resource", "--inh-caps", "-sys_resource"));
    command.addAll(ChildProcess.java(Locking.class));
    String printed = ChildProcess.run(Map.of(), command).output();
    String expected =
        KernelVersion.running().isAtLeast(KernelVersion.of(5, 11))
            ? "made map large (array)"
            : "create map 'large' (array, key 4 bytes, value 8 bytes, max_entries 1048576, flags"
                + " 0x0): EPERM (-1): Before Linux 5.11 the memory of maps counts against"
                + " RLIMIT_MEMLOCK, and this one has 1048576 entries of 8.0 MiB in all: raise it"
                + " (ulimit -l unlimited, or LimitMEMLOCK=infinity of a systemd unit)";
    assertTrue(printed.contains(expected), printed);
  }

  /** Types that are newer than a kernel are told with the kernel that has them. */
  @Test
  void aTypeThatTheKernelLacksIsNamedWithItsFirstKernel() {
    List<String> refusals = new ArrayList<>();
    for (MapOptions options :
        List.of(
            map(MapType.BLOOM_FILTER, 0, 8, 1),
            map(MapType.INSN_ARRAY, 4, 16, 1).withRawFlags(0))) {
      try {
        scope.createMap(options);
      } catch (BpfNotSupportedException e) {
        throw e;
      } catch (BpfException e) {
        refusals.add(String.valueOf(e.getMessage()));
      }
    }
    if (!KernelVersion.running().isAtLeast(KernelVersion.of(5, 16))) {
      assertTrue(
          refusals
              .get(0)
              .endsWith("This kernel has no maps of type bloom_filter, which Linux has since 5.16"),
          refusals.get(0));
    }
    if (!KernelVersion.running().isAtLeast(KernelVersion.of(6, 19))) {
      String last = refusals.get(refusals.size() - 1);
      assertTrue(
          last.endsWith("This kernel has no maps of type insn_array, which Linux has since 6.19"),
          last);
    }
  }

  private static byte[] objectWith(String map) {
    return Clang.object(
        """
        #define SEC(name) __attribute__((section(name), used))
        struct { %s } m SEC(".maps");
        char _license[] SEC("license") = "GPL";
        """
            .formatted(map));
  }

  private static String load(byte[] elf) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      return String.valueOf(assertThrows(BpfException.class, open::load).getMessage());
    }
  }

  /** The same words where an object's map is refused. */
  @Test
  void aMapOfAnObjectIsToldTheSameWay() {
    String array =
        load(objectWith("int (*type)[2]; int (*max_entries)[1]; long long *key; int *value;"));
    assertTrue(
        array.contains(
            "map 'm' (array, key 8 bytes, value 4 bytes, max_entries 1, flags 0x0) cannot be"
                + " created: -EINVAL. Hint: A map of type array takes keys of 4 bytes, not 8"),
        array);
    String trie =
        load(objectWith("int (*type)[11]; int (*max_entries)[1]; long long *key; int *value;"));
    assertTrue(trie.contains("Hint: A map of type lpm_trie needs the flag NO_PREALLOC"), trie);
    if (kernelLogsRefusals()) {
      String extra =
          load(
              objectWith(
                  "int (*type)[2]; int (*max_entries)[1]; int *key; int *value;"
                      + " int (*map_extra)[1];"));
      assertTrue(
          extra.contains(
              "Hint: The kernel says: Invalid map_extra. A map of type array takes no map_extra"),
          extra);
    }
  }

  private static Stream<Arguments> pinned() {
    return Stream.of(
        Arguments.of(
            MapOptions.array("m", 8, 2),
            "the object declares a map of type hash, and it is of type array"),
        Arguments.of(MapOptions.hash("m", 8, 8, 2), "the object declares key size 4, and it has 8"),
        Arguments.of(
            MapOptions.hash("m", 4, 4, 2), "the object declares value size 8, and it has 4"),
        Arguments.of(
            MapOptions.hash("m", 4, 8, 3), "the object declares max_entries 2, and it has 3"),
        Arguments.of(
            MapOptions.hash("m", 4, 8, 2).withFlags(MapFlag.NO_PREALLOC),
            "the object declares flags 0x0, and it has 0x1"));
  }

  /** A map that is pinned by its name, and made by somebody else. */
  @ParameterizedTest
  @MethodSource("pinned")
  void aPinnedMapThatDoesNotFitIsToldByItsFirstDifference(MapOptions other, String difference)
      throws Exception {
    byte[] elf =
        objectWith(
            "int (*type)[1]; int (*max_entries)[2]; int *key; long long *value; int"
                + " (*pinning)[1];");
    try (BpfFs fs = BpfFs.mount()) {
      Path pins = fs.path("pins");
      scope.createMap(other).pin(pins.resolve("m"));
      try (OpenBpfObject open =
          BpfObject.open(BpfSource.of(elf), OpenOptions.defaults().withPinRoot(pins))) {
        String message = String.valueOf(assertThrows(BpfException.class, open::load).getMessage());
        assertTrue(
            message.contains(
                "the map that is pinned at '"
                    + pins.resolve("m")
                    + "' cannot be reused: "
                    + difference),
            message);
      }
    }
  }
}
