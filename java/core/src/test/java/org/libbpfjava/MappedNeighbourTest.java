package org.libbpfjava;

import org.libbpfjava.internal.memory.SectionMemory;

/** Random structs after load, outside the heap. */
class MappedNeighbourTest extends NeighbourContract {

  @Override
  SectionMemory memory(byte[] initial) {
    return Memories.mapped(".data", initial, () -> {});
  }
}
