package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;

/** Many elements a call: none is lost or comes twice, whatever the sizes of buffers and buckets. */
@KernelTest
class BatchKernelTest {
  private static final int COUNT = 3000;

  private BpfScope scope;

  @BeforeEach
  void open() {
    scope = BpfScope.open("batches");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private BpfMap map(MapType type, long entries) {
    MapOptions options = MapOptions.of(type, "numbers", 4, 8, entries);
    return scope.createMap(
        type == MapType.LPM_TRIE ? options.withFlags(MapFlag.NO_PREALLOC) : options);
  }

  private static void fill(BpfMap map, int count) {
    ByteBuffer keys = direct(count * 4);
    ByteBuffer values = direct(count * map.elementSize());
    for (int i = 0; i < count; i++) {
      keys.putInt(i * 4, i);
      values.putLong(i * map.elementSize(), i * 7L);
    }
    assertEquals(count, map.updateBatch(keys, values, count, UpdateMode.ANY));
  }

  private static Map<Integer, Long> read(
      BpfMap map, BatchCursor cursor, int room, IntFunction<ByteBuffer> buffers) {
    ByteBuffer keys = buffers.apply(room * 4 + 3).order(ByteOrder.nativeOrder());
    ByteBuffer values = buffers.apply(room * map.elementSize() + 5).order(ByteOrder.nativeOrder());
    Map<Integer, Long> seen = new HashMap<>();
    for (int count = cursor.next(keys, values); count > 0; count = cursor.next(keys, values)) {
      assertTrue(count <= room);
      for (int i = 0; i < count; i++) {
        assertNull(
            seen.put(keys.getInt(i * 4), values.getLong(i * map.elementSize())), "came twice");
      }
    }
    assertEquals(0, cursor.next(keys, values));
    return seen;
  }

  private static void check(Map<Integer, Long> seen, int count) {
    assertEquals(count, seen.size());
    seen.forEach((key, value) -> assertEquals(key * 7L, value));
  }

  static Stream<MapType> types() {
    return Stream.of(
        MapType.HASH,
        MapType.ARRAY,
        MapType.LRU_HASH,
        MapType.PERCPU_HASH,
        MapType.PERCPU_ARRAY,
        MapType.LRU_PERCPU_HASH);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyElementComesOnce(MapType type) {
    boolean lru = type.libbpfName().startsWith("lru");
    BpfMap map = map(type, lru ? 4L * COUNT : COUNT);
    fill(map, COUNT);
    for (int room : new int[] {1, 2, 7, 100, COUNT, 2 * COUNT}) {
      check(read(map, map.lookupBatch(), room, ByteBuffer::allocateDirect), COUNT);
    }
    check(read(map, map.lookupBatch(), 64, ByteBuffer::allocate), COUNT);
  }

  /** One bucket holds all: every batch but a whole one is ENOSPC. */
  @Test
  void aBucketMayBeLargerThanTheBuffers() {
    BpfMap map = map(MapType.HASH, 1); // one bucket
    fill(map, 1);
    check(read(map, map.lookupBatch(), 1, ByteBuffer::allocateDirect), 1);
    BpfMap more = map(MapType.HASH, 4096); // 4,096 keys in as many buckets: some hold 6 or more
    fill(more, 4096);
    check(read(more, more.lookupBatch(), 1, ByteBuffer::allocateDirect), 4096);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4000})
  void lookupAndDeleteEmptiesAHash(int room) {
    BpfMap map = map(MapType.HASH, COUNT);
    fill(map, COUNT);
    check(read(map, map.lookupAndDeleteBatch(), room, ByteBuffer::allocateDirect), COUNT);
    assertEquals(0, read(map, map.lookupBatch(), 10, ByteBuffer::allocateDirect).size());
  }

  /** No kernel has batches for an LPM trie before 5.13, and its keys have other sizes. */
  @Test
  void mapsWithoutBatchesAreReadOneByOne() {
    BpfMap map =
        scope.createMap(
            MapOptions.of(MapType.LPM_TRIE, "prefixes", 8, 8, 64).withFlags(MapFlag.NO_PREALLOC));
    ByteBuffer key = direct(8);
    ByteBuffer value = direct(8);
    for (int i = 0; i < 32; i++) {
      key.putInt(0, 32).put(4, (byte) i);
      value.putLong(0, i);
      map.update(key, value, UpdateMode.ANY);
    }
    BatchCursor cursor = map.lookupBatch();
    ByteBuffer keys = direct(5 * 8);
    ByteBuffer values = direct(5 * 8);
    Map<Integer, Long> seen = new HashMap<>();
    for (int count = cursor.next(keys, values); count > 0; count = cursor.next(keys, values)) {
      for (int i = 0; i < count; i++) {
        assertNull(seen.put((int) keys.get(i * 8 + 4), values.getLong(i * 8)));
      }
    }
    assertEquals(32, seen.size());
  }

  @Test
  void updateStopsWhereTheModeForbids() {
    BpfMap map = map(MapType.HASH, 10);
    map.update(new byte[] {2, 0, 0, 0}, new byte[8]);
    ByteBuffer keys = direct(16);
    for (int i = 0; i < 4; i++) {
      keys.putInt(i * 4, i);
    }
    assertEquals(2, map.updateBatch(keys, direct(32), 4, UpdateMode.NO_EXIST));
    ByteBuffer heap = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    heap.putInt(0, 7).putInt(4, 2);
    assertEquals(1, map.updateBatch(heap, ByteBuffer.allocate(32), 4, UpdateMode.NO_EXIST));
  }

  @Test
  void aFullMapSaysHowMuchItTook() {
    BpfMap map = map(MapType.HASH, 10);
    ByteBuffer keys = direct(80);
    for (int i = 0; i < 20; i++) {
      keys.putInt(i * 4, i);
    }
    BpfException full =
        assertThrows(
            BpfException.class, () -> map.updateBatch(keys, direct(160), 20, UpdateMode.ANY));
    String said = String.valueOf(full.getMessage());
    assertTrue(said.contains("it is full"), said);
    assertTrue(said.contains("after 10 of 20 elements"), said);
  }

  @Test
  void deletePassesOverWhatIsNotThere() {
    for (boolean isDirect : new boolean[] {true, false}) {
      BpfMap map = map(MapType.HASH, 100);
      fill(map, 50);
      ByteBuffer keys =
          (isDirect ? direct(400) : ByteBuffer.allocate(400)).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 100; i++) {
        keys.putInt(i * 4, i * 3 % 100);
      }
      assertEquals(50, map.deleteBatch(keys, 100));
      assertEquals(0, map.deleteBatch(keys, 100));
      assertEquals(0, map.deleteBatch(keys, 0));
    }
  }

  @Test
  void badBuffersAreRefused() {
    BpfMap map = map(MapType.HASH, 10);
    BatchCursor cursor = map.lookupBatch();
    assertThrows(IllegalArgumentException.class, () -> cursor.next(direct(3), direct(8)));
    assertThrows(IllegalArgumentException.class, () -> cursor.next(direct(4), direct(7)));
    assertThrows(
        ReadOnlyBufferException.class, () -> cursor.next(direct(4).asReadOnlyBuffer(), direct(8)));
    assertThrows(
        ReadOnlyBufferException.class, () -> cursor.next(direct(4), direct(8).asReadOnlyBuffer()));
    assertThrows(
        IllegalArgumentException.class,
        () -> map.updateBatch(direct(8), direct(15), 2, UpdateMode.ANY));
    assertThrows(
        IllegalArgumentException.class,
        () -> map.updateBatch(direct(7), direct(16), 2, UpdateMode.ANY));
    assertThrows(
        IllegalArgumentException.class,
        () -> map.updateBatch(direct(8), direct(16), -1, UpdateMode.ANY));
    assertThrows(
        IllegalArgumentException.class,
        () -> map.updateBatch(direct(8), direct(16), Integer.MAX_VALUE, UpdateMode.ANY));
    assertThrows(IllegalArgumentException.class, () -> map.deleteBatch(direct(8), 3));
    assertEquals(0, map.updateBatch(direct(0), direct(0), 0, UpdateMode.ANY));
  }

  @Test
  void mapsWithoutElementsSaySo() {
    BpfMap ring = scope.createMap(MapOptions.ringBufferOfAtLeast("ring", 1));
    assertTrue(
        String.valueOf(assertThrows(BpfException.class, ring::lookupBatch).getMessage())
            .contains("has no keys and values"));
    assertThrows(BpfException.class, () -> ring.deleteBatch(direct(4), 1));
    assertThrows(
        BpfException.class, () -> ring.updateBatch(direct(4), direct(4), 1, UpdateMode.ANY));
    BpfMap queue = scope.createMap(MapOptions.of(MapType.QUEUE, "queue", 0, 4, 4));
    assertThrows(BpfException.class, queue::lookupBatch);
    assertThrows(BpfException.class, queue::lookupAndDeleteBatch);
  }

  @Test
  void afterCloseBatchesThrow() {
    BpfMap map = map(MapType.HASH, 10);
    fill(map, 10);
    BatchCursor cursor = map.lookupBatch();
    scope.close();
    assertThrows(IllegalStateException.class, () -> cursor.next(direct(40), direct(80)));
    assertThrows(IllegalStateException.class, () -> map.deleteBatch(direct(4), 1));
    assertThrows(
        IllegalStateException.class,
        () -> map.updateBatch(direct(4), direct(8), 1, UpdateMode.ANY));
  }
}
