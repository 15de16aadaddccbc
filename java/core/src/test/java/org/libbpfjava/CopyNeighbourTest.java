package org.libbpfjava;

import org.libbpfjava.internal.memory.SectionMemory;

/** Random structs before load. */
class CopyNeighbourTest extends NeighbourContract {

  @Override
  SectionMemory memory(byte[] initial) {
    return Memories.copy(".data", initial, () -> {});
  }
}
