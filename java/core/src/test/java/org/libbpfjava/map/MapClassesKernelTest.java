package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfScope;
import org.libbpfjava.btf.Length;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.OpenFiles;

/** Maps without an object whose Java classes say the types: Java, bpftool and others read them. */
@KernelTest
class MapClassesKernelTest {
  enum Protocol {
    TCP,
    UDP
  }

  record FlowKey(int address, short port, Protocol protocol) {}

  record Size(short min, long max) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Flow(
      long packets,
      @Length(16) String comm,
      boolean closed,
      @Length(3) int[] latest,
      @Length(2) List<Size> sizes,
      @Length(5) byte[] raw,
      Size last) {

    boolean isLike(Flow other) {
      return toString(this).equals(toString(other));
    }

    private static String toString(Flow flow) {
      return flow.packets
          + flow.comm
          + flow.closed
          + Arrays.toString(flow.latest)
          + flow.sizes
          + Arrays.toString(flow.raw)
          + flow.last;
    }
  }

  private static final FlowKey DNS = new FlowKey(0x0a000001, (short) 53, Protocol.UDP);
  private static final Flow FLOW =
      new Flow(
          7,
          "curl",
          true,
          new int[] {1, -2, 3},
          List.of(new Size((short) 1, 2), new Size((short) 3, 4)),
          new byte[] {5, 6, 7, 8, 9},
          new Size((short) -5, -6));

  private final BpfScope scope = BpfScope.open("classes");

  @AfterEach
  void close() {
    scope.close();
  }

  private static String bpftool(BpfMap map) throws Exception {
    return Bpftool.run("map", "dump", "id", String.valueOf(map.id()));
  }

  @Test
  void aHashOfRecordsIsTypedAndPrinted() throws Exception {
    BpfMap map = scope.createMap(MapOptions.hash("flows", FlowKey.class, Flow.class, 8));
    assertEquals(12, map.keySize());
    assertEquals(96, map.valueSize());
    TypedMap<FlowKey, Flow> flows = map.typed(FlowKey.class, Flow.class);
    flows.put(DNS, FLOW);
    assertTrue(FLOW.isLike(flows.find(DNS).orElseThrow()));
    String text = map.dump().toString();
    assertTrue(text.contains("\"comm\": \"curl\""), text);
    assertTrue(text.contains("\"protocol\": \"UDP\""), text);
    assertEquals(bpftool(map), text);
    String json = Bpftool.run("-j", "map", "dump", "id", String.valueOf(map.id()));
    String element = text.replaceAll("\n *", "").replace("\": ", "\":").strip();
    assertTrue(json.contains("\"formatted\":" + element.substring(1, element.length() - 1)), json);
  }

  @Test
  void typesAndPrototypesAreClosedAgain() throws Exception {
    MapOptions inner = MapOptions.hash("inner", FlowKey.class, Flow.class, 8);
    MapOptions outer = MapOptions.of(MapType.ARRAY_OF_MAPS, "outer", 4, 4, 2).withInnerMap(inner);
    scope.createMap(inner); // loads what later calls need
    assertThrows(BpfException.class, () -> scope.createMap(inner.withRawFlags(1 << 30)));
    OpenFiles before = OpenFiles.now();
    try (BpfScope many = BpfScope.open("many")) {
      for (int i = 0; i < 50; i++) {
        many.createMap(inner);
        many.createMap(outer);
        assertThrows(BpfException.class, () -> many.createMap(inner.withRawFlags(1 << 30)));
        assertThrows(BpfException.class, () -> many.createMap(outer.withRawFlags(1 << 30)));
      }
    }
    before.assertNoMore();
  }

  @Test
  void theKernelGivesTheTypesToOthers() {
    BpfMap map = scope.createMap(MapOptions.hash("flows", FlowKey.class, Flow.class, 8));
    map.typed(FlowKey.class, Flow.class).put(DNS, FLOW);
    BpfMap opened = scope.openMap(map.id());
    assertEquals(map.dump().toString(), opened.dump().toString());
    assertTrue(FLOW.isLike(opened.typed(FlowKey.class, Flow.class).find(DNS).orElseThrow()));
    record Packets(long packets) {} // BTF finds members by their names
    assertEquals(
        new Packets(7), opened.typed(FlowKey.class, Packets.class).find(DNS).orElseThrow());
  }

  @Test
  void numbersEnumsAndTextOfASaidSizeAreKeysAndValuesToo() throws Exception {
    BpfMap counts = scope.createMap(MapOptions.hash("counts", Long.class, Integer.class, 4));
    counts.typed(Long.class, Integer.class).put(-1L, -2);
    assertEquals(bpftool(counts), counts.dump().toString());
    BpfMap names =
        scope.createMap(
            MapOptions.hash("names", 8, 4, 4)
                .withKeyClass(String.class)
                .withValueClass(Protocol.class));
    TypedMap<String, Protocol> typed = names.typed(String.class, Protocol.class);
    typed.put("one", Protocol.UDP);
    assertEquals(Optional.of(Protocol.UDP), typed.find("one"));
    assertEquals(bpftool(names), names.dump().toString());
  }

  @Test
  void anArrayHasItsIndexAsKey() throws Exception {
    BpfMap sizes = scope.createMap(MapOptions.array("sizes", Size.class, 2));
    sizes.typed(Integer.class, Size.class).put(1, new Size((short) 1, 2));
    assertEquals(bpftool(sizes), sizes.dump().toString());
    BpfMap opened = scope.openMap(sizes.id());
    assertEquals(new Size((short) 1, 2), opened.typed(Integer.class, Size.class).get(1));
  }

  @Test
  void aPerCpuMapHasAValueOfTheClassForEachCpu() throws Exception {
    BpfMap map =
        scope.createMap(MapOptions.of(MapType.PERCPU_HASH, "hits", Integer.class, Size.class, 2));
    PerCpuMap<Integer, Size> hits = map.typedPerCpu(Integer.class, Size.class);
    hits.putAll(1, new Size((short) 2, 3));
    assertEquals(new Size((short) 2, 3), hits.get(1, hits.cpus().get(0)));
    assertEquals(bpftool(map), map.dump().toString());
  }

  /** Queues have no types in any kernel; bloom filters have those of their values. */
  @Test
  void whatTheKernelDoesNotKeepJavaDoes() {
    record Job(int id, @Length(8) String name) {}
    BpfQueue<Job> jobs =
        scope
            .createMap(MapOptions.of(MapType.QUEUE, "jobs", 0, 0, 4).withValueClass(Job.class))
            .queue(Job.class);
    assertTrue(jobs.push(new Job(1, "first")));
    assertEquals(Optional.of(new Job(1, "first")), jobs.pop());
    record Wrong(int job) {}
    assertThrows(IllegalArgumentException.class, () -> jobs.map().queue(Wrong.class));
    assertTrue(keepsBloomFilters());
  }

  private boolean keepsBloomFilters() {
    if (!KernelVersion.running().isAtLeast(KernelVersion.of(5, 16))) {
      return true;
    }
    BloomFilter<Size> seen =
        scope
            .createMap(
                MapOptions.of(MapType.BLOOM_FILTER, "seen", 0, 16, 4)
                    .withValueClass(Size.class)
                    .withMapExtra(3))
            .bloomFilter(Size.class);
    seen.add(new Size((short) 1, 2));
    return seen.mightContain(new Size((short) 1, 2));
  }

  /** The kernel makes it with BTF alone. */
  @Test
  void storageOfTasksCanBeMade() {
    if (!KernelVersion.running().isAtLeast(KernelVersion.of(5, 11))) {
      return;
    }
    MapOptions options =
        MapOptions.of(MapType.TASK_STORAGE, "tasks", Integer.class, Size.class, 0)
            .withFlags(MapFlag.NO_PREALLOC);
    assertEquals(16, scope.createMap(options).valueSize());
  }

  /** BTF_KIND_FLOAT came with 5.13; before that the kernel has no types of this map. */
  @Test
  void aKernelThatRefusesTheTypesMakesTheMapWithout() {
    record Odd(double ratio, int $strange) {} // $ is in no C name that the kernel takes
    BpfMap map = scope.createMap(MapOptions.hash("odd", Integer.class, Odd.class, 2));
    map.typed(Integer.class, Odd.class).put(1, new Odd(0.5, 2));
    assertEquals(new Odd(0.5, 2), map.typed(Integer.class, Odd.class).get(1));
    assertTrue(map.dump().toString().contains("\"ratio\": 0.5"), map.dump().toString());
    BpfMap opened = scope.openMap(map.id());
    assertTrue(opened.dump().toString().startsWith("key: 01 00 00 00"), "no types in the kernel");
    assertEquals(new Odd(0.5, 2), opened.typed(Integer.class, Odd.class).get(1));
  }

  /** Without BTF, the layout of the class is the caller's word on what the bytes are. */
  @Test
  void aMapOfBytesIsTakenByAClassWithLengths() {
    BpfMap plain = scope.createMap(MapOptions.hash("plain", 12, 96, 2));
    TypedMap<FlowKey, Flow> flows = plain.typed(FlowKey.class, Flow.class);
    flows.put(DNS, FLOW);
    assertTrue(FLOW.isLike(flows.find(DNS).orElseThrow()));
    record Cut(long packets, @Length(16) String comm) {}
    assertEquals(
        "value of map 'plain' has 96 bytes and no BTF: "
            + Cut.class.getTypeName()
            + " would be 24 bytes in C",
        message(() -> plain.typed(FlowKey.class, Cut.class)));
    record Open(String comm) {}
    assertEquals(
        "value of map 'plain' has no BTF, and component 'comm' of record Open, java.lang.String,"
            + " has no size of its own: say it with @Length",
        message(() -> plain.typed(FlowKey.class, Open.class)));
  }

  @Test
  void aValueThatDoesNotFitIsRefusedByItsPlace() {
    TypedMap<FlowKey, Flow> flows =
        scope
            .createMap(MapOptions.hash("flows", FlowKey.class, Flow.class, 8))
            .typed(FlowKey.class, Flow.class);
    Flow longName =
        new Flow(1, "x".repeat(16), true, new int[3], FLOW.sizes(), new byte[5], FLOW.last());
    assertEquals(
        "value of map 'flows.comm' (char[16], 16 bytes) cannot take a string of 16 bytes in UTF-8:"
            + " with its terminating NUL it needs 17",
        message(() -> flows.put(DNS, longName)));
    Flow fewNumbers = new Flow(1, "", true, new int[2], FLOW.sizes(), new byte[5], FLOW.last());
    assertEquals(
        "value of map 'flows.latest' (__s32[3], 12 bytes) cannot take 2 elements: it has 3",
        message(() -> flows.put(DNS, fewNumbers)));
    assertFalse(flows.containsKey(DNS));
  }

  private static String message(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void aMapOfMapsIsMadeFromItsPrototype() {
    MapOptions inner = MapOptions.hash("inner", Integer.class, Long.class, 4);
    for (MapOptions outer :
        List.of(
            MapOptions.of(MapType.ARRAY_OF_MAPS, "outer", 4, 4, 2),
            MapOptions.of(MapType.HASH_OF_MAPS, "outer", 8, 4, 2))) {
      BpfMap map = scope.createMap(outer.withInnerMap(inner));
      BpfMap one = scope.createMap(inner);
      byte[] key = new byte[map.keySize()];
      one.withFd(
          fd -> {
            map.update(
                key, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(fd).array());
            return fd;
          });
      assertTrue(map.lookup(key).isPresent());
    }
    assertEquals(
        "map 'flat' cannot have inner maps: it is of type array",
        message(() -> MapOptions.array("flat", 4, 1).withInnerMap(inner)));
  }

  @Test
  void aNodeThatIsThereHasItsMemory() {
    MapOptions options = MapOptions.array("near", 8, 1).withNumaNode(0);
    assertEquals(Map.of(MapFlag.NUMA_NODE, 0), Map.of(options.flags().iterator().next(), 0));
    assertEquals(8, scope.createMap(options).valueSize());
    assertThrows(
        BpfException.class,
        () -> scope.createMap(MapOptions.array("far", 8, 1).withNumaNode(9999)));
  }
}
