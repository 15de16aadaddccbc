package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.failure.MapFailure;
import org.libbpfjava.internal.typed.MapUse;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;

/**
 * Each type of map, made on this kernel: the operations that it has do what they say, and those
 * that it does not have name what to use. {@code docs/maps.md} shows the same table.
 */
@KernelTest
@Timeout(180)
class MapTypesKernelTest {

  /** What can be done with an element by its key, in the order in which it is tried. */
  enum Operation {
    PUT,
    GET,
    KEYS,
    ENTRIES,
    TAKE,
    REMOVE
  }

  private static final String ALWAYS = "the elements of an array always exist";

  /** A type, the first kernel that has it, and its operations; some with a first kernel too. */
  record Row(MapType type, KernelVersion since, String operations) {
    Set<Operation> available() {
      Set<Operation> all = EnumSet.noneOf(Operation.class);
      for (String word : operations.split(" ", -1)) {
        String[] parts = word.split("@", -1);
        if (parts.length == 1 || KernelVersion.running().isAtLeast(version(parts[1]))) {
          if (!parts[0].isEmpty()) {
            all.add(Operation.valueOf(parts[0]));
          }
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return type + ": " + operations;
    }
  }

  private static KernelVersion version(String text) {
    String[] parts = text.split("\\.", -1);
    return KernelVersion.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  private static Row row(MapType type, String since, String operations) {
    return new Row(type, version(since), operations);
  }

  static List<Row> rows() {
    return List.of(
        row(MapType.HASH, "3.19", "PUT GET REMOVE TAKE@5.14 KEYS ENTRIES"),
        row(MapType.ARRAY, "3.19", "PUT GET KEYS ENTRIES"),
        row(MapType.PROG_ARRAY, "4.2", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.PERF_EVENT_ARRAY, "4.3", "PUT REMOVE KEYS"),
        row(MapType.PERCPU_HASH, "4.6", "PUT GET REMOVE TAKE@5.14 KEYS ENTRIES"),
        row(MapType.PERCPU_ARRAY, "4.6", "PUT GET KEYS ENTRIES"),
        row(MapType.STACK_TRACE, "4.6", "GET REMOVE TAKE@6.18 KEYS ENTRIES"),
        row(MapType.CGROUP_ARRAY, "4.8", "PUT REMOVE KEYS"),
        row(MapType.LRU_HASH, "4.10", "PUT GET REMOVE TAKE@5.14 KEYS ENTRIES"),
        row(MapType.LRU_PERCPU_HASH, "4.10", "PUT GET REMOVE TAKE@5.14 KEYS ENTRIES"),
        row(MapType.LPM_TRIE, "4.11", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.ARRAY_OF_MAPS, "4.12", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.HASH_OF_MAPS, "4.12", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.DEVMAP, "4.14", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.SOCKMAP, "4.14", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.CPUMAP, "4.15", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.XSKMAP, "4.18", "PUT REMOVE KEYS"),
        row(MapType.SOCKHASH, "4.18", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.CGROUP_STORAGE, "4.19", "PUT GET KEYS ENTRIES"),
        row(MapType.REUSEPORT_SOCKARRAY, "4.19", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.PERCPU_CGROUP_STORAGE, "4.20", "PUT GET KEYS ENTRIES"),
        row(MapType.QUEUE, "4.20", "PUT GET TAKE"),
        row(MapType.STACK, "4.20", "PUT GET TAKE"),
        row(MapType.SK_STORAGE, "5.2", "PUT GET REMOVE"),
        row(MapType.DEVMAP_HASH, "5.4", "PUT GET REMOVE KEYS ENTRIES"),
        row(MapType.STRUCT_OPS, "5.6", "GET REMOVE KEYS ENTRIES"),
        row(MapType.RINGBUF, "5.8", ""),
        row(MapType.INODE_STORAGE, "5.10", "PUT GET REMOVE"),
        row(MapType.TASK_STORAGE, "5.11", "PUT GET REMOVE"),
        row(MapType.BLOOM_FILTER, "5.16", "PUT"),
        row(MapType.USER_RINGBUF, "6.1", ""),
        row(MapType.CGRP_STORAGE, "6.2", "PUT GET REMOVE"),
        row(MapType.ARENA, "6.9", ""),
        row(MapType.INSN_ARRAY, "6.19", "PUT GET KEYS ENTRIES"));
  }

  @Test
  void eachTypeHasARow() {
    Set<MapType> all = EnumSet.allOf(MapType.class);
    all.remove(MapType.UNKNOWN);
    assertEquals(all, rows().stream().map(Row::type).collect(Collectors.toSet()));
    assertEquals(all.size(), rows().size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itDoesWhatItsTypeCan(Row row) throws Exception {
    KernelTier.needs("maps of type " + row.type() + " exist", row.since());
    try (MapTypeSamples samples = new MapTypeSamples()) {
      MapTypeSamples.Sample sample = samples.of(row.type());
      assertEquals(row.type(), sample.map().type());
      Set<Operation> available = row.available();
      List<String> wrong = new ArrayList<>();
      for (Operation operation : Operation.values()) {
        try {
          if (available.contains(operation)) {
            call(operation, sample);
          } else {
            refuses(operation, sample);
          }
        } catch (BpfException | AssertionError e) {
          wrong.add(operation + ": " + e.getMessage());
        }
        if (operation == Operation.TAKE && available.contains(Operation.TAKE)) {
          sample = samples.of(row.type()); // what was taken can be removed no more
          if (available.contains(Operation.PUT)) {
            call(Operation.PUT, sample);
          }
        }
      }
      assertEquals(List.of(), wrong);
    }
  }

  private static void call(Operation operation, MapTypeSamples.Sample sample) {
    BpfMap map = sample.map();
    byte[] key = sample.key();
    switch (operation) {
      case PUT -> map.update(key, sample.value());
      case GET -> assertEquals(map.elementSize(), map.lookup(key).orElseThrow().length);
      case REMOVE -> assertTrue(map.delete(key));
      case TAKE -> {
        assertEquals(map.elementSize(), map.lookupAndDelete(key).orElseThrow().length);
        assertEquals(Optional.empty(), map.lookup(key));
      }
      case KEYS -> {
        List<String> keys = new ArrayList<>();
        map.keys().forEach(each -> keys.add(Arrays.toString(each)));
        assertTrue(keys.contains(Arrays.toString(key)), keys.toString());
      }
      case ENTRIES -> assertTrue(hasEntry(map, key), "the element comes");
    }
  }

  private static boolean hasEntry(BpfMap map, byte[] key) {
    ByteBuffer keys = direct(64 * map.keySize());
    ByteBuffer values = direct(64 * map.elementSize());
    BatchCursor cursor = map.lookupBatch();
    boolean found = false;
    for (int count = cursor.next(keys, values); count > 0; count = cursor.next(keys, values)) {
      for (int i = 0; i < count; i++) {
        byte[] each = new byte[map.keySize()];
        keys.get(i * each.length, each);
        found |= Arrays.equals(each, key);
      }
    }
    return found;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static void refuses(Operation operation, MapTypeSamples.Sample sample) {
    BpfException refused = assertThrows(BpfException.class, () -> call(operation, sample));
    String said = String.valueOf(refused.getMessage());
    MapType type = sample.map().type();
    boolean isArray = type == MapType.ARRAY || type == MapType.PERCPU_ARRAY;
    assertTrue(
        said.contains(MapUse.of(type))
            || (isArray && said.contains(ALWAYS))
            || (operation == Operation.TAKE && said.contains("support it since Linux 5.14")),
        said);
  }

  /** The ways to see a map's elements as Java objects. */
  private static Map<String, Consumer<BpfMap>> views() {
    return Map.of(
        "typed", map -> map.typed(byte[].class, byte[].class),
        "typedPerCpu", map -> map.typedPerCpu(byte[].class, byte[].class),
        "queue", map -> map.queue(byte[].class),
        "bloomFilter", map -> map.bloomFilter(byte[].class),
        "lpm", map -> map.lpm(byte[].class));
  }

  private static Set<String> viewsOf(BpfMap map) {
    return switch (map.type()) {
      case LPM_TRIE -> Set.of("typed", "lpm");
      case QUEUE, STACK -> Set.of("queue");
      case BLOOM_FILTER -> Set.of("bloomFilter");
      case RINGBUF, USER_RINGBUF, ARENA -> Set.of();
      default -> Set.of(map.type().isPerCpu() ? "typedPerCpu" : "typed");
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void otherViewsNameTheRightOne(Row row) throws Exception {
    KernelTier.needs("maps of type " + row.type() + " exist", row.since());
    try (MapTypeSamples samples = new MapTypeSamples()) {
      BpfMap map = samples.of(row.type()).map();
      views()
          .forEach(
              (name, view) -> {
                if (viewsOf(map).contains(name)) {
                  view.accept(map);
                } else {
                  String said =
                      String.valueOf(
                          assertThrows(IllegalArgumentException.class, () -> view.accept(map), name)
                              .getMessage());
                  assertTrue(said.startsWith("map " + map.name() + " ("), said);
                  assertTrue(said.endsWith(": " + MapUse.of(row.type())), said);
                }
              });
    }
  }

  record Stats(long packets, int mark) {}

  private static TypedMap<Integer, Stats> storage(MapTypeSamples samples, MapType type)
      throws Exception {
    return samples.of(type).map().typed(Integer.class, Stats.class);
  }

  /** The element belongs to what a descriptor stands for, not to the descriptor. */
  private static void isShared(TypedMap<Integer, Stats> map, int one, int other, int another) {
    Stats stats = new Stats(7, 3);
    assertTrue(map.putIfAbsent(one, stats));
    assertFalse(map.putIfAbsent(other, stats));
    assertEquals(stats, map.get(other));
    assertEquals(Optional.empty(), map.find(another));
    assertTrue(map.replace(other, new Stats(8, 3)));
    assertEquals(new Stats(8, 3), map.get(one));
    assertTrue(map.remove(one));
    assertFalse(map.remove(other));
    BpfException refused = assertThrows(BpfException.class, () -> map.get(-1));
    assertEquals(Errno.EBADF, refused.errno());
  }

  @Test
  void aFileHasItsValueByEachDescriptor() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      Path folder = samples.cgroup();
      isShared(
          storage(samples, MapType.INODE_STORAGE),
          samples.descriptors.file(folder),
          samples.descriptors.file(folder),
          samples.descriptors.file(Path.of("/")));
    }
  }

  @Test
  void aTaskHasItsValueByEachDescriptor() throws Exception {
    KernelTier.needs("maps of type task_storage exist", KernelVersion.of(5, 11));
    try (MapTypeSamples samples = new MapTypeSamples()) {
      TypedMap<Integer, Stats> map = storage(samples, MapType.TASK_STORAGE);
      int one = samples.descriptors.process();
      map.put(one, new Stats(7, 3));
      assertEquals(new Stats(7, 3), map.get(samples.descriptors.process()));
      assertTrue(map.remove(one));
      assertEquals(Errno.EBADF, assertThrows(BpfException.class, () -> map.get(-1)).errno());
    }
  }

  @Test
  void aControlGroupHasItsValueByEachDescriptor() throws Exception {
    KernelTier.needs("maps of type cgrp_storage exist", KernelVersion.of(6, 2));
    try (MapTypeSamples samples = new MapTypeSamples()) {
      Path group = samples.cgroup();
      isShared(
          storage(samples, MapType.CGRP_STORAGE),
          samples.descriptors.file(group),
          samples.descriptors.file(group),
          samples.descriptors.file(samples.cgroup()));
    }
  }

  @Test
  void aSocketHasItsValue() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      TypedMap<Integer, Stats> map = storage(samples, MapType.SK_STORAGE);
      int socket = samples.descriptors.listening();
      int other = samples.descriptors.listening();
      map.put(socket, new Stats(7, 3));
      assertEquals(new Stats(7, 3), map.get(socket));
      assertEquals(Optional.empty(), map.find(other));
      assertTrue(map.remove(socket));
      assertFalse(map.remove(socket));
      int file = samples.descriptors.file(Path.of("/"));
      assertThrows(BpfException.class, () -> map.put(file, new Stats(0, 0)));
    }
  }

  /** All maps of sockets know a socket by the same number, which programs get too. */
  @Test
  void mapsOfSocketsGiveCookiesBack() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      int socket = samples.descriptors.listening();
      Set<Long> cookies = new HashSet<>();
      for (MapType type : List.of(MapType.SOCKMAP, MapType.SOCKHASH)) {
        TypedMap<Integer, Long> sockets = sockets(samples, type, Long.BYTES, Long.class);
        sockets.put(2, (long) socket);
        cookies.add(sockets.find(2).orElseThrow());
        assertEquals(1, sockets.stream().count());
      }
      assertEquals(1, cookies.size(), cookies.toString());
      assertFalse(cookies.contains(0L));
    }
  }

  private static <V> TypedMap<Integer, V> sockets(
      MapTypeSamples samples, MapType type, int valueSize, Class<V> valueClass) {
    return samples
        .scope
        .createMap(MapOptions.of(type, "sockets", Integer.BYTES, valueSize, 4))
        .typed(Integer.class, valueClass);
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKMAP", "SOCKHASH", "REUSEPORT_SOCKARRAY"})
  void aValueTooSmallForACookieIsNotLookedUp(MapType type) throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      TypedMap<Integer, Integer> sockets = sockets(samples, type, Integer.BYTES, Integer.class);
      sockets.put(1, samples.descriptors.sharing());
      String said =
          String.valueOf(assertThrows(BpfException.class, () -> sockets.get(1)).getMessage());
      assertTrue(said.endsWith(MapUse.of(type)), said);
      assertTrue(sockets.remove(1));
    }
  }

  @Test
  void aSocketIsInOneReuseportArrayAtMost() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      MapType type = MapType.REUSEPORT_SOCKARRAY;
      TypedMap<Integer, Integer> sockets = sockets(samples, type, Integer.BYTES, Integer.class);
      TypedMap<Integer, Integer> others = sockets(samples, type, Integer.BYTES, Integer.class);
      int socket = samples.descriptors.sharing();
      sockets.put(1, socket);
      BpfException refused = assertThrows(BpfException.class, () -> others.put(1, socket));
      assertEquals(Errno.EBUSY, refused.errno());
      assertTrue(
          String.valueOf(refused.getMessage())
              .endsWith("the socket is in another map of sockets already"),
          refused.getMessage());
      int alone = samples.descriptors.listening();
      String said =
          String.valueOf(assertThrows(BpfException.class, () -> others.put(1, alone)).getMessage());
      assertTrue(said.endsWith(MapUse.of(type)), said);
    }
  }

  @Test
  void devicesAndCpusAreSetByTheirNumbers() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      for (MapType type : List.of(MapType.DEVMAP, MapType.DEVMAP_HASH)) {
        TypedMap<Integer, Integer> devices =
            samples.of(type).map().typed(Integer.class, Integer.class);
        devices.put(2, 1);
        assertEquals(1, devices.get(2), "the loopback device");
        BpfException refused = assertThrows(BpfException.class, () -> devices.put(3, 1 << 30));
        assertTrue(String.valueOf(refused.getMessage()).endsWith(MapUse.of(type)));
      }
      TypedMap<Integer, Integer> cpus =
          samples.of(MapType.CPUMAP).map().typed(Integer.class, Integer.class);
      cpus.put(0, 64);
      assertEquals(64, cpus.get(0));
      assertThrows(BpfException.class, () -> cpus.put(0, 1 << 20), "a queue that is too long");
    }
  }

  /** Kernels before 7.2 take a socket without a ring, so the message is made here. */
  @Test
  void anXdpSocketNeedsAReceiveRing() {
    MapFailure.Subject map =
        new MapFailure.Subject("sockets", "xskmap", MapUse.of(MapType.XSKMAP), 4, "");
    assertEquals(
        "update map 'sockets': ENOBUFS (-105): its values are descriptors of AF_XDP sockets that"
            + " have a receive ring: they can be set and deleted",
        MapFailure.explain("update map", map, 105).getMessage());
  }

  @Test
  void aStackTraceHasAddresses() throws Exception {
    try (MapTypeSamples samples = new MapTypeSamples()) {
      MapTypeSamples.Sample sample = samples.of(MapType.STACK_TRACE);
      byte[] trace = sample.map().lookup(sample.key()).orElseThrow();
      assertTrue(
          ByteBuffer.wrap(trace).order(ByteOrder.nativeOrder()).getLong() < 0,
          "the innermost function is one of the kernel's");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CGROUP_STORAGE", "PERCPU_CGROUP_STORAGE"})
  void theStorageOfAControlGroupIsKeyedByItsInode(MapType type) throws Exception {
    record Key(long cgroup_inode_id, int attach_type) {}
    try (MapTypeSamples samples = new MapTypeSamples()) {
      BpfMap map = samples.of(type).map();
      long packets = 5;
      if (type.isPerCpu()) {
        PerCpuMap<Key, Stats> storage = map.typedPerCpu(Key.class, Stats.class);
        Key key = storage.stream().map(MapEntry::key).findFirst().orElseThrow();
        storage.putAll(key, new Stats(packets, 0));
        assertEquals(packets * storage.cpus().size(), storage.field("packets").sum(key));
      } else {
        TypedMap<Key, Stats> storage = map.typed(Key.class, Stats.class);
        Key key = storage.stream().map(MapEntry::key).findFirst().orElseThrow();
        storage.put(key, new Stats(packets, 0));
        assertEquals(new Stats(packets, 0), storage.get(key));
      }
    }
  }
}
