package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.OpenFiles;

/** Inner maps go into a map of maps, programs use them, and Java opens them again. */
@KernelTest
@Timeout(120)
@SuppressWarnings("try") // maps are closed where it matters
class InnerMapsKernelTest {
  private static final int NO_TABLE = -1;
  private static final int NO_LIMIT = -2;

  record Limit(int packets, int bytes) {}

  record WrongLimit(int packets, short bytes) {}

  record Tenant(String name) {}

  private BpfObject object;
  private BpfScope scope;

  @BeforeEach
  void load() {
    try (OpenBpfObject open = BpfObjects.open("inner_maps.bpf.o")) {
      if (!KernelVersion.running().isAtLeast(KernelVersion.of(5, 10))) {
        open.map("sized").setAutocreate(false);
      }
      object = open.load();
    }
    scope = BpfScope.open("inner");
  }

  @AfterEach
  void close() {
    object.close();
    scope.close();
  }

  /** These kernels compare offsets of fields that are unset in another way without BTF. */
  private static void needsToTakeMapsWithoutTypes() {
    KernelVersion running = KernelVersion.running();
    assumeTrue(
        !running.isAtLeast(KernelVersion.of(5, 15)) || running.isAtLeast(KernelVersion.of(6, 2)),
        "Linux 5.15 to 6.1 take no inner map without BTF in the place of one with it");
  }

  private InnerMaps<Integer> tables() {
    return object.map("tables").innerMaps(Integer.class);
  }

  private int answer(String program) {
    return answer(object.program(program));
  }

  private static int answer(BpfProgram program) {
    return program.testRun(TestRun.once().withData(new byte[64])).returnValue();
  }

  private static String refused(Class<? extends Throwable> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  private static TypedMap<Integer, Limit> limits(BpfMap table) {
    return table.typed(Integer.class, Limit.class);
  }

  @Test
  void aProgramUsesTheInnerMapThatJavaPut() {
    InnerMaps<Integer> tables = tables();
    assertEquals(NO_TABLE, answer("limit_of_7"));
    try (InnerMap blue = tables.create("blue")) {
      tables.put(0, blue);
      assertEquals(NO_LIMIT, answer("limit_of_7"));
      limits(blue).put(7, new Limit(70, 7000));
      assertEquals(70, answer("limit_of_7"));
      assertEquals(OptionalInt.of(blue.id()), tables.id(0));
    }
    assertEquals(70, answer("limit_of_7"), "the kernel keeps what is in the outer map");
    assertTrue(tables.remove(0));
    assertFalse(tables.remove(0));
    assertEquals(OptionalInt.empty(), tables.id(0));
    assertEquals(NO_TABLE, answer("limit_of_7"));
  }

  @Test
  void keysMayBeStructs() {
    InnerMaps<Tenant> byTenant = object.map("by_tenant").innerMaps(Tenant.class);
    try (InnerMap counters = byTenant.create("red")) {
      byTenant.put(new Tenant("red"), counters);
      assertEquals(0, answer("count"));
      assertEquals(0, answer("count"));
      assertEquals(2, counters.typed(Integer.class, Long.class).get(1));
      byTenant.put(new Tenant("blue"), counters);
      assertEquals(
          "update map 'by_tenant': E2BIG (-7): it is full: 2 of 2 entries",
          refused(BpfException.class, () -> byTenant.put(new Tenant("green"), counters)));
      assertThrows(
          IllegalArgumentException.class,
          () -> byTenant.put(new Tenant("much too long"), counters));
    }
    assertEquals(
        "key of map 'by_tenant' (struct tenant, 8 bytes) cannot be mapped to java.lang.Long",
        refused(
            IllegalArgumentException.class, () -> object.map("by_tenant").innerMaps(Long.class)));
  }

  @Test
  void whatIsCreatedIsWhatTheSourceDeclares() throws Exception {
    try (InnerMap table = tables().create("blue")) {
      assertEquals("map blue (hash)", table.toString());
      assertEquals(4, table.keySize());
      assertEquals(8, table.valueSize());
      assertEquals(64, table.maxEntries());
      assertEquals(
          "value of map 'blue.bytes' (__u32, 4 bytes) cannot be mapped to short: component 'bytes'"
              + " of record WrongLimit",
          refused(
              IllegalArgumentException.class, () -> table.typed(Integer.class, WrongLimit.class)));
      limits(table).put(1, new Limit(2, 3));
      assertEquals(
          "[{\"key\":1,\"value\":{\"packets\":2,\"bytes\":3}}]",
          Bpftool.run("-j", "map", "dump", "id", "" + table.id())
              .replaceAll("\\s", "")
              .replaceAll("^.*\"formatted\":(.*)}]$", "[$1]"),
          "the kernel has the types too");
    }
    try (InnerMap larger = tables().create("larger", 1000)) {
      assertEquals(1000, larger.maxEntries());
      tables().put(3, larger);
    }
  }

  @Test
  void anOpenedInnerMapHasTheTypesOfTheSource() {
    needsToTakeMapsWithoutTypes();
    InnerMaps<Integer> tables = tables();
    assertEquals(Optional.empty(), tables.open(0));
    BpfMap plain = scope.createMap(MapOptions.hash("plain", 4, 8, 10)); // has no types of its own
    tables.put(0, plain);
    limits(plain).put(7, new Limit(71, 1));
    try (InnerMap opened = tables.open(0).orElseThrow()) {
      assertEquals(plain.id(), opened.id());
      assertEquals("map plain (hash)", opened.toString());
      assertEquals(new Limit(71, 1), limits(opened).get(7));
      assertThrows(
          IllegalArgumentException.class, () -> opened.typed(Integer.class, WrongLimit.class));
      opened.close();
      opened.close();
      assertEquals(
          "map with id " + plain.id() + " is closed",
          refused(IllegalStateException.class, opened::id));
      assertEquals(8, opened.valueSize(), "what was known is known");
    }
    assertEquals(71, answer("limit_of_7"));
  }

  @Test
  void anInnerMapOutlivesItsScope() {
    needsToTakeMapsWithoutTypes();
    InnerMaps<Integer> tables = tables();
    BpfMap mine = scope.createMap(MapOptions.hash("mine", 4, 8, 10));
    limits(mine).put(7, new Limit(72, 0));
    tables.put(0, mine);
    scope.close();
    assertEquals(72, answer("limit_of_7"));
    try (InnerMap opened = tables.open(0).orElseThrow()) {
      limits(opened).put(7, new Limit(73, 0));
    }
    assertEquals(73, answer("limit_of_7"));
    assertEquals(
        "scope 'inner' is closed", refused(IllegalStateException.class, () -> tables.put(1, mine)));
  }

  @Test
  void allInnerMapsAreListed() {
    InnerMaps<Integer> tables = tables();
    assertFalse(tables.ids().iterator().hasNext());
    Map<Integer, Integer> put = new HashMap<>();
    for (int index : new int[] {1, 3}) { // with gaps
      try (InnerMap table = tables.create("t" + index)) {
        limits(table).put(7, new Limit(index, 0));
        tables.put(index, table);
        put.put(index, table.id());
      }
    }
    Map<Integer, Integer> listed = new HashMap<>();
    tables.ids().forEach(entry -> listed.put(entry.key(), entry.value()));
    assertEquals(put, listed);
    Map<Integer, Object> seen = new HashMap<>();
    tables.forEach((index, table) -> seen.put(index, limits(table).find(7).orElseThrow()));
    assertEquals(Map.of(1, new Limit(1, 0), 3, new Limit(3, 0)), seen);
  }

  @Test
  void anotherKindOfMapIsRefusedWithTheFirstDifference() {
    InnerMaps<Integer> tables = tables();
    Map<MapOptions, String> table =
        Map.of(
            MapOptions.of(MapType.LRU_HASH, "m", 4, 8, 64),
            "it is of type lru_hash, and inner maps are of type hash",
            MapOptions.hash("m", 8, 8, 64),
            "it is of key size 8, and inner maps are of key size 4",
            MapOptions.hash("m", 4, 16, 64),
            "it is of value size 16, and inner maps are of value size 8",
            MapOptions.hash("m", 4, 8, 64).withFlags(MapFlag.NO_PREALLOC),
            "it is of flags 0x1, and inner maps are of flags 0x0");
    table.forEach(
        (options, difference) ->
            assertEquals(
                "put map 'm' into map 'tables': EINVAL (-22): " + difference,
                refused(BpfException.class, () -> tables.put(0, scope.createMap(options)))));
    InnerMaps<Tenant> byTenant = object.map("by_tenant").innerMaps(Tenant.class);
    assertEquals(
        "put map 'm' into map 'by_tenant': EINVAL (-22): it is of max_entries 3, and inner maps are"
            + " of max_entries 2",
        refused(
            BpfException.class,
            () -> byTenant.put(new Tenant("red"), scope.createMap(MapOptions.array("m", 8, 3)))));
    assertEquals(
        "put map 'tables' into map 'tables': EINVAL (-22): it is a map of maps itself, which the"
            + " kernel does not nest further",
        refused(BpfException.class, () -> tables.put(0, object.map("tables"))));
    assertEquals(OptionalInt.empty(), tables.id(0));
  }

  /** The kernel compares such fields too, and takes them from BTF. */
  @Test
  void aSpinLockInTheValuesIsPartOfTheKind() {
    KernelTier.needs("inner maps have spin locks", KernelVersion.of(6, 2));
    try (BpfObject locks = BpfObjects.load("inner_locks.bpf.o")) {
      InnerMaps<Integer> guarded = locks.map("guarded").innerMaps(Integer.class);
      try (InnerMap inner = guarded.create("guarded")) {
        guarded.put(0, inner);
      }
      assertEquals(
          "put map 'm' into map 'guarded': EINVAL (-22): its type, sizes and flags fit, but not the"
              + " fields that the kernel keeps in its values, such as struct bpf_spin_lock; or it has"
              + " no types, which Linux 5.15 to 6.1 tell from a map that has some",
          refused(
              BpfException.class,
              () -> guarded.put(0, scope.createMap(MapOptions.array("m", 8, 1)))));
    }
  }

  @Test
  void innerArraysDifferInSizeWhereTheyMay() {
    KernelTier.needs("arrays have BPF_F_INNER_MAP", KernelVersion.of(5, 10));
    InnerMaps<Integer> sized = object.map("sized").innerMaps(Integer.class);
    try (InnerMap larger = sized.create("larger", 77)) {
      sized.put(0, larger);
      assertEquals(77, larger.maxEntries());
    }
    try (InnerMap opened = sized.open(0).orElseThrow()) {
      assertEquals(77, opened.maxEntries());
    }
  }

  /** One ring buffer for each tenant, say. */
  @Test
  void innerMapsMayBeRingBuffers() throws Exception {
    InnerMaps<Integer> rings = object.map("rings").innerMaps(Integer.class);
    assertEquals(-1, answer("send"));
    record Event(int number) {}
    List<Event> events = new ArrayList<>();
    try (InnerMap ring = rings.create("ring");
        RingBuffer reader = RingBuffer.of(ring, "event")) {
      rings.put(1, ring);
      assertEquals(0, answer("send"));
      reader.poll(Duration.ofSeconds(10), event -> events.add(event.as(Event.class)));
      assertEquals(List.of(new Event(42)), events);
      try (InnerMap opened = rings.open(1).orElseThrow()) {
        assertEquals("map ring (ringbuf)", opened.toString());
      }
    }
  }

  @Test
  void indicesAreThoseOfTheOuterMap() {
    InnerMaps<Integer> tables = tables();
    try (InnerMap table = tables.create("t")) {
      assertEquals(
          "update map 'tables': E2BIG (-7): its indices run from 0 to 3",
          refused(BpfException.class, () -> tables.put(4, table)));
      assertEquals(
          "delete from map 'tables': E2BIG (-7): its indices run from 0 to 3",
          refused(BpfException.class, () -> tables.remove(4)));
      assertEquals(OptionalInt.empty(), tables.id(4));
      assertEquals(Optional.empty(), tables.open(4));
      assertEquals(
          "key of map 'tables' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
          refused(IllegalArgumentException.class, () -> tables.put(-1, table)));
      assertEquals(
          "map 't' cannot have 0 entries: 1 to 4294967295",
          refused(IllegalArgumentException.class, () -> tables.create("t", 0)));
      assertEquals(
          "a map cannot be named 'a b': 1 to 15 letters, digits, dots and underscores",
          refused(IllegalArgumentException.class, () -> tables.create("a b")));
      table.close();
      assertEquals(
          "map 't' is closed", refused(IllegalStateException.class, () -> tables.put(0, table)));
    }
  }

  @Test
  void otherMapsHaveNoInnerMaps() {
    BpfMap array = scope.createMap(MapOptions.array("numbers", 8, 1));
    assertEquals(
        "map numbers (array) has no inner maps: it has keys and values: use typed",
        refused(IllegalArgumentException.class, () -> array.innerMaps(Integer.class)));
  }

  /** An outer map that was opened does not tell what its inner maps are like; one of them does. */
  @Test
  void anOpenedOuterMapGoesByTheMapsInIt() {
    needsToTakeMapsWithoutTypes();
    InnerMaps<Integer> opened = scope.openMap(object.map("tables").id()).innerMaps(Integer.class);
    assertEquals(
        "map 'tables' does not tell what its inner maps are like, and has none: make one with"
            + " BpfScope.createMap",
        refused(IllegalStateException.class, () -> opened.create("t")));
    try (InnerMap first = tables().create("first")) {
      tables().put(2, first);
    }
    try (InnerMap alike = opened.create("alike")) {
      opened.put(0, alike);
      assertEquals(64, alike.maxEntries());
    }
    try (InnerMap first = opened.open(2).orElseThrow()) {
      assertThrows(
          IllegalArgumentException.class, () -> first.typed(Integer.class, WrongLimit.class));
    }
    assertEquals(
        "put map 'm' into map 'tables': EINVAL (-22): its type, sizes or flags are not those of the"
            + " map that the outer one was made with",
        refused(
            BpfException.class,
            () -> opened.put(0, scope.createMap(MapOptions.hash("m", 4, 16, 1)))));
  }

  @Test
  void whatSetInnerMapSaysCounts() {
    try (OpenBpfObject open = BpfObjects.open("inner_maps.bpf.o")) {
      open.map("by_tenant").setInnerMap(MapOptions.hash("like", 16, 64, 5));
      open.programs().forEach(program -> program.setAutoload(false));
      try (BpfObject other = open.load()) {
        InnerMaps<Tenant> byTenant = other.map("by_tenant").innerMaps(Tenant.class);
        try (InnerMap inner = byTenant.create("wide")) {
          assertEquals("map wide (hash)", inner.toString());
          assertEquals(64, inner.valueSize());
          byTenant.put(new Tenant("red"), inner);
        }
      }
    }
  }

  /** An outer map that was made by itself knows what its inner maps are like, and their classes. */
  @Test
  void anOuterMapOfOptionsMakesInnerMapsOfTheirClasses() {
    MapOptions like =
        MapOptions.of(MapType.HASH, "like", Integer.class, Limit.class, 8)
            .withFlags(MapFlag.NO_PREALLOC);
    InnerMaps<Integer> made =
        scope
            .createMap(MapOptions.of(MapType.ARRAY_OF_MAPS, "made", 4, 4, 2).withInnerMap(like))
            .innerMaps(Integer.class);
    try (InnerMap first = made.create("first");
        InnerMap larger = made.create("larger", 100)) {
      assertEquals(8, first.maxEntries());
      assertEquals(100, larger.maxEntries());
      made.put(0, first);
      limits(first).put(7, new Limit(70, 7000));
      assertThrows(
          IllegalArgumentException.class, () -> first.typed(Integer.class, WrongLimit.class));
      try (InnerMap opened = made.open(0).orElseThrow()) {
        assertEquals(70, opened.value(7).field("packets").getInt());
        assertEquals(new Limit(70, 7000), limits(opened).get(7));
      }
      made.put(1, larger);
    }
    assertEquals(
        "put map 'm' into map 'made': EINVAL (-22): it is of value size 16, and inner maps are of"
            + " value size 8",
        refused(
            BpfException.class,
            () -> made.put(1, scope.createMap(MapOptions.hash("m", 4, 16, 8)))));
  }

  @Test
  void forgottenInnerMapsLeaveNoDescriptor() throws Exception {
    InnerMaps<Integer> tables = tables();
    try (InnerMap table = tables.create("kept")) {
      tables.put(0, table);
    }
    OpenFiles before = OpenFiles.now();
    for (int i = 0; i < 200; i++) {
      tables.open(0).orElseThrow().id();
      tables.create("forgotten");
      int number = i;
      assertThrows(IllegalStateException.class, () -> stumble(tables, number));
    }
    System.gc();
    before.assertNoMore();
  }

  private static void stumble(InnerMaps<Integer> tables, int number) {
    tables.forEach(
        (key, table) -> {
          throw new IllegalStateException("after " + number);
        });
  }

  @Test
  void aClosedOuterMapIsClosed() {
    InnerMaps<Integer> tables = tables();
    InnerMap table = tables.create("t");
    object.close();
    String closed = "object 'inner_maps.bpf.o' is closed";
    assertTrue(refused(IllegalStateException.class, () -> tables.put(0, table)).endsWith(closed));
    for (Executable call :
        new Executable[] {
          () -> tables.remove(0),
          () -> tables.id(0),
          () -> tables.open(0),
          () -> tables.create("u"),
          () -> tables.forEach((key, inner) -> {}),
          () -> tables.ids().forEach(entry -> {})
        }) {
      assertTrue(refused(IllegalStateException.class, call).endsWith(" is closed"));
    }
    limits(table).put(1, new Limit(1, 1));
    table.close();
  }

  /** Each answer comes from one of the maps as a whole: never none, never a half-filled one. */
  @Test
  void aProgramNeverSeesAGapWhileInnerMapsAreSwapped() throws Exception {
    InnerMaps<Integer> tables = tables();
    try (InnerMap table = tables.create("first")) {
      limits(table).put(7, new Limit(1000, 0));
      tables.put(0, table);
    }
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    AtomicReference<Object> wrong = new AtomicReference<>();
    BpfProgram program = object.program("limit_of_7");
    Thread runner =
        new Thread(
            () -> {
              try {
                int last = 1000;
                while (!isOver.get()) {
                  int now = answer(program);
                  if (now < last) {
                    wrong.set(now + " after " + last);
                  }
                  last = now;
                  runs.incrementAndGet();
                }
              } catch (Throwable e) {
                wrong.set(e);
              }
            });
    runner.start();
    OpenFiles before = OpenFiles.now();
    for (int i = 1; i <= 1000; i++) {
      try (InnerMap table = tables.create("t" + i)) {
        limits(table).put(7, new Limit(1000 + i, 0));
        tables.put(0, table);
      }
    }
    isOver.set(true);
    runner.join();
    before.assertNoMore();
    assertEquals(null, wrong.get());
    assertTrue(runs.get() > 100, runs.get() + " runs");
    assertEquals(2000, answer(program));
  }
}
