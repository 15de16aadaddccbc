package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.BpfObjects;

/** A size that this machine cannot have is refused with one that it can have, or rounded up. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
class RingSizeKernelTest {

  @Test
  void theSizeThatARefusalNamesWorks() {
    try (BpfScope scope = BpfScope.open("sizes")) {
      String refused =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class,
                      () -> scope.createMap(MapOptions.ringBuffer("events", 100_000)))
                  .getMessage());
      assertTrue(refused.contains("The next one is 131072;"), refused);
      BpfMap map = scope.createMap(MapOptions.ringBuffer("events", 131_072));
      try (RingBuffer ring = RingBuffer.of(map)) {
        assertEquals(131_072, ring.statistics().sizeBytes());
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> scope.createMap(MapOptions.of(MapType.RINGBUF, "events", 0, 0, 100_000)));
    }
  }

  @Test
  void atLeastIsRoundedUp() {
    try (BpfScope scope = BpfScope.open("sizes")) {
      BpfMap map = scope.createMap(MapOptions.ringBufferOfAtLeast("events", 100_000));
      assertEquals(131_072, map.maxEntries());
      try (RingBuffer ring = RingBuffer.of(map)) {
        assertEquals(131_072, ring.statistics().sizeBytes());
      }
    }
  }

  @Test
  @RefusedWithout(Feature.USER_RING_BUFFER)
  void userRingBuffersHaveTheSameSizes() {
    try (BpfScope scope = BpfScope.open("sizes")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> scope.createMap(MapOptions.userRingBuffer("commands", 100_000)));
      BpfMap map = scope.createMap(MapOptions.userRingBufferOfAtLeast("commands", 100_000));
      try (UserRingBuffer ring = UserRingBuffer.of(map)) {
        assertEquals(131_072, ring.sizeBytes());
      }
    }
  }

  @Test
  void libbpfRoundsUpTheRingsOfAnObject() {
    try (OpenBpfObject open = BpfObjects.open("events.bpf.o")) {
      open.map("events").setMaxEntries(100_000);
      assertEquals(131_072, open.map("events").maxEntries());
      try (BpfObject object = open.load();
          RingBuffer ring = RingBuffer.of(object.map("events"))) {
        assertEquals(131_072, ring.statistics().sizeBytes());
      }
    }
  }

  @Test
  void optionsAreValues() {
    MapOptions exact = MapOptions.ringBuffer("events", 4096);
    MapOptions atLeast = MapOptions.ringBufferOfAtLeast("events", 4096);
    assertNotEquals(exact, atLeast);
    assertEquals(atLeast, MapOptions.ringBufferOfAtLeast("events", 4096));
    assertTrue(atLeast.withRawFlags(1 << 19).roundsUp());
    assertTrue(atLeast.toString().contains("at least 4096 entries"), atLeast.toString());
    assertThrows(IllegalArgumentException.class, () -> MapOptions.ringBuffer("events", 0));
    assertThrows(IllegalArgumentException.class, () -> MapOptions.ringBufferOfAtLeast("a b", 1));
  }
}
