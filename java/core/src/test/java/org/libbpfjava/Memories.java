package org.libbpfjava;

import java.nio.ByteBuffer;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.internal.memory.MappedSectionMemory;

/** The ways to hold a section that need no kernel. */
final class Memories {
  private Memories() {}

  static CopySectionMemory copy(String section, byte[] initial, Liveness liveness) {
    return new CopySectionMemory(
        section,
        initial.length,
        (offset, target, start, length) -> System.arraycopy(initial, offset, target, start, length),
        new Object(),
        liveness);
  }

  static MappedSectionMemory mapped(String section, byte[] initial, Liveness liveness) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(initial.length + 8).alignedSlice(8);
    buffer.limit(initial.length).put(0, initial);
    return new MappedSectionMemory(section, buffer, section.startsWith(".rodata"), liveness);
  }
}
