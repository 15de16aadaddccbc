package org.libbpfjava;

import org.libbpfjava.internal.Liveness;
import org.libbpfjava.internal.SectionMemory;

/** Structs, before load. */
class CopyStructMappingTest extends StructMappingContract {

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    return Memories.copy(section, initial, liveness);
  }
}
