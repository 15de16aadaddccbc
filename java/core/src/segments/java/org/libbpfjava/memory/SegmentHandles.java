package org.libbpfjava.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.libbpfjava.internal.message.MappedNumber;

/**
 * Handles that know their address. Compiled against the few declarations in src/segments/stubs, so
 * that JDK 17 can compile it; JDK 22 is the first to load it.
 */
final class SegmentHandles implements HandleMaker {
  /** All memory. The handles check their bounds once, when they are made. */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  SegmentHandles() {}

  @Override
  public IntHandle intHandle(MappedNumber number) {
    return new SegmentIntHandle(number);
  }

  @Override
  public LongHandle longHandle(MappedNumber number) {
    return new SegmentLongHandle(number);
  }

  /** {@return all of a buffer, which the segment keeps reachable} */
  static MemorySegment whole(ByteBuffer memory) {
    return MemorySegment.ofBuffer(memory.duplicate().clear());
  }

  /** {@return a VarHandle of one number, with the bounds and the right to write of the buffer} */
  static VarHandle bind(VarHandle number, ByteBuffer memory, int offset) {
    try {
      // MethodHandles.insertCoordinates, which JDK 22 has added to a class that JDK 17 has too.
      return (VarHandle)
          MethodHandles.class
              .getMethod("insertCoordinates", VarHandle.class, int.class, Object[].class)
              .invoke(null, number, 0, new Object[] {whole(memory), (long) offset});
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // JDK 22 has it, and the coordinates are of its types
    }
  }
}
