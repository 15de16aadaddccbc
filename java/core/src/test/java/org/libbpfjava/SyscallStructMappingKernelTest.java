package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.libbpfjava.internal.libbpf.ArrayMapMemory;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.junit.KernelTest;

/** Structs after load, by one system call on the whole section for each access. */
@KernelTest
class SyscallStructMappingKernelTest extends StructMappingContract {
  private final List<ArrayMapMemory> maps = new ArrayList<>();

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    ArrayMapMemory map = ArrayMapMemory.unmappable();
    maps.add(map);
    return map.memory(section, initial);
  }

  @AfterEach
  void closeMemories() {
    maps.forEach(ArrayMapMemory::close);
  }
}
