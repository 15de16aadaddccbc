package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OnCpu;

/** What programs count on each CPU, Java reads by the CPU's number, and the other way round. */
@KernelTest
class PerCpuMapKernelTest {
  enum Mood {
    MOOD_BAD,
    MOOD_GOOD
  }

  record Size(int least, int most) {}

  record Stats(long packets, Size size, int kind, Mood mood) {}

  private static final int KEY = 7; // of percpu.bpf.c
  private static final Stats SOME = new Stats(3, new Size(-4, 5), 6, Mood.MOOD_GOOD);

  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("percpu.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private PerCpuMap<Integer, Stats> stats() {
    return object.map("stats").typedPerCpu(Integer.class, Stats.class);
  }

  private PerCpuMap<Integer, Long> hits() {
    return object.map("hits").typedPerCpu(Integer.class, Long.class);
  }

  private List<Integer> online() {
    PerCpuMap<Integer, Long> hits = hits();
    PerCpuValues<Long> values = hits.find(0).orElseThrow();
    return values.list().stream().filter(CpuValue::online).map(CpuValue::cpu).toList();
  }

  private void count(int cpu, int times) {
    OnCpu.run(object.program("count"), cpu, times);
  }

  @Test
  void eachCpuCountsForItself() {
    int times = 1;
    Map<Integer, Long> expected = new HashMap<>();
    for (int cpu : online()) {
      expected.put(cpu, (long) times * (cpu + 1));
      count(cpu, times++);
    }
    PerCpuMap<Integer, Stats> stats = stats();
    PerCpuValues<Stats> values = stats.find(KEY).orElseThrow();
    for (CpuValue<Stats> each : values) {
      assertEquals(expected.getOrDefault(each.cpu(), 0L), each.value().packets());
      assertEquals(each.value(), values.get(each.cpu()));
      assertEquals(each.value(), stats.get(KEY, each.cpu()));
    }
    long all = expected.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(all, stats.field("packets").sum(KEY));
    assertEquals(all, values.values().mapToLong(Stats::packets).sum());
  }

  @Test
  void cpusAreThoseOfTheSystem() throws IOException {
    String possible = Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip();
    List<Integer> cpus = stats().cpus();
    assertEquals(
        possible,
        cpus.size() == 1 ? "0" : cpus.get(0) + "-" + cpus.get(cpus.size() - 1),
        "this test knows no gaps");
    assertEquals(cpus.size(), object.map("stats").elementSize() / 32);
    assertTrue(cpus.containsAll(online()));
    assertTrue(online().contains(0), "which cannot be put offline on most machines");
  }

  @Test
  void foldsKnowSignsAndWidths() {
    PerCpuMap<Integer, Stats> stats = stats();
    int lastCpu = stats.cpus().get(stats.cpus().size() - 1);
    stats.putAll(1, new Stats(10, new Size(0, 7), 2, Mood.MOOD_GOOD));
    stats.put(1, lastCpu, new Stats(-1L, new Size(-9, 65535), 7, Mood.MOOD_GOOD)); // 2^64 - 1
    int cpus = stats.cpus().size();

    PerCpuField<Integer> packets = stats.field("packets");
    assertEquals(10L * (cpus - 1) - 1, packets.sum(1));
    assertEquals(-1L, packets.max(1, 0), "the greatest of unsigned 64 bits");
    assertEquals(cpus == 1 ? -1L : 10L, packets.min(1, 0));
    PerCpuField<Integer> least = stats.field("size.least");
    assertEquals(-9, least.min(1, 0));
    assertEquals(cpus == 1 ? -9 : 0, least.max(1, 100));
    assertEquals(65535, stats.field("size.most").max(1, 0));
    assertEquals(2L * (cpus - 1) + 7, stats.field("kind").sum(1), "a bitfield");
    assertEquals(
        10L * (cpus - 1) - 1, packets.fold(1, 0, (sum, each) -> sum + each), "as the sum does");
    List<Long> order = new ArrayList<>();
    long last =
        packets.fold(
            1,
            0,
            (ignored, each) -> {
              order.add(each);
              return each;
            });
    assertEquals(-1L, last);
    assertEquals(cpus, order.size());
    assertEquals(-1L, order.get(cpus - 1));
  }

  @Test
  void aKeyThatIsNotThereHasNoValues() {
    PerCpuMap<Integer, Stats> stats = stats();
    PerCpuField<Integer> packets = stats.field("packets");
    assertNull(stats.get(5));
    assertEquals(Optional.empty(), stats.find(5));
    assertNull(stats.get(5, 0));
    assertFalse(stats.containsKey(5));
    assertFalse(stats.remove(5));
    assertEquals(0, packets.sum(5));
    assertEquals(42, packets.min(5, 42));
    assertEquals(43, packets.max(5, 43));
    assertEquals(44, packets.fold(5, 44, Long::sum));
  }

  @Test
  void oneCpuIsWrittenAlone() {
    PerCpuMap<Integer, Stats> stats = stats();
    Stats nothing = new Stats(0, new Size(0, 0), 0, Mood.MOOD_GOOD);
    int last = stats.cpus().get(stats.cpus().size() - 1);
    PerCpuMap<Integer, Long> recent = object.map("recent").typedPerCpu(Integer.class, Long.class);
    recent.put(1, last, 9L); // a new key
    for (CpuValue<Long> each : recent.find(1).orElseThrow()) {
      assertEquals(each.cpu() == last ? 9L : 0L, each.value());
    }
    stats.putAll(2, SOME);
    stats.put(2, last, new Stats(0, new Size(0, 0), 0, Mood.MOOD_GOOD));
    for (CpuValue<Stats> each : stats.find(2).orElseThrow()) {
      assertEquals(each.cpu() == last ? nothing : SOME, each.value());
    }
  }

  @Test
  void allCpusAreWrittenAtOnceOrOneByOne() {
    PerCpuMap<Integer, Long> hits = hits();
    hits.putAll(2, 6L);
    assertTrue(hits.find(2).orElseThrow().values().allMatch(value -> value == 6));
    List<Long> values = hits.cpus().stream().map(cpu -> cpu + 100L).toList();
    hits.put(2, values);
    assertEquals(values, hits.find(2).orElseThrow().values().toList());
    assertEquals(100, hits.get(2, 0));
    assertEquals(0, hits.field("").sum(3));
    count(0, 1);
    assertEquals(1, hits.field("").sum(0));
    List<Long> more = new ArrayList<>(values);
    more.add(1L);
    assertEquals(
        "map 'hits' takes " + values.size() + " values, one for each CPU, not " + more.size(),
        assertThrows(IllegalArgumentException.class, () -> hits.put(2, more)).getMessage());
    assertEquals(
        "value of map 'hits' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
        assertThrows(IllegalArgumentException.class, () -> hits.putAll(2, -1L)).getMessage());
    assertEquals(values, hits.find(2).orElseThrow().values().toList(), "nothing has changed");
  }

  @Test
  void onlyPossibleCpusHaveValues() {
    PerCpuMap<Integer, Long> hits = hits();
    int none = hits.cpus().size();
    for (int cpu : new int[] {-1, none, Integer.MAX_VALUE}) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> hits.get(0, cpu));
      assertTrue(
          String.valueOf(refused.getMessage())
              .startsWith("map 'hits' has no value for CPU " + cpu + ": possible are {0"),
          refused.getMessage());
      assertThrows(IllegalArgumentException.class, () -> hits.put(0, cpu, 1L));
      assertThrows(IllegalArgumentException.class, () -> hits.find(0).orElseThrow().get(cpu));
    }
  }

  @Test
  void entriesComeWithAllTheirValues() {
    PerCpuMap<Integer, Stats> stats = stats();
    for (int key = 0; key < 500; key++) {
      stats.putAll(key, new Stats(key, new Size(0, 0), 0, Mood.MOOD_GOOD));
    }
    Map<Integer, Long> seen = new HashMap<>();
    for (MapEntry<Integer, PerCpuValues<Stats>> entry : stats.entries()) {
      assertTrue(entry.value().values().allMatch(value -> value.packets() == entry.key()));
      assertNull(seen.put(entry.key(), entry.value().get(0).packets()));
    }
    assertEquals(500, seen.size());
    assertEquals(500, stats.stream().count());
    Map<Integer, PerCpuValues<Stats>> all = new HashMap<>();
    stats.forEach(all::put);
    assertEquals(seen.keySet(), all.keySet());
    assertEquals(4, hits().stream().count());
    assertTrue(stats.remove(499));
    assertFalse(stats.containsKey(499));
  }

  @Test
  void drainedElementsAreGone() {
    PerCpuMap<Integer, Stats> stats = stats();
    for (int key = 0; key < 500; key++) {
      stats.putAll(key, new Stats(key, new Size(0, 0), 0, Mood.MOOD_GOOD));
    }
    Map<Integer, Integer> seen = new HashMap<>();
    assertEquals(
        500,
        stats.drain(
            (key, values) -> {
              assertTrue(values.values().allMatch(value -> value.packets() == key));
              seen.merge(key, 1, Integer::sum);
            }));
    assertEquals(500, seen.size());
    assertEquals(0, stats.stream().count());
    count(0, 3);
    record Packets(long packets) {}
    List<Long> packets = new ArrayList<>();
    object
        .map("stats")
        .typedPerCpu(Integer.class, Packets.class)
        .drain((key, values) -> packets.add(values.get(0).packets()));
    assertEquals(List.of(3L), packets, "what was counted since");
    PerCpuMap<Integer, Long> recent = object.map("recent").typedPerCpu(Integer.class, Long.class);
    assertEquals(1, recent.drain((key, values) -> assertEquals(3, values.get(0))));
    assertThrows(BpfException.class, () -> hits().drain((key, values) -> {}));
  }

  @Test
  void aMapWithoutTypesIsTakenByTheClassesOwnLayout() {
    record Plain(int first, long second) {}
    PerCpuMap<Integer, Plain> plain = object.map("plain").typedPerCpu(Integer.class, Plain.class);
    plain.putAll(0, new Plain(1, 2));
    assertEquals(new Plain(1, 2), plain.get(0, 0));
    assertEquals(2L * plain.cpus().size(), plain.field("second").sum(0));
  }

  @Test
  void aFieldIsAnInteger() {
    PerCpuMap<Integer, Stats> stats = stats();
    assertTrue(
        String.valueOf(
                assertThrows(NoSuchMemberException.class, () -> stats.field("packet")).getMessage())
            .contains("no member 'packet' in struct stats"));
    assertEquals(
        "value of map 'stats.ratio' (float, 4 bytes) cannot be read as long (8 bytes)",
        assertThrows(IllegalArgumentException.class, () -> stats.field("ratio")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> stats.field("size"));
    assertThrows(IllegalArgumentException.class, () -> stats.field(""));
    assertEquals("size.most", stats.field("size.most").path());
  }

  @Test
  void otherMapsAreRefused() {
    BpfMap stats = object.map("stats");
    assertEquals(
        "map stats (percpu_hash) cannot be typed: a key has a value for each CPU: use typedPerCpu",
        assertThrows(IllegalArgumentException.class, () -> stats.typed(Integer.class, Stats.class))
            .getMessage());
    try (BpfObject maps = BpfObjects.load("maps.bpf.o")) {
      BpfMap flows = maps.map("flows");
      assertEquals(
          "map flows (hash) has no values of single CPUs: it has keys and values: use typed",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> flows.typedPerCpu(Integer.class, Long.class))
              .getMessage());
    }
  }

  @Test
  void sumsAllocateNothing() {
    PerCpuMap<Integer, Stats> stats = stats();
    count(0, 1);
    PerCpuField<Integer> packets = stats.field("packets");
    PerCpuField<Integer> mood = stats.field("mood");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE; // a compilation that ends meanwhile may allocate
    long sum = 0;
    for (int attempt = 0; attempt < 5; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 5000; i++) {
        sum += packets.sum(KEY) + packets.max(KEY, 0) + mood.min(KEY, 0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(25_000, sum, "1 packet, 1 at most, and -1 once");
    assertEquals(0, least / 5000, least + " bytes in 15000 calls");
  }

  @Test
  void valuesAreValues() {
    PerCpuValues<String> values =
        PerCpuValues.of(List.of(new CpuValue<>(0, true, "a"), new CpuValue<>(2, false, "b")));
    assertEquals("{cpu 0: a, cpu 2 (offline): b}", values.toString());
    assertEquals(
        values,
        PerCpuValues.of(List.of(new CpuValue<>(0, true, "a"), new CpuValue<>(2, false, "b"))));
    assertEquals(2, values.size());
    assertEquals("b", values.get(2));
    assertEquals(
        "there is no CPU 1 among [0, 2]",
        assertThrows(IllegalArgumentException.class, () -> values.get(1)).getMessage());
    assertNotEquals(values, PerCpuValues.of(Collections.emptyList()));
    assertNotNull(values.iterator().next());
  }

  @Test
  void afterCloseAllThrows() {
    PerCpuMap<Integer, Long> hits = hits();
    PerCpuField<Integer> field = hits.field("");
    object.close();
    assertThrows(IllegalStateException.class, () -> hits.get(0));
    assertThrows(IllegalStateException.class, () -> hits.get(0, 0));
    assertThrows(IllegalStateException.class, () -> hits.put(0, 0, 1L));
    assertThrows(IllegalStateException.class, () -> hits.putAll(0, 1L));
    assertThrows(IllegalStateException.class, () -> hits.forEach((key, value) -> {}));
    assertThrows(IllegalStateException.class, () -> field.sum(0));
  }

  @Test
  void anArraysElementsStay() {
    assertThrows(BpfException.class, () -> hits().remove(0));
  }
}
