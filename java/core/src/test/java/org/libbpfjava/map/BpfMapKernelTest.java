package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;

/** Map elements as bytes: what the kernel moves is what the caller's memory has room for. */
@KernelTest
class BpfMapKernelTest {
  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("maps.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] u64(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  @Test
  void whatWasUpdatedIsLookedUpUntilItIsDeleted() {
    BpfMap flows = object.map("flows");
    assertEquals(Optional.empty(), flows.lookup(u32(1)));
    flows.update(u32(1), u64(10));
    assertArrayEquals(u64(10), flows.lookup(u32(1)).orElseThrow());
    assertTrue(flows.delete(u32(1)));
    assertFalse(flows.delete(u32(1)));
    assertEquals(Optional.empty(), flows.lookup(u32(1)));
  }

  @Test
  void updateModesAreTheKernels() {
    BpfMap flows = object.map("flows");
    assertFalse(flows.update(u32(1), u64(1), UpdateMode.EXIST));
    assertTrue(flows.update(u32(1), u64(2), UpdateMode.NO_EXIST));
    assertFalse(flows.update(u32(1), u64(3), UpdateMode.NO_EXIST));
    assertArrayEquals(u64(2), flows.lookup(u32(1)).orElseThrow());
    assertTrue(flows.update(u32(1), u64(4), UpdateMode.EXIST));
    assertArrayEquals(u64(4), flows.lookup(u32(1)).orElseThrow());
  }

  @Test
  void aFullMapSaysSo() {
    BpfMap flows = object.map("flows");
    flows.update(u32(1), u64(1));
    flows.update(u32(2), u64(2));
    BpfException full = assertThrows(BpfException.class, () -> flows.update(u32(3), u64(3)));
    assertEquals("update map 'flows': E2BIG (-7): it is full: 2 of 2 entries", full.getMessage());
    assertEquals(7, full.errno());
    assertEquals("E2BIG", full.errnoName());
  }

  @Test
  void directAndHeapBuffersAreUsedFromTheirPositionAndDoNotMove() {
    BpfMap flows = object.map("flows");
    ByteBuffer heapKey = ByteBuffer.wrap(new byte[12]).order(ByteOrder.nativeOrder());
    heapKey.position(4);
    ByteBuffer sliced = heapKey.slice().order(ByteOrder.nativeOrder()); // has an array offset
    sliced.putInt(0, 5);
    ByteBuffer directKey = direct(new byte[12]).putInt(8, 5).position(8);
    ByteBuffer value = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
    value.putLong(8, 99).position(8);

    assertTrue(flows.update(directKey, value, UpdateMode.ANY));
    assertEquals(8, directKey.position());
    assertEquals(8, value.position());
    ByteBuffer found = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()).position(8);
    assertTrue(flows.lookup(directKey, found));
    assertEquals(99, found.getLong(8));
    assertEquals(0, found.getLong(0));
    ByteBuffer heapFound = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    assertTrue(flows.lookup(sliced, heapFound));
    assertEquals(99, heapFound.getLong(0));
    assertTrue(flows.delete(directKey));
    assertFalse(flows.delete(sliced));
    assertFalse(flows.lookup(directKey, found));
  }

  @Test
  void memoryOfTheWrongSizeNeverReachesTheKernel() {
    BpfMap flows = object.map("flows");
    assertRefused("key of map 'flows' has 4 bytes, not 3", () -> flows.lookup(new byte[3]));
    assertRefused("key of map 'flows' has 4 bytes, not 5", () -> flows.delete(new byte[5]));
    assertRefused(
        "value of map 'flows' has 8 bytes, not 4", () -> flows.update(u32(1), new byte[4]));
    assertRefused(
        "value of map 'flows' has 8 bytes, the buffer 7",
        () -> flows.lookup(direct(u32(1)), ByteBuffer.allocateDirect(7)));
    assertRefused(
        "key of map 'flows' has 4 bytes, the buffer 3",
        () -> flows.lookup(direct(u32(1)).position(1), ByteBuffer.allocateDirect(8)));
    assertThrows(
        ReadOnlyBufferException.class,
        () -> flows.lookup(direct(u32(1)), ByteBuffer.allocateDirect(8).asReadOnlyBuffer()));
  }

  private static void assertRefused(String message, org.junit.jupiter.api.function.Executable e) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, e).getMessage());
  }

  @Test
  void aPerCpuElementHasRoomForEveryPossibleCpu() {
    BpfMap percpu = object.map("percpu");
    byte[] element = percpu.lookup(u32(0)).orElseThrow();
    assertEquals(4, percpu.valueSize());
    assertEquals(percpu.elementSize(), element.length);
    assertEquals(0, element.length % 8);
    object.program("touch").testRun(TestRun.once().withData(new byte[64]));
    ByteBuffer values =
        ByteBuffer.wrap(percpu.lookup(u32(0)).orElseThrow()).order(ByteOrder.nativeOrder());
    List<Integer> touched = new ArrayList<>();
    for (int i = 0; i < values.capacity(); i += 8) {
      touched.add(values.getInt(i));
    }
    assertTrue(touched.contains(7), "values: " + touched);
    assertRefused(
        "value of map 'percpu' has " + percpu.elementSize() + " bytes, not 4",
        () -> percpu.update(u32(0), u32(1)));
  }

  @Test
  void aQueueHasNoKey() {
    BpfMap queue = object.map("queue");
    assertEquals(0, queue.keySize());
    queue.update(new byte[0], u32(11));
    assertArrayEquals(u32(11), queue.lookup(new byte[0]).orElseThrow()); // peeks
  }

  @Test
  void keysAreListedOnceEach() {
    BpfMap slots = object.map("slots");
    List<Integer> keys = new ArrayList<>();
    for (byte[] key : slots.keys()) {
      keys.add(ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt());
    }
    assertEquals(List.of(0, 1, 2, 3), keys);
    assertEquals(MapType.ARRAY, slots.type());
    assertEquals(4, slots.maxEntries());
  }

  @Test
  void maxEntriesCanBeSetBeforeLoad() {
    try (OpenBpfObject open = BpfObjects.open("maps.bpf.o")) {
      assertEquals(2, open.map("flows").maxEntries());
      assertThrows(IllegalArgumentException.class, () -> open.map("flows").setMaxEntries(0));
      open.map("flows").setMaxEntries(3);
      try (BpfObject larger = open.load()) {
        assertEquals(3, larger.map("flows").maxEntries());
        for (int i = 0; i < 3; i++) {
          larger.map("flows").update(u32(i), u64(i));
        }
      }
    }
  }

  @Test
  void aBloomFilterGivesNoValues() {
    KernelTier.needs("bloom filters exist", KernelVersion.of(5, 16));
    try (BpfScope scope = BpfScope.open("keyless")) {
      BpfMap filter = scope.createMap(MapOptions.of(MapType.BLOOM_FILTER, "seen", 0, 4, 100));
      filter.update(new byte[0], u32(11));
      String reason =
          " 'seen': it is a bloom filter; it has no keys, and values cannot be read back: use"
              + " bloomFilter";
      assertEquals("look up in map" + reason, refusal(() -> filter.lookup(new byte[0])));
      ByteBuffer none = ByteBuffer.allocateDirect(0);
      ByteBuffer value = ByteBuffer.allocateDirect(4);
      assertEquals("look up in map" + reason, refusal(() -> filter.lookup(none, value)));
      assertEquals("list the keys of map" + reason, refusal(filter::keys));
    }
  }

  @Test
  void queuesAndStacksHaveNoKeys() {
    try (BpfScope scope = BpfScope.open("keyless")) {
      for (MapType type : List.of(MapType.QUEUE, MapType.STACK)) {
        BpfMap map = scope.createMap(MapOptions.of(type, type.libbpfName(), 0, 4, 10));
        map.update(new byte[0], u32(1));
        assertEquals(
            "delete from map '" + type + "': it is a " + type + "; it has no keys: use queue",
            refusal(() -> map.delete(new byte[0])));
        assertArrayEquals(u32(1), map.lookup(new byte[0]).orElseThrow());
      }
    }
  }

  private static String refusal(Executable call) {
    return String.valueOf(assertThrows(BpfException.class, call).getMessage());
  }
}
