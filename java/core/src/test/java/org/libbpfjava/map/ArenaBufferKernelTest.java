package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfScope;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.presets.calls.DirectBuffers;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Jdks;

/** Buffers over memory that its owner frees (java.lang.foreign): the kernel never writes there. */
@KernelTest
class ArenaBufferKernelTest {

  @Tag("host") // it is about JDKs
  @Test
  void aBufferOfAnArenaIsReadAndWrittenOnlyWhileItIsOpen() throws Exception {
    Optional<Path> jdk = Jdks.newest(22);
    assumeTrue(jdk.isPresent(), "no JDK 22 or later on this machine");
    ChildProcess child = ChildProcess.run(Map.of(), Jdks.java(jdk.get(), Arenas.class));
    assertEquals(
        """
        address: 0
        open: true 7 true 9 true
        plain: true 7
        lookup: Already closed
        key: Already closed
        update: Already closed
        delete: Already closed
        closed meanwhile: some answered, some refused
        """,
        child.output());
    assertEquals(0, child.status());
  }

  /** Compiled for a JDK that has no arenas, so by method handles. */
  static final class Arenas {
    private static final int ROUNDS = 20_000;

    private final MethodHandle ofShared;
    private final MethodHandle allocate;
    private final MethodHandle asByteBuffer;

    private Arenas() throws ReflectiveOperationException {
      Class<?> arena = Class.forName("java.lang.foreign.Arena");
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      ofShared = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena));
      allocate =
          lookup.findVirtual(
              arena, "allocate", MethodType.methodType(segment, long.class, long.class));
      asByteBuffer =
          lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
    }

    private AutoCloseable arena() throws Throwable {
      return (AutoCloseable) ofShared.invoke();
    }

    private ByteBuffer buffer(AutoCloseable arena, int size) throws Throwable {
      return ((ByteBuffer) asByteBuffer.invoke(allocate.invoke(arena, (long) size, 8L)))
          .order(ByteOrder.nativeOrder());
    }

    public static void main(String[] arguments) throws Throwable {
      try (BpfScope scope = BpfScope.open("arenas")) {
        new Arenas().run(scope.createMap(MapOptions.hash("m", 4, 16, 4)));
      }
    }

    private void run(BpfMap map) throws Throwable {
      byte[] value = new byte[16];
      Arrays.fill(value, (byte) 7);
      map.update(new byte[4], value);
      ByteBuffer closedKey;
      ByteBuffer closedValue;
      try (AutoCloseable arena = arena()) {
        ByteBuffer key = buffer(arena, 4);
        ByteBuffer room = buffer(arena, 16);
        System.out.println("address: " + DirectBuffers.address(key)); // none that could be kept
        boolean found = map.lookup(key, room);
        int read = room.get(15);
        boolean set = map.update(key.putInt(0, 1), room.put(0, (byte) 9), UpdateMode.ANY);
        int written = map.lookup(new byte[] {1, 0, 0, 0}).orElseThrow()[0];
        System.out.printf("open: %s %d %s %d %s%n", found, read, set, written, map.delete(key));
        closedKey = key;
        closedValue = room;
      }
      ByteBuffer key = ByteBuffer.allocateDirect(4);
      ByteBuffer room = ByteBuffer.allocateDirect(16);
      System.out.printf("plain: %s %d%n", map.lookup(key, room), room.get(15));
      tell("lookup", () -> map.lookup(key, closedValue));
      tell("key", () -> map.lookup(closedKey, room));
      tell("update", () -> map.update(key, closedValue, UpdateMode.ANY));
      tell("delete", () -> map.delete(closedKey));
      System.out.println("closed meanwhile: " + closedMeanwhile(map, key));
    }

    private static void tell(String what, Runnable call) {
      try {
        call.run();
        System.out.println(what + ": no exception");
      } catch (IllegalStateException e) {
        System.out.println(what + ": " + e.getMessage());
      }
    }

    /** The owner closes it while another thread is in the call. */
    private String closedMeanwhile(BpfMap map, ByteBuffer key) throws Throwable {
      int answered = 0;
      int refused = 0;
      for (int i = 0; i < ROUNDS && (answered == 0 || refused == 0 || i < 500); i++) {
        AutoCloseable arena = arena();
        ByteBuffer room = buffer(arena, 16);
        Thread closing = new Thread(() -> close(arena));
        closing.start();
        try {
          while (map.lookup(key, room)) {
            answered++;
          }
        } catch (IllegalStateException e) {
          refused++;
          Thread.interrupted(); // as the JDK may leave the thread whose access it ends
        }
        closing.join();
      }
      return answered > 0 && refused > 0 ? "some answered, some refused" : answered + "/" + refused;
    }

    private static void close(AutoCloseable arena) {
      while (true) {
        try {
          arena.close();
          return;
        } catch (IllegalStateException e) {
          Thread.onSpinWait(); // in use this moment
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
