package org.libbpfjava;

import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;

/** Structs, after load, outside the heap. */
class MappedStructMappingTest extends StructMappingContract {

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    return Memories.mapped(section, initial, liveness);
  }
}
