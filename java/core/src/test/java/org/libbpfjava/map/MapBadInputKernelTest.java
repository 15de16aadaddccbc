package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** Wrong use of a map throws what its Javadoc says, and leaves the map as it was. */
@KernelTest
@Timeout(180)
class MapBadInputKernelTest {
  private BpfScope scope;

  /** The maps that rows use. */
  private record Maps(
      BpfMap numbers,
      BpfMap array,
      BpfMap frozen,
      TypedMap<Integer, Long> typed,
      TypedMap<Integer, Long> typedArray,
      TypedMap<Integer, Long> typedFrozen) {}

  private Maps maps;

  @BeforeEach
  void open() {
    scope = BpfScope.open("bad input");
    BpfMap numbers = scope.createMap(MapOptions.hash("numbers", 4, 8, 2));
    BpfMap array = scope.createMap(MapOptions.array("slots", 8, 4));
    BpfMap frozen = scope.createMap(MapOptions.array("frozen", 8, 4));
    frozen.freeze();
    maps =
        new Maps(
            numbers,
            array,
            frozen,
            numbers.typed(Integer.class, Long.class),
            array.typed(Integer.class, Long.class),
            frozen.typed(Integer.class, Long.class));
    maps.typed.put(1, 1L);
    maps.typed.put(2, 2L);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String says, Consumer<Maps> call) {
    return Arguments.of(name, refusal, says, call);
  }

  static Stream<Arguments> rows() {
    Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
    Class<BpfException> refused = BpfException.class;
    return Stream.of(
        row(
            "lookup, short key",
            wrong,
            "key of map 'numbers' has 4 bytes, not 3",
            m -> m.numbers.lookup(new byte[3])),
        row(
            "lookup, short buffer",
            wrong,
            "value of map 'numbers' has 8 bytes, the buffer 7",
            m -> m.numbers.lookup(direct(4), direct(7))),
        row(
            "lookup, sliced buffer",
            wrong,
            "the buffer 3",
            m -> m.numbers.lookup(direct(4).position(1).slice(), direct(8))),
        row(
            "lookup, limited buffer",
            wrong,
            "the buffer 2",
            m -> m.numbers.lookup(direct(4).limit(2), direct(8))),
        row(
            "lookup, heap buffer too short",
            wrong,
            "the buffer 3",
            m -> m.numbers.lookup(ByteBuffer.allocate(3), ByteBuffer.allocate(8))),
        row(
            "lookup, read-only value",
            ReadOnlyBufferException.class,
            "null",
            m -> m.numbers.lookup(direct(4), direct(8).asReadOnlyBuffer())),
        row(
            "update, long value",
            wrong,
            "value of map 'numbers' has 8 bytes, not 9",
            m -> m.numbers.update(new byte[4], new byte[9])),
        row(
            "update, short value buffer",
            wrong,
            "the buffer 4",
            m -> m.numbers.update(direct(4), direct(4), UpdateMode.ANY)),
        row(
            "update, full",
            refused,
            "it is full: 2 of 2 entries",
            m -> m.numbers.update(new byte[] {9, 0, 0, 0}, new byte[8])),
        row(
            "update, index too large",
            refused,
            "its indices run from 0 to 3",
            m -> m.array.update(new byte[] {4, 0, 0, 0}, new byte[8])),
        row(
            "update, negative index",
            refused,
            "its indices run from 0 to 3",
            m -> m.typedArray.put(-1, 1L)),
        row(
            "update, frozen",
            refused,
            "the map is frozen",
            m -> m.frozen.update(new byte[4], new byte[8])),
        row("delete, short key", wrong, "has 4 bytes, not 5", m -> m.numbers.delete(new byte[5])),
        row("delete, short buffer", wrong, "the buffer 0", m -> m.numbers.delete(direct(0))),
        row("delete, array", refused, "always exist", m -> m.array.delete(new byte[4])),
        row("delete, frozen", refused, "EPERM", m -> m.frozen.delete(new byte[4])),
        row(
            "lookupAndDelete, short key",
            wrong,
            "has 4 bytes, not 0",
            m -> m.numbers.lookupAndDelete(new byte[0])),
        row(
            "lookupAndDelete, short buffer",
            wrong,
            "the buffer 3",
            m -> m.numbers.lookupAndDelete(direct(3), direct(8))),
        row(
            "lookupAndDelete, read-only",
            ReadOnlyBufferException.class,
            "null",
            m -> m.numbers.lookupAndDelete(direct(4), direct(8).asReadOnlyBuffer())),
        row(
            "lookupAndDelete, array",
            refused,
            "maps of type array do not support it",
            m -> m.array.lookupAndDelete(new byte[4])),
        row(
            "batch, array cannot be emptied",
            refused,
            "slots",
            m -> m.array.lookupAndDeleteBatch().next(direct(16), direct(32))),
        row(
            "batch, no room",
            wrong,
            "the buffers have room for 3 and 8",
            m -> m.numbers.lookupBatch().next(direct(3), direct(8))),
        row(
            "updateBatch, frozen",
            refused,
            "the map is frozen",
            m -> m.frozen.updateBatch(direct(4), direct(8), 1, UpdateMode.ANY)),
        row(
            "updateBatch, too many",
            wrong,
            "2 values of map 'numbers' have 16 bytes",
            m -> m.numbers.updateBatch(direct(8), direct(8), 2, UpdateMode.ANY)),
        row(
            "deleteBatch, negative",
            wrong,
            "-1 keys of map 'numbers'",
            m -> m.numbers.deleteBatch(direct(8), -1)),
        row("deleteBatch, array", refused, "always exist", m -> m.array.deleteBatch(direct(8), 2)),
        row("mmap, not mmapable", refused, "EINVAL", m -> m.array.mmap()),
        row("freeze, twice", refused, "it is frozen already", m -> m.frozen.freeze()),
        row(
            "typed, larger class",
            wrong,
            "java.lang.Long would be 8 bytes in C",
            m -> m.numbers.typed(Long.class, Long.class)),
        row(
            "typed, no size",
            wrong,
            "java.util.Map has no size of its own",
            m -> m.numbers.typed(Integer.class, Map.class)),
        row("put, full", refused, "it is full", m -> m.typed.put(3, 3L)),
        row("putIfAbsent, full", refused, "it is full", m -> m.typed.putIfAbsent(3, 3L)),
        row("put, frozen", refused, "the map is frozen", m -> m.typedFrozen.put(1, 1L)),
        row("replace, frozen", refused, "the map is frozen", m -> m.typedFrozen.replace(1, 1L)),
        row("remove, array", refused, "always exist", m -> m.typedArray.remove(1)),
        row("getAndRemove, array", refused, "do not support it", m -> m.typedArray.getAndRemove(1)),
        row("drain, array", refused, "slots", m -> m.typedArray.drain((key, value) -> {})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefused(
      String name, Class<? extends Exception> refusal, String says, Consumer<Maps> call) {
    Exception thrown = assertThrows(refusal, () -> call.accept(maps));
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains(says), message);
    assertEquals(Map.of(1, 1L, 2, 2L), Map.copyOf(maps.typed.asMap()), "the map is as before");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefusedByAClosedMapToo(
      String name, Class<? extends Exception> refusal, String says, Consumer<Maps> call) {
    scope.close();
    Exception thrown = assertThrows(Exception.class, () -> call.accept(maps));
    assertTrue(
        thrown instanceof IllegalStateException || refusal.isInstance(thrown), thrown.toString());
  }

  /** What is offered may have any class where generics are cast away. */
  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void anObjectOfAnotherClassIsRefused() {
    TypedMap raw = maps.typed;
    for (Object key : List.of("text", new byte[4], 1.5, List.of(1), 1L << 40)) {
      assertThrows(IllegalArgumentException.class, () -> raw.get(key), key.toString());
      assertThrows(IllegalArgumentException.class, () -> raw.put(key, 1L), key.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> raw.put(1, "text"));
    assertEquals(1L, raw.get(1));
  }

  @Test
  void classesMayNestButNotEndlessly() {
    record Leaf(int value) {}
    record Two(Leaf a, Leaf b) {}
    record Four(Two a, Two b) {}
    BpfMap map = scope.createMap(MapOptions.hash("nested", 4, 16, 2));
    TypedMap<Integer, Four> nested = map.typed(Integer.class, Four.class);
    Four four = new Four(new Two(new Leaf(1), new Leaf(2)), new Two(new Leaf(3), new Leaf(4)));
    nested.put(1, four);
    assertEquals(four, nested.get(1));
    record Endless(int value, Endless next) {}
    assertTrue(
        String.valueOf(
                assertThrows(
                        IllegalArgumentException.class,
                        () -> map.typed(Integer.class, Endless.class))
                    .getMessage())
            .contains("Endless contains itself"));
  }

  /** Its layout has more bytes than there is room for at first. */
  @Test
  void anEnumMayHaveManyConstants() {
    BpfMap map = scope.createMap(MapOptions.hash("scripts", 4, 8, 2));
    TypedMap<Character.UnicodeScript, Long> scripts =
        map.typed(Character.UnicodeScript.class, Long.class);
    scripts.put(Character.UnicodeScript.THAANA, 1L);
    assertEquals(Map.of(Character.UnicodeScript.THAANA, 1L), Map.copyOf(scripts.asMap()));
  }

  /** Threads read, write, walk and drain while the owner is closed: only that is told. */
  @Test
  void closeBesideAllOperations() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      BpfObject object = BpfObjects.load("typed_maps.bpf.o");
      TypedMap<Integer, Long> counts = object.map("counts").typed(Integer.class, Long.class);
      List<Runnable> calls =
          List.of(
              () -> counts.put(1, 1L),
              () -> counts.get(1),
              () -> counts.forEach((key, value) -> {}),
              () -> counts.drain((key, value) -> {}),
              () -> object.map("counts").dump());
      AtomicReference<Throwable> other = new AtomicReference<>();
      List<Thread> threads = new ArrayList<>();
      for (Runnable call : calls) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (; ; ) {
                      call.run();
                    }
                  } catch (IllegalStateException e) {
                    // closed
                  } catch (Throwable e) {
                    other.set(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      Thread.sleep(round);
      object.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(null, other.get());
    }
  }
}
