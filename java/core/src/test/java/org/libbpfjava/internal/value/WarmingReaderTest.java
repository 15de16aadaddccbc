package org.libbpfjava.internal.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * A record's reader changes its kind when it was used often, and nobody notices but by the time.
 */
class WarmingReaderTest {
  private static final int OFTEN = 5_000;

  private final ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
  private final BufferMemory memory = new BufferMemory("test", bytes);
  private final List<RecordReader> successors = new ArrayList<>();

  /** Refuses negative numbers, as a record's constructor may. */
  static Object checkedLong(SectionMemory memory, int offset, int end) {
    long value = memory.getLong(offset);
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    return value;
  }

  private WarmingReader reader() throws ReflectiveOperationException {
    MethodHandle handle =
        MethodHandles.lookup()
            .findStatic(WarmingReaderTest.class, "checkedLong", MemberHandles.READER);
    return new WarmingReader(handle, successors::add);
  }

  private RecordReader successor() throws Throwable {
    WarmingReader reader = reader();
    bytes.putLong(8, 7);
    for (int i = 1; i <= 2 * OFTEN; i++) {
      assertEquals(7L, reader.read(memory, 8, 16));
      assertEquals(i < OFTEN ? 0 : 1, successors.size(), "after " + i);
    }
    return successors.get(0);
  }

  @Test
  void afterManyReadsAHiddenClassReadsTheSame() throws Throwable {
    RecordReader constant = successor();
    assertTrue(constant.getClass().isHidden(), constant.toString());
    for (long value : new long[] {0, 1, Long.MAX_VALUE}) {
      bytes.putLong(0, value);
      assertEquals(value, constant.read(memory, 0, 16));
    }
    bytes.putLong(0, -1);
    assertEquals(
        "negative: -1",
        assertThrows(IllegalArgumentException.class, () -> constant.read(memory, 0, 16))
            .getMessage());
  }

  @Test
  void eachReaderHasAConstantOfItsOwn() throws Throwable {
    RecordReader first = ConstantReader.of(constant("first"));
    RecordReader second = ConstantReader.of(constant("second"));
    assertEquals("first", first.read(memory, 0, 16));
    assertEquals("second", second.read(memory, 0, 16));
  }

  private static MethodHandle constant(Object value) {
    return MethodHandles.dropArguments(
        MethodHandles.constant(Object.class, value), 0, MemberHandles.READER.parameterList());
  }

  /** An agent that opens objects for years does not keep a class for each. */
  @Test
  void itsClassGoesWhenNobodyHasIt() throws Throwable {
    WeakReference<Class<?>> type =
        new WeakReference<>(ConstantReader.of(constant("kept")).getClass());
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (type.get() != null) {
      assertTrue(System.nanoTime() < deadline, "the class stays");
      System.gc();
    }
  }
}
