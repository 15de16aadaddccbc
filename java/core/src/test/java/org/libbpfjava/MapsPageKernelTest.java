package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.btf.Length;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BatchCursor;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.BpfQueue;
import org.libbpfjava.map.CpuValue;
import org.libbpfjava.map.InnerMap;
import org.libbpfjava.map.InnerMaps;
import org.libbpfjava.map.LpmPrefix;
import org.libbpfjava.map.LpmTrie;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.PerCpuField;
import org.libbpfjava.map.PerCpuMap;
import org.libbpfjava.map.ProgramArray;
import org.libbpfjava.map.TypedMap;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.value.TypedValue;

/** The code of docs/maps.md, in the order of the page. */
@KernelTest
class MapsPageKernelTest {
  // [records]
  enum Direction {
    DIRECTION_IN,
    DIRECTION_OUT
  }

  record FlowKey(int address, int port, Direction direction, int protocol) {}

  record Flow(long packets, long bytes, String comm) {}

  // [/records]

  private static final FlowKey DNS = new FlowKey(0x7f000001, 53, Direction.DIRECTION_OUT, 17);

  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("typed_maps.bpf.o");
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    System.setOut(standard);
    object.close();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void count() {
    object.program("count").testRun(TestRun.once().withData(new byte[64]).withRepeat(3));
  }

  private TypedMap<FlowKey, Flow> flows() {
    // [typed]
    TypedMap<FlowKey, Flow> flows = object.map("flows").typed(FlowKey.class, Flow.class);
    // [/typed]
    return flows;
  }

  @Test
  void operations() {
    count();
    TypedMap<FlowKey, Flow> flows = flows();
    // [operations]
    FlowKey dns = new FlowKey(0x7f000001, 53, Direction.DIRECTION_OUT, 17);
    Optional<Flow> flow = flows.find(dns); // or get(dns), which gives null
    flows.put(dns, new Flow(0, 0, "dig"));
    boolean added = flows.putIfAbsent(dns, new Flow(1, 1, "dig")); // false: it is there
    boolean changed = flows.replace(dns, new Flow(2, 100, "dig"));
    boolean removed = flows.remove(dns);
    // [/operations]
    assertEquals(3, flow.orElseThrow().packets());
    assertEquals("falsetruetrue", "" + added + changed + removed);
  }

  @Test
  void iteration() {
    count();
    TypedMap<FlowKey, Flow> flows = flows();
    // [entries]
    for (MapEntry<FlowKey, Flow> entry : flows.entries()) {
      if (entry.value().packets() == 0) {
        flows.remove(entry.key()); // allowed
      }
    }
    flows.stream()
        .sorted(Comparator.comparing(entry -> -entry.value().bytes()))
        .limit(10)
        .forEach(System.out::println);
    // [/entries]
    assertTrue(printed().contains("port=53"), printed());
    // [drain]
    long total = flows.drain((key, flow) -> System.out.println(key.port() + ": " + flow.bytes()));
    // [/drain]
    assertEquals(1, total);
    assertEquals(Optional.empty(), flows.find(DNS));
  }

  @Test
  void refusal() {
    record Wrong(int address, byte port) {}
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> object.map("flows").typed(Wrong.class, Flow.class));
    assertEquals(
        "key of map 'flows.port' (__u16, 2 bytes) cannot be mapped to byte: component 'port' of"
            + " record Wrong",
        refused.getMessage());
  }

  @Test
  void trees() {
    count();
    // [tree]
    object
        .map("flows")
        .typed(Object.class, Object.class)
        .forEach((key, flow) -> System.out.println(key + " = " + flow));
    // [/tree]
    assertTrue(printed().startsWith("{.address = 2130706433, .port = 53"), printed());
    // [dump]
    System.out.print(object.map("flows").dump());
    // [/dump]
    assertTrue(printed().contains("\"direction\": \"DIRECTION_OUT\""), printed());
  }

  @Test
  void batches() {
    BpfMap counts = object.map("counts");
    counts.typed(Integer.class, Long.class).put(1, 5L);
    // [batches]
    ByteBuffer keys = ByteBuffer.allocateDirect(4096 * 4).order(ByteOrder.nativeOrder());
    ByteBuffer values = ByteBuffer.allocateDirect(4096 * 8).order(ByteOrder.nativeOrder());
    long sum = 0;
    BatchCursor cursor = counts.lookupBatch();
    for (int n = cursor.next(keys, values); n > 0; n = cursor.next(keys, values)) {
      for (int i = 0; i < n; i++) {
        sum += values.getLong(i * 8);
      }
    }
    // [/batches]
    assertEquals(5, sum);
  }

  @Test
  void perCpu() {
    try (BpfObject object = BpfObjects.load("percpu.bpf.o")) {
      // [percpu]
      record Stats(long packets) {}
      PerCpuMap<Integer, Stats> stats = object.map("stats").typedPerCpu(Integer.class, Stats.class);
      stats.putAll(1, new Stats(2)); // the same for every CPU
      for (CpuValue<Stats> value : stats.find(1).orElseThrow()) {
        System.out.println("CPU " + value.cpu() + ": " + value.value().packets());
      }
      PerCpuField<Integer> packets = stats.field("packets"); // a path: size.least works too
      long all = packets.sum(1);
      // [/percpu]
      assertEquals(2L * stats.cpus().size(), all);
      assertTrue(printed().startsWith("CPU 0: 2"), printed());
    }
  }

  @Test
  void keyless() {
    try (BpfObject object = BpfObjects.load("keyless.bpf.o")) {
      // [queue]
      record Job(int number, String name) {}
      BpfQueue<Job> jobs = object.map("jobs").queue(Job.class);
      boolean there = jobs.push(new Job(1, "first")); // false: the queue is full
      Optional<Job> next = jobs.pop();
      // [/queue]
      assertTrue(there);
      assertEquals(Optional.of(new Job(1, "first")), next);
    }
  }

  @Test
  void beforeLoad() {
    try (OpenBpfObject open = BpfObjects.open("typed_maps.bpf.o")) {
      // [before]
      open.map("flows").setMaxEntries(100_000).setFlags(EnumSet.of(MapFlag.NO_PREALLOC));
      // [/before]
      try (BpfObject loaded = open.load()) {
        assertEquals(100_000, loaded.map("flows").maxEntries());
      }
    }
  }

  @Test
  void pins() throws IOException {
    try (BpfFs fs = BpfFs.mount()) {
      Path path = fs.path("flows");
      // [pin]
      object.map("flows").pin(path); // in a BPF file system, such as /sys/fs/bpf
      try (BpfScope scope = BpfScope.open("reader")) { // in another process, say
        TypedMap<FlowKey, Flow> flows = scope.openPinnedMap(path).typed(FlowKey.class, Flow.class);
        flows.forEach((key, flow) -> System.out.println(key + " " + flow));
      }
      // [/pin]
      try (OpenBpfObject open = BpfObjects.open("typed_maps.bpf.o")) {
        // [reuse]
        open.map("flows").reusePinned(path); // load makes no map of its own then
        // [/reuse]
        try (BpfObject second = open.load()) {
          assertEquals(object.map("flows").id(), second.map("flows").id());
        }
      }
      object.map("flows").unpin();
    }
  }

  @Test
  void withoutObject() {
    // [scope]
    try (BpfScope scope = BpfScope.open("settings")) {
      BpfMap map = scope.createMap(MapOptions.hash("limits", 4, 8, 100));
      TypedMap<Integer, Long> limits = map.typed(Integer.class, Long.class);
      limits.put(1000, 20L);
      System.out.println(limits.get(1000));
    }
    // [/scope]
    assertEquals("20\n", printed());
  }

  @Test
  void aValueByPaths() {
    object.program("count").testRun(TestRun.once().withData(new byte[64]));
    // [value]
    TypedValue flow = object.map("flows").value(DNS);
    long packets = flow.field("packets").getLong();
    int largest = flow.field("size.max").getInt();
    // [/value]
    assertEquals(1, packets);
    assertEquals(0, largest);
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void elementsInMemory() {
    try (BpfObject object = BpfObjects.load("elements.bpf.o")) {
      // [element]
      TypedValue device = object.map("devices").element(3);
      device.field("name").setString("eth0"); // this member alone
      device.field("errors.rx").setInt(0);
      LongHandle hits = device.field("hits").longHandle(); // keep it: it is the fast way
      hits.getAndAdd(1);
      // [/element]
      assertEquals("eth0", device.field("name").getString());
      assertEquals(1, hits.get());
    }
  }

  // [classes]
  record Peer(int address, short port) {}

  record Traffic(long packets, @Length(16) String comm, @Length(2) List<Long> bytes) {}

  // [/classes]

  @Test
  void withClasses() throws Exception {
    // [traffic]
    try (BpfScope scope = BpfScope.open("traffic")) {
      BpfMap map = scope.createMap(MapOptions.hash("traffic", Peer.class, Traffic.class, 1024));
      TypedMap<Peer, Traffic> traffic = map.typed(Peer.class, Traffic.class);
      traffic.put(new Peer(0x7f000001, (short) 53), new Traffic(3, "dig", List.of(120L, 480L)));
      System.out.print(map.dump()); // what bpftool map dump prints
    }
    // [/traffic]
    assertEquals(
        """
        [{
                "key": {
                    "address": 2130706433,
                    "port": 53
                },
                "value": {
                    "packets": 3,
                    "comm": "dig",
                    "bytes": [120,480
                    ]
                }
            }
        ]
        """,
        printed());
  }

  @Test
  void refusals() {
    try (BpfScope scope = BpfScope.open("routes")) {
      BpfException refused =
          assertThrows(
              BpfException.class,
              () ->
                  // [refused]
                  scope.createMap(MapOptions.of(MapType.LPM_TRIE, "routes", 8, 4, 100))
              // [/refused]
              );
      assertEquals(
          "create map 'routes' (lpm_trie, key 8 bytes, value 4 bytes, max_entries 100, flags 0x0):"
              + " EINVAL (-22): A map of type lpm_trie needs the flag NO_PREALLOC",
          refused.getMessage());
    }
  }

  @Test
  void innerMaps() {
    try (BpfObject object = BpfObjects.load("inner_maps.bpf.o", "limit_of_7")) {
      // [inner]
      record Limit(int packets, int bytes) {}
      InnerMaps<Integer> tables = object.map("tables").innerMaps(Integer.class);
      try (InnerMap table = tables.create("night")) { // as C declares it
        table.typed(Integer.class, Limit.class).put(7, new Limit(70, 7000));
        tables.put(0, table); // programs see the new table from now on, and never a half of it
      }
      tables.forEach((index, table) -> System.out.println(index + ": " + table.dump()));
      // [/inner]
      assertTrue(printed().startsWith("0: [{"), printed());
      assertEquals(
          70,
          object
              .program("limit_of_7")
              .testRun(TestRun.once().withData(new byte[64]))
              .returnValue());
    }
  }

  @Test
  void programsInAMap() {
    try (BpfObject object = BpfObjects.load("tail_calls.bpf.o")) {
      // [programs]
      ProgramArray jumps = object.map("jumps").programs();
      jumps.put(1, object.program("answers_1"));
      boolean removed = jumps.remove(1); // the tail call fails then, and dispatch returns 100
      // [/programs]
      assertTrue(removed);
      assertEquals(
          100,
          object.program("dispatch").testRun(TestRun.once().withData(new byte[64])).returnValue());
    }
  }

  @Test
  void prefixes() throws UnknownHostException {
    try (BpfScope scope = BpfScope.open("routes")) {
      // [prefixes]
      BpfMap map = scope.createMap(MapOptions.lpmTrie("routes", 4, Long.class, 100));
      LpmTrie<Long> routes = map.lpm(Long.class);
      routes.put(LpmPrefix.parse("10.0.0.0/8"), 1L);
      routes.put(LpmPrefix.of(InetAddress.getByName("10.1.0.0"), 16), 2L);
      Optional<Long> best = routes.match(InetAddress.getByName("10.1.2.3")); // 2
      Optional<Long> exact = routes.find(LpmPrefix.parse("10.1.2.0/24")); // empty
      for (MapEntry<LpmPrefix, Long> entry : routes.entries()) {
        System.out.println(entry.key() + " " + entry.value());
      }
      // [/prefixes]
      assertEquals(Optional.of(2L), best);
      assertEquals(Optional.empty(), exact);
      assertEquals("10.1.0.0/16 2\n10.0.0.0/8 1\n", printed());
    }
  }
}
