package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfScope;
import org.libbpfjava.junit.KernelTest;

/** A map remembers the direct buffers of the last call: what was checked once is checked again. */
@KernelTest
class SameBuffersKernelTest {
  private static final int ENTRIES = 8;

  private final BpfScope scope = BpfScope.open("same");
  private final BpfMap map = scope.createMap(MapOptions.hash("m", 4, 8, ENTRIES));
  private final ByteBuffer key = direct(4 * ENTRIES);
  private final ByteBuffer value = direct(8 * ENTRIES);

  @AfterEach
  void close() {
    scope.close();
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  @Test
  void eachCallTakesTheBuffersPositions() {
    for (int i = 0; i < ENTRIES; i++) {
      key.putInt(4 * i, i);
      value.putLong(8 * i, 100 + i);
      assertTrue(map.update(key.position(4 * i), value.position(8 * i), UpdateMode.NO_EXIST));
    }
    for (int i = ENTRIES - 1; i >= 0; i--) {
      assertTrue(map.lookup(key.position(4 * i), value.position(0)));
      assertEquals(100 + i, value.getLong(0));
    }
    for (int i = 0; i < ENTRIES; i += 2) {
      assertTrue(map.delete(key.position(4 * i)));
      assertTrue(map.lookupAndDelete(key.position(4 * i + 4), value.position(8)));
      assertEquals(101 + i, value.getLong(8));
    }
    assertFalse(map.keys().iterator().hasNext());
  }

  @Test
  void eachCallChecksThemAnew() {
    map.update(key, value, UpdateMode.ANY);
    assertTrue(map.lookup(key, value));
    key.limit(3);
    assertThrows(IllegalArgumentException.class, () -> map.lookup(key, value));
    assertThrows(IllegalArgumentException.class, () -> map.update(key, value, UpdateMode.ANY));
    assertThrows(IllegalArgumentException.class, () -> map.delete(key));
    key.clear();
    value.position(value.capacity() - 7);
    assertThrows(IllegalArgumentException.class, () -> map.lookup(key, value));
    value.clear();
    ByteBuffer readOnly = value.asReadOnlyBuffer();
    assertTrue(map.update(key, readOnly, UpdateMode.ANY));
    assertTrue(map.update(key, readOnly, UpdateMode.ANY));
    assertThrows(ReadOnlyBufferException.class, () -> map.lookup(key, readOnly));
    assertTrue(map.lookup(key, value));
    scope.close();
    assertThrows(IllegalStateException.class, () -> map.lookup(key, value));
  }

  @Test
  void whatIsRememberedIsGoneWithItsBuffer() {
    map.update(key, value.putLong(0, 7), UpdateMode.ANY);
    for (int round = 0; round < 40; round++) {
      ByteBuffer otherKey = direct(4);
      ByteBuffer otherValue = direct(1 << 20);
      for (int call = 0; call < 3; call++) {
        assertTrue(map.lookup(otherKey, otherValue.putLong(0, 0)));
        assertEquals(7, otherValue.getLong(0));
      }
      if (round % 8 == 0) {
        System.gc();
      }
    }
  }

  @Test
  void threadsOfOneMapKeepTheirBuffersApart() throws InterruptedException {
    for (int i = 0; i < ENTRIES; i++) {
      map.update(key.putInt(0, i), value.putLong(0, 1000 + i), UpdateMode.ANY);
    }
    Thread[] threads = new Thread[3];
    boolean[] wrong = new boolean[threads.length];
    for (int t = 0; t < threads.length; t++) {
      int number = t;
      threads[t] =
          new Thread(
              () -> {
                ByteBuffer own = direct(4);
                ByteBuffer room = direct(8);
                for (int i = 0; i < 30_000; i++) {
                  int wanted = (number + i) % ENTRIES;
                  wrong[number] |=
                      !map.lookup(own.putInt(0, wanted), room) || room.getLong(0) != 1000 + wanted;
                }
              });
      threads[t].start();
    }
    for (int t = 0; t < threads.length; t++) {
      threads[t].join();
      assertFalse(wrong[t], "thread " + t);
    }
  }
}
