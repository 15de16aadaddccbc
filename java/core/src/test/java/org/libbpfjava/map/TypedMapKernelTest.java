package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.TestRun;
import org.libbpfjava.ValueMapper;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** Keys and values as Java objects: what Java writes a program finds, and the other way round. */
@KernelTest
class TypedMapKernelTest {
  enum Direction {
    DIRECTION_IN,
    DIRECTION_OUT
  }

  record FlowKey(int address, int port, Direction direction, int protocol) {}

  record Size(long min, long max) {}

  record Flow(long packets, long bytes, Size size, String comm, int seen, int kind) {}

  record Packets(long packets) {}

  private static final FlowKey DNS = new FlowKey(0x7f000001, 53, Direction.DIRECTION_OUT, 17);
  private static final Flow ONE = new Flow(1, 100, new Size(60, 1500), "curl", 1, 5);

  private static final int BYTES = 50; // of a packet of 64 without its Ethernet header

  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("typed_maps.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private TypedMap<FlowKey, Flow> flows() {
    return object.map("flows").typed(FlowKey.class, Flow.class);
  }

  private TypedMap<Integer, Long> counts() {
    return object.map("counts").typed(Integer.class, Long.class);
  }

  private void count(int packets) {
    object.program("count").testRun(TestRun.once().withData(new byte[64]).withRepeat(packets));
  }

  @Test
  void whatAProgramWritesJavaReads() {
    count(3);
    Flow flow = flows().get(DNS);
    assertEquals(new Flow(3, 3 * BYTES, new Size(0, 0), "", 0, 0), flow);
  }

  @Test
  void whatJavaWritesAProgramFinds() {
    flows().put(DNS, ONE);
    count(2);
    assertEquals(
        Optional.of(new Flow(3, 100 + 2 * BYTES, new Size(60, 1500), "curl", 1, 5)),
        flows().find(DNS));
    assertEquals(1, flows().stream().count(), "padding of a key must be zero");
  }

  @Test
  void operationsAnswerAsTheKernelDoes() {
    TypedMap<FlowKey, Flow> flows = flows();
    assertNull(flows.get(DNS));
    assertEquals(Optional.empty(), flows.find(DNS));
    assertFalse(flows.containsKey(DNS));
    assertFalse(flows.replace(DNS, ONE));
    assertTrue(flows.putIfAbsent(DNS, ONE));
    assertFalse(flows.putIfAbsent(DNS, ONE));
    assertTrue(flows.replace(DNS, ONE));
    assertTrue(flows.containsKey(DNS));
    assertTrue(flows.remove(DNS));
    assertFalse(flows.remove(DNS));
    assertFalse(flows.containsKey(DNS));
  }

  @Test
  void getAndRemoveTakesTheLastValue() {
    TypedMap<FlowKey, Flow> flows = flows();
    flows.put(DNS, ONE);
    assertEquals(Optional.of(ONE), takeWhereTheKernelCan(flows));
  }

  private static Optional<Flow> takeWhereTheKernelCan(TypedMap<FlowKey, Flow> flows) {
    try {
      Optional<Flow> taken = flows.getAndRemove(DNS);
      assertEquals(Optional.empty(), flows.getAndRemove(DNS));
      return taken;
    } catch (BpfException e) {
      String said = String.valueOf(e.getMessage());
      assertTrue(said.contains("Linux 5.14"), said);
      return flows.find(DNS);
    }
  }

  @Test
  void aRecordMayHaveFewerMembers() {
    TypedMap<FlowKey, Packets> packets = object.map("flows").typed(FlowKey.class, Packets.class);
    packets.put(DNS, new Packets(7));
    assertEquals(new Packets(7), packets.get(DNS));
    assertEquals(new Flow(7, 0, new Size(0, 0), "", 0, 0), flows().get(DNS));
  }

  @Test
  void aClassThatDoesNotFitIsNamedOnce() {
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
  void aValueThatDoesNotFitChangesNothing() {
    TypedMap<FlowKey, Flow> flows = flows();
    flows.put(DNS, ONE);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> flows.put(DNS, new Flow(1, 1, new Size(0, 1L << 32), "", 0, 0)));
    assertEquals(
        "value of map 'flows.size.max' (__u32, 4 bytes) cannot take 4294967296: it holds 0 to"
            + " 4294967295",
        refused.getMessage());
    assertEquals(ONE, flows.get(DNS));
    assertThrows(
        IllegalArgumentException.class,
        () -> flows.get(new FlowKey(1, 1 << 16, Direction.DIRECTION_IN, 0)));
  }

  @Test
  void membersOfAUnionMustAgree() {
    record Part(long word, List<Integer> halves) {}
    TypedMap<Integer, Part> parts = object.map("parts").typed(Integer.class, Part.class);
    assertThrows(IllegalArgumentException.class, () -> parts.put(1, new Part(1, List.of(2, 0))));
    parts.put(1, new Part(0, List.of(0, 0)));
    assertEquals(new Part(0, List.of(0, 0)), parts.get(1));
  }

  @Test
  void treesNeedNoClass() {
    count(1);
    TypedMap<Object, Object> flows = object.map("flows").typed(Object.class, Object.class);
    MapEntry<Object, Object> entry = flows.entries().iterator().next();
    assertEquals(
        "{.address = 2130706433, .port = 53, .direction = DIRECTION_OUT, .protocol = 17}",
        entry.key().toString());
    assertTrue(
        entry.value() instanceof Map<?, ?> flow && Long.valueOf(1).equals(flow.get("packets")));
    assertEquals(entry.value(), flows.get(entry.key()));
  }

  @Test
  void aMapWithoutTypesIsTakenByTheClassesOwnLayout() {
    record Key(int first, byte second, long third) {}
    TypedMap<Key, Long> plain = object.map("plain").typed(Key.class, Long.class);
    plain.put(new Key(1, (byte) 2, 3), 4L);
    assertEquals(4L, plain.get(new Key(1, (byte) 2, 3)));
    byte[] key = object.map("plain").keys().iterator().next();
    assertEquals(List.of(1, 2, 3), List.of((int) key[0], (int) key[4], (int) key[8]));
    TypedMap<byte[], byte[]> bytes = object.map("plain").typed(byte[].class, byte[].class);
    assertEquals(4, bytes.find(key).orElseThrow()[0]);
    TypedMap<String, Double> text = object.map("plain").typed(String.class, Double.class);
    text.put("text", 1.5);
    assertEquals(1.5, text.get("text"));
  }

  @Test
  void aClassOfAnotherSizeIsRefusedWithoutTypes() {
    BpfMap plain = object.map("plain");
    assertEquals(
        "key of map 'plain' has 16 bytes and no BTF: java.lang.Integer would be 4 bytes in C",
        assertThrows(IllegalArgumentException.class, () -> plain.typed(Integer.class, Long.class))
            .getMessage());
    IllegalArgumentException list =
        assertThrows(IllegalArgumentException.class, () -> plain.typed(byte[].class, List.class));
    assertTrue(String.valueOf(list.getMessage()).contains("java.util.List has no size of its own"));
  }

  @Test
  void everyEntryComesOnce() {
    TypedMap<Integer, Long> counts = counts();
    for (int i = 0; i < 20_000; i++) {
      counts.put(i, i * 3L);
    }
    Map<Integer, Long> seen = new HashMap<>();
    for (MapEntry<Integer, Long> entry : counts.entries()) {
      assertNull(seen.put(entry.key(), entry.value()));
    }
    assertEquals(20_000, seen.size());
    seen.forEach((key, value) -> assertEquals(key * 3L, value));
    assertEquals(20_000, counts.stream().count());
    long[] sum = new long[1];
    counts.forEach((key, value) -> sum[0] += value);
    assertEquals(seen.values().stream().mapToLong(Long::longValue).sum(), sum[0]);
  }

  @Test
  void theEntryJustSeenMayBeRemoved() {
    TypedMap<Integer, Long> counts = counts();
    for (int i = 0; i < 5000; i++) {
      counts.put(i, 1L);
    }
    Set<Integer> seen = new HashSet<>();
    for (MapEntry<Integer, Long> entry : counts.entries()) {
      assertTrue(seen.add(entry.key()));
      assertTrue(counts.remove(entry.key()));
    }
    assertEquals(5000, seen.size());
    assertFalse(counts.entries().iterator().hasNext());
  }

  @Test
  void drainTakesAll() {
    TypedMap<Integer, Long> counts = counts();
    for (int i = 0; i < 5000; i++) {
      counts.put(i, (long) i);
    }
    Map<Integer, Long> taken = new HashMap<>();
    assertEquals(5000, counts.drain(taken::put));
    assertEquals(5000, taken.size());
    assertEquals(0, counts.drain(taken::put));
  }

  @Test
  void anArrayHasAllItsElements() {
    TypedMap<Integer, Long> slots = object.map("slots").typed(Integer.class, Long.class);
    slots.put(999, 5L);
    assertEquals(
        999, slots.stream().filter(entry -> entry.value() == 5).findFirst().orElseThrow().key());
    assertEquals(1000, slots.stream().map(MapEntry::key).collect(Collectors.toSet()).size());
    assertThrows(BpfException.class, () -> slots.remove(1));
    assertThrows(BpfException.class, () -> slots.put(1000, 1L));
    assertNull(slots.get(1000));
  }

  /** Numbers go a short way, which must end where the long one does. */
  @Test
  void numbersAreThoseOfTheirCType() {
    TypedMap<Integer, Long> counts = counts();
    counts.put(7, -1L); // the bits of a __u64
    assertEquals(-1L, counts.get(7));
    assertThrows(IllegalArgumentException.class, () -> counts.put(-1, 1L)); // a __u32
    TypedMap<Long, Long> wide = object.map("counts").typed(Long.class, Long.class);
    wide.put(0xffff_ffffL, 2L);
    assertEquals(2L, wide.get(0xffff_ffffL));
    assertThrows(IllegalArgumentException.class, () -> wide.put(1L << 32, 1L));
    assertThrows(IllegalArgumentException.class, () -> wide.put(-1L, 1L));
    assertThrows(
        IllegalArgumentException.class, () -> counts.forEach((key, value) -> {}), "key 2³²-1");
    Set<Long> keys = wide.stream().map(MapEntry::key).collect(Collectors.toSet());
    assertEquals(Set.of(7L, 0xffff_ffffL), keys);
    wide.drain((key, value) -> {});
    try (BpfObject dumped = BpfObjects.load("dumped_maps.bpf.o")) {
      TypedMap<Integer, Integer> signed = dumped.map("lru").typed(Integer.class, Integer.class);
      signed.put(1, -5); // a __s32
      assertEquals(-5, signed.get(1));
      assertEquals(-5L, dumped.map("lru").typed(Integer.class, Long.class).get(1));
    }
  }

  @Test
  void aMapperStandsBeforeTheShortWay() {
    OpenOptions options =
        OpenOptions.defaults()
            .withMapper(ValueMapper.of(Integer.class, Long.class, n -> (int) (n + 1), n -> n - 1L));
    try (BpfObject mapped = BpfObjects.open("typed_maps.bpf.o", options).load()) {
      mapped.map("counts").typed(Integer.class, Long.class).put(5, 1L);
      assertEquals(1L, mapped.map("counts").typed(Long.class, Long.class).get(4L));
    }
  }

  @Test
  void aJavaMapIsAView() {
    Map<Integer, Long> view = counts().asMap();
    assertTrue(view.isEmpty());
    assertNull(view.put(1, 10L));
    assertEquals(10L, view.put(1, 11L));
    assertNull(view.putIfAbsent(2, 20L));
    assertEquals(20L, view.putIfAbsent(2, 21L));
    assertEquals(Map.of(1, 11L, 2, 20L), view);
    assertEquals(31L, view.merge(2, 11L, Long::sum));
    assertEquals(Map.of(1, 11L, 2, 31L), Map.copyOf(view));
    assertEquals(Set.of(1, 2), view.keySet());
    assertTrue(view.containsKey(1) && view.containsValue(31L));
    assertEquals(11L, view.remove(1));
    assertNull(view.remove(1));
    assertEquals(1, view.size());
    var entries = view.entrySet().iterator();
    assertThrows(IllegalStateException.class, entries::remove);
    entries.next();
    entries.remove();
    assertTrue(view.isEmpty());
    view.putAll(Map.of(3, 3L, 4, 4L));
    view.clear();
    assertEquals(Map.of(), view);
    Map<?, ?> any = view;
    assertThrows(ClassCastException.class, () -> any.containsKey("one"));
    assertEquals(
        1L, object.map("counts").typed(int.class, long.class).asMap().merge(9, 1L, Long::sum));
  }

  @Test
  void keysThatStayAreSeenBesideAWriter() throws InterruptedException {
    TypedMap<Integer, Long> counts = counts();
    for (int i = 0; i < 2000; i++) {
      counts.put(i, 1L);
    }
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; !Thread.currentThread().isInterrupted(); i = (i + 1) % 20_000) {
                counts.put(100_000 + i, 2L);
                counts.remove(100_000 + (i + 10_000) % 20_000);
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 20; round++) {
        Set<Integer> stayed = new HashSet<>();
        counts.forEach(
            (key, value) -> {
              if (key < 2000) {
                assertTrue(stayed.add(key), "twice");
              }
            });
        assertEquals(2000, stayed.size());
      }
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  @Test
  void anIteratorEnds() {
    var entries = counts().entries().iterator();
    assertFalse(entries.hasNext());
    assertEquals(
        "map 'counts' has no further entry",
        assertThrows(NoSuchElementException.class, entries::next).getMessage());
  }

  @Test
  void afterCloseAllThrows() {
    TypedMap<Integer, Long> counts = counts();
    counts.put(1, 1L);
    var entries = counts.entries().iterator();
    object.close();
    assertThrows(IllegalStateException.class, () -> counts.get(1));
    assertThrows(IllegalStateException.class, () -> counts.put(1, 1L));
    assertThrows(IllegalStateException.class, () -> counts.remove(1));
    assertThrows(IllegalStateException.class, () -> counts.getAndRemove(1));
    assertThrows(IllegalStateException.class, () -> counts.forEach((key, value) -> {}));
    assertThrows(IllegalStateException.class, () -> counts.drain((key, value) -> {}));
    assertThrows(IllegalStateException.class, entries::hasNext);
  }

  @Test
  void mapsWithoutPairsAreRefused() {
    try (BpfObject maps = BpfObjects.load("maps.bpf.o")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> maps.map("queue").typed(Integer.class, Integer.class));
      IllegalArgumentException percpu =
          assertThrows(
              IllegalArgumentException.class,
              () -> maps.map("percpu").typed(Integer.class, Integer.class));
      assertTrue(String.valueOf(percpu.getMessage()).contains("a value for each CPU"));
    }
  }
}
