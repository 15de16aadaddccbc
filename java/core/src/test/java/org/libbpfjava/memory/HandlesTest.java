package org.libbpfjava.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.internal.message.MappedNumber;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Jdks;

/** Handles of mapped memory do the same by both of their ways. */
class HandlesTest {
  private static final String EVERY_OPERATION =
      """
      1 2 3 4 5 5 12 20 23 3 9 true false 77 | 77
      read-only: 'n' 14
      neighbours: 1 1
      out: IndexOutOfBoundsException IndexOutOfBoundsException IllegalArgumentException
      """;

  @Test
  void buffersDoAllOperations() {
    StringBuilder said = new StringBuilder();
    Operations.all(
        said,
        number ->
            new BufferLongHandle(
                number.variable(), number.section(), number.memory(), number.offset()),
        number ->
            new BufferIntHandle(
                number.variable(), number.section(), number.memory(), number.offset()));
    assertEquals(EVERY_OPERATION.repeat(2), said.toString());
  }

  @Test
  void addressesDoAllOperations() throws Exception {
    ChildProcess child = run(List.of());
    assertEquals(
        "SegmentLongHandle SegmentIntHandle\n"
            + EVERY_OPERATION.repeat(2)
            + """
            VarHandle: 77 78 78 9 | 79 10
            Attempt to write a read-only segment
            """,
        child.output());
    assertEquals(0, child.status());
  }

  /** A JVM without native access would warn of it, or throw. */
  @Test
  void withoutNativeAccessTheyAreBuffers() throws Exception {
    ChildProcess child = run(List.of("--enable-native-access=java.base"));
    assertEquals(
        "BufferLongHandle BufferIntHandle\n"
            + EVERY_OPERATION.repeat(2)
            + """
            variable 'n' has no VarHandle: it needs --enable-native-access=ALL-UNNAMED
            """,
        child.output());
    assertEquals(0, child.status());
  }

  /** Its memory goes when its owner says so; an address would still be read. */
  @Test
  void aBufferOfSomebodyElsesIsReachedByItsOwnAccessors() {
    ByteBuffer memory = ByteBuffer.allocateDirect(16);
    assertEquals(
        List.of(BufferLongHandle.class, BufferIntHandle.class),
        List.of(
            LongHandle.of("n", ".data", memory, 8).getClass(),
            IntHandle.of("n", ".data", memory, 8).getClass()));
  }

  @Test
  void anOldJdkHasNoVarHandle() {
    assumeTrue(Runtime.version().feature() < 22, "this JDK has them");
    LongHandle handle = LongHandle.of("hits", ".bss", ByteBuffer.allocateDirect(8), 0);
    assertEquals(
        "variable 'hits' has no VarHandle: it needs JDK 22, this is " + Runtime.version().feature(),
        assertThrows(UnsupportedOperationException.class, handle::varHandle).getMessage());
  }

  private static ChildProcess run(List<String> options) throws Exception {
    Optional<Path> jdk = Jdks.newest(22);
    assumeTrue(jdk.isPresent(), "no JDK 22 or later on this machine");
    List<String> command = new ArrayList<>(Jdks.java(jdk.get(), Operations.class));
    if (!options.isEmpty()) {
      command.removeIf(option -> option.startsWith("--enable-native-access"));
      command.addAll(1, options);
    }
    return ChildProcess.run(Map.of(), command);
  }

  /** All operations, each with a result that another one would not have. */
  static final class Operations {
    private interface Longs {
      LongHandle of(MappedNumber number);
    }

    private interface Ints {
      IntHandle of(MappedNumber number);
    }

    private Operations() {}

    public static void main(String[] arguments) {
      MappedNumber number = number(buffer(), 8);
      LongHandle handle = LongHandle.of(number);
      IntHandle small = IntHandle.of(number);
      StringBuilder said =
          new StringBuilder(
              handle.getClass().getSimpleName() + " " + small.getClass().getSimpleName() + "\n");
      all(said, LongHandle::of, IntHandle::of);
      try {
        varHandles(said);
      } catch (UnsupportedOperationException e) {
        said.append(e.getMessage()).append('\n');
      }
      System.out.print(said);
    }

    private static void varHandles(StringBuilder said) {
      ByteBuffer memory = buffer();
      LongHandle handle = LongHandle.of(number(memory, 8));
      VarHandle number = handle.varHandle();
      handle.set(77);
      said.append("VarHandle: ").append((long) number.getOpaque());
      number.setOpaque(78L);
      said.append(' ').append(handle.get()).append(' ').append((long) number.getAndAdd(1L));
      IntHandle small = IntHandle.of(number(memory, 16));
      VarHandle smallNumber = small.varHandle();
      small.set(9);
      said.append(' ').append((int) smallNumber.getAndAdd(1));
      said.append(" | ").append(handle.get()).append(' ').append(small.get()).append('\n');
      try {
        LongHandle.of(number(memory.asReadOnlyBuffer(), 8)).varHandle().setOpaque(1L);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        said.append(e.getMessage()).append('\n');
      }
    }

    private static ByteBuffer buffer() {
      return ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
    }

    private static MappedNumber number(ByteBuffer memory, int offset) {
      // Its own position does not matter.
      return new MappedNumber("n", ".data", memory.duplicate().position(4), offset);
    }

    static void all(StringBuilder said, Longs longs, Ints ints) {
      longs(said, longs);
      ints(said, ints);
    }

    private static void longs(StringBuilder said, Longs handles) {
      ByteBuffer memory = buffer().putLong(0, 1).putLong(16, 1);
      LongHandle handle = handles.of(number(memory, 8));
      memory.putLong(8, 1);
      said.append(handle.get());
      handle.set(2);
      said.append(' ').append(handle.getPlain());
      handle.setPlain(3);
      said.append(' ').append(handle.getAcquire());
      handle.setRelease(4);
      said.append(' ').append(handle.getVolatile());
      handle.setVolatile(5);
      said.append(' ').append(memory.getLong(8)).append(' ').append(handle.getAndAdd(7));
      said.append(' ').append(handle.getAndSet(20)).append(' ').append(handle.getAndBitwiseOr(3));
      said.append(' ').append(handle.getAndBitwiseAnd(3));
      said.append(' ').append(handle.getAndBitwiseXor(10)).append(' ').append(handle.get());
      said.append(' ').append(handle.compareAndSet(9, 77)).append(' ');
      said.append(handle.compareAndSet(9, 78)).append(' ').append(handle.get());
      said.append(" | ").append(memory.getLong(8)).append('\n');
      refusals(said, memory, number -> refused(handles.of(number)));
      said.append("neighbours: ").append(memory.getLong(0)).append(' ');
      said.append(memory.getLong(16)).append('\n');
      out(said, number -> LongHandle.of(number));
    }

    private static void ints(StringBuilder said, Ints handles) {
      ByteBuffer memory = buffer().putInt(4, 1).putInt(12, 1);
      IntHandle handle = handles.of(number(memory, 8));
      memory.putInt(8, 1);
      said.append(handle.get());
      handle.set(2);
      said.append(' ').append(handle.getPlain());
      handle.setPlain(3);
      said.append(' ').append(handle.getAcquire());
      handle.setRelease(4);
      said.append(' ').append(handle.getVolatile());
      handle.setVolatile(5);
      said.append(' ').append(memory.getInt(8)).append(' ').append(handle.getAndAdd(7));
      said.append(' ').append(handle.getAndSet(20)).append(' ').append(handle.getAndBitwiseOr(3));
      said.append(' ').append(handle.getAndBitwiseAnd(3));
      said.append(' ').append(handle.getAndBitwiseXor(10)).append(' ').append(handle.get());
      said.append(' ').append(handle.compareAndSet(9, 77)).append(' ');
      said.append(handle.compareAndSet(9, 78)).append(' ').append(handle.get());
      said.append(" | ").append(memory.getInt(8)).append('\n');
      refusals(said, memory, number -> refused(handles.of(number)));
      said.append("neighbours: ").append(memory.getInt(4)).append(' ');
      said.append(memory.getInt(12)).append('\n');
      out(said, number -> IntHandle.of(number));
    }

    private interface Refusing {
      int of(MappedNumber number);
    }

    private static void refusals(StringBuilder said, ByteBuffer memory, Refusing refusing) {
      said.append("read-only: 'n' ");
      said.append(refusing.of(number(memory.asReadOnlyBuffer(), 8))).append('\n');
    }

    private static int refused(LongHandle handle) {
      List<Runnable> writes =
          List.of(
              () -> handle.set(1),
              () -> handle.setPlain(1),
              () -> handle.setRelease(1),
              () -> handle.setVolatile(1),
              () -> handle.getAndAdd(1),
              () -> handle.getAndSet(1),
              () -> handle.getAndBitwiseOr(1),
              () -> handle.getAndBitwiseAnd(1),
              () -> handle.getAndBitwiseXor(1),
              () -> handle.compareAndSet(77, 1));
      return count(writes) + (int) (handle.get() + handle.getPlain() - 150);
    }

    private static int refused(IntHandle handle) {
      List<Runnable> writes =
          List.of(
              () -> handle.set(1),
              () -> handle.setPlain(1),
              () -> handle.setRelease(1),
              () -> handle.setVolatile(1),
              () -> handle.getAndAdd(1),
              () -> handle.getAndSet(1),
              () -> handle.getAndBitwiseOr(1),
              () -> handle.getAndBitwiseAnd(1),
              () -> handle.getAndBitwiseXor(1),
              () -> handle.compareAndSet(77, 1));
      return count(writes) + handle.get() + handle.getPlain() - 150;
    }

    private static int count(List<Runnable> writes) {
      int refused = 0;
      for (Runnable write : writes) {
        try {
          write.run();
        } catch (ReadOnlyVariableException e) {
          refused += "variable 'n' is read-only: it lies in .data".equals(e.getMessage()) ? 1 : 0;
        }
      }
      return refused;
    }

    private static void out(StringBuilder said, Consumer<MappedNumber> handles) {
      said.append("out:");
      for (int offset : new int[] {24, -8, 9}) {
        try {
          handles.accept(number(buffer(), offset));
        } catch (RuntimeException e) {
          said.append(' ').append(e.getClass().getSimpleName());
        }
      }
      said.append('\n');
    }
  }
}
