package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.value.TypedValue;

/** Values of maps by paths, without a class: elements in live memory, and copies of others. */
@KernelTest
@RequiresFeature(Feature.MMAPABLE_ARRAYS)
class MapValueKernelTest {
  record Address(int address, int port, String direction, int protocol) {}

  private static final Map<String, Object> DNS =
      Map.of("address", 0x7f000001, "port", 53, "direction", "DIRECTION_OUT", "protocol", 17);

  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("elements.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private void run(String program, int times) {
    object.program(program).testRun(TestRun.once().withData(new byte[64]).withRepeat(times));
  }

  @Test
  void aMemberIsWrittenAloneAndTheProgramSeesIt() {
    TypedValue device = object.map("devices").element(3);
    run("count", 5);
    assertEquals(0, device.field("hits").getLong());
    device.field("name").setString("eth0");
    device.field("errors.rx").setLong(40);
    device.field("state").set("STATE_UP");
    run("count", 5);
    assertEquals(5, device.field("hits").getLong());
    assertEquals(50, device.field("errors").field("rx").getLong());
    assertEquals("eth0", device.field("name").getString());
    assertEquals(AccessMode.MAPPED, device.accessMode());
    assertTrue(device.field("hits").isAtomic());
    assertEquals("devices[3].errors.rx", device.field("errors.rx").name());
    assertEquals(0, object.map("devices").element(2).field("errors.rx").getLong());
    assertEquals(0, object.map("devices").element(4).field("errors.rx").getLong());
  }

  @Test
  void membersHaveTheHandlesOfGlobalVariables() {
    BpfMap devices = object.map("devices");
    TypedValue device = devices.element(3);
    IntHandle state = device.field("state").intHandle();
    LongHandle hits = device.field("hits").longHandle();
    state.set(1);
    hits.setRelease(100);
    run("count", 1);
    assertEquals(101, hits.getAcquire());
    assertEquals(101, hits.getAndAdd(-1));
    run("count", 2);
    assertEquals(102, device.field("hits").getLong());
    assertEquals("devices[3].hits = 102", hits.toString());
    assertEquals(102, devices.value(3).field("hits").getLong(), "as a system call reads it");
    object.close();
    assertEquals(102, hits.getAndAdd(1), "the last bytes stay");
    assertEquals(103, hits.get());
    assertEquals(
        "object 'elements.bpf.o' is closed",
        assertThrows(IllegalStateException.class, () -> device.field("hits").getLong())
            .getMessage());
  }

  @Test
  @Timeout(60)
  void anAdditionOfJavaAndOneOfTheProgramAreBothKept() throws InterruptedException {
    object.map("devices").element(3).field("state").set("STATE_UP");
    LongHandle hits = object.map("devices").element(3).field("hits").longHandle();
    Thread adding =
        new Thread(
            () -> {
              for (int i = 0; i < 200_000; i++) {
                hits.getAndAdd(1000);
              }
            });
    adding.start();
    run("count", 200_000);
    adding.join();
    assertEquals(200_000L * 1001, hits.get());
  }

  @Test
  void anElementThatIsNoMultipleOfEightLiesWhereTheKernelHasIt() {
    BpfMap odds = object.map("odds");
    run("fill_odds", 1);
    assertEquals(999, odds.element(999).field("first").getInt());
    assertEquals(7, odds.element(999).field("rest[3]").getInt());
    for (int i : new int[] {0, 1, 500, 998}) {
      assertArrayEquals(new byte[20], odds.element(i).getBytes(), "element " + i);
    }
    odds.element(1).field("rest[3]").setInt(5);
    assertEquals(
        Map.of("first", 0L, "rest", List.of(0L, 0L, 0L, 5L)),
        odds.typed(int.class, Object.class).get(1));
  }

  @Test
  void aWholeElementIsReadAndWrittenAsAnyClass() {
    TypedValue device = object.map("devices").element(0);
    device.set(Map.of("hits", 9, "state", "STATE_UP", "kind", 5));
    record Device(long hits, String state, int kind) {}
    assertEquals(new Device(9, "STATE_UP", 5), device.get(Device.class));
    assertEquals(
        "struct device devices[0] = {.hits = 9, .state = STATE_UP, .errors = {.rx = 0, .tx = 0},"
            + " .name = \"\", .seen = 0, .kind = 5}",
        device.toString());
  }

  @Test
  void withoutBtfAnElementIsBytes() {
    TypedValue untyped = object.map("untyped").element(1);
    untyped.setBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertArrayEquals(
        new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, object.map("untyped").value(1).getBytes());
    assertEquals(
        "element of map 'untyped[1]' (8 bytes, no BTF) has no fields",
        assertThrows(NoSuchMemberException.class, () -> untyped.field("x")).getMessage());
  }

  @Test
  void aFrozenArrayIsReadAndNotWritten() {
    BpfMap devices = object.map("devices");
    devices.update(new byte[] {1, 0, 0, 0}, filled(devices.valueSize()));
    devices.freeze();
    TypedValue hits = devices.element(1).field("hits");
    assertEquals(0x0707070707070707L, hits.getLong());
    assertEquals(0x0707070707070707L, hits.longHandle().get());
    assertTrue(hits.isReadOnly());
    assertEquals(
        "element of map 'devices[1].hits' is read-only: the map of devices is frozen",
        assertThrows(ReadOnlyVariableException.class, () -> hits.setLong(1)).getMessage());
    assertThrows(ReadOnlyVariableException.class, () -> hits.longHandle().set(1));
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  @Test
  void elementsThatAreNotThereOrNotMappedSayWhatToDo() {
    BpfMap devices = object.map("devices");
    assertEquals(
        "map 'devices' has 8 elements, and none at 8",
        assertThrows(IndexOutOfBoundsException.class, () -> devices.element(8)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> devices.element(-1));
    BpfException refused =
        assertThrows(BpfException.class, () -> object.map("unmapped").element(0));
    assertEquals(
        "mmap map 'unmapped': EINVAL (-22), only an array that is made with"
            + " BPF_F_MMAPABLE can be mapped. Hint: __uint(map_flags, BPF_F_MMAPABLE) in C,"
            + " MapFlag.MMAPABLE in Java",
        refused.getMessage());
    assertEquals("EINVAL", refused.errnoName());
    try (BpfObject other = BpfObjects.load("typed_maps.bpf.o")) {
      assertEquals(
          "map flows (hash) has no elements in memory, only an array has: it has keys and values:"
              + " use typed",
          assertThrows(IllegalArgumentException.class, () -> other.map("flows").element(0))
              .getMessage());
    }
  }

  @Test
  void aValueIsACopyThatPathsRead() {
    try (BpfObject other = BpfObjects.load("typed_maps.bpf.o")) {
      BpfMap flows = other.map("flows");
      assertEquals(Optional.empty(), flows.findValue(DNS));
      assertEquals(
          "map 'flows' has no key 0x" + "00".repeat(16),
          assertThrows(NoSuchElementException.class, () -> flows.value(new byte[16])).getMessage());
      other.program("count").testRun(TestRun.once().withData(new byte[64]).withRepeat(2));
      TypedValue flow = flows.value(DNS);
      assertEquals(2, flow.field("packets").getLong());
      assertEquals(0, flow.field("size.max").getInt());
      assertEquals("flows.size.max", flow.field("size").field("max").name());
      assertEquals(AccessMode.COPY, flow.accessMode());
      other.program("count").testRun(TestRun.once().withData(new byte[64]));
      assertEquals(2, flow.field("packets").getLong(), "a copy");
      assertEquals(
          3,
          flows.value(new Address(0x7f000001, 53, "DIRECTION_OUT", 17)).field("packets").getLong());
      assertEquals(
          "value of map 'flows.packets' is read-only: it is a copy of what the map had: put the"
              + " whole value; element(index) gives live memory, in an array that is made with"
              + " BPF_F_MMAPABLE",
          assertThrows(ReadOnlyVariableException.class, () -> flow.field("packets").setLong(1))
              .getMessage());
      assertEquals(
          "value of map 'flows.packets' has no handle: it is a copy of what the map had;"
              + " element(index) gives live memory, in an array that is made with BPF_F_MMAPABLE",
          assertThrows(IllegalStateException.class, () -> flow.field("packets").longHandle())
              .getMessage());
      assertFalse(flow.isAtomic());
      MapEntry<Object, Object> entry = flows.entry(DNS);
      assertEquals(
          "{.address = 2130706433, .port = 53, .direction = DIRECTION_OUT, .protocol = 17} ="
              + " {.packets = 3, .bytes = 150, .size = {.min = 0, .max = 0}, .comm = \"\", .seen ="
              + " 0, .kind = 0}",
          entry.key() + " = " + entry.value());
      assertEquals(flows.typed(Object.class, Object.class).entries().iterator().next(), entry);
    }
  }

  @Test
  void keysThatDoNotFitAreRefused() {
    BpfMap devices = object.map("devices");
    assertEquals(
        "key of map 'devices' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
        assertThrows(IllegalArgumentException.class, () -> devices.value(-1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> devices.value(List.of()));
    assertThrows(IllegalArgumentException.class, () -> devices.value(new byte[3]));
    assertThrows(NoSuchElementException.class, () -> devices.value(8));
    try (BpfObject percpu = BpfObjects.load("percpu.bpf.o")) {
      BpfMap map =
          percpu.maps().stream().filter(one -> one.type().isPerCpu()).findFirst().orElseThrow();
      assertEquals(
          map + " has no single value of a key: a key has a value for each CPU: use typedPerCpu",
          assertThrows(IllegalArgumentException.class, () -> map.value(0)).getMessage());
    }
  }
}
