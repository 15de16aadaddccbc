package org.libbpfjava;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.libbpfjava.NeighbourContract.Case;
import org.libbpfjava.internal.libbpf.ArrayMapMemory;
import org.libbpfjava.junit.KernelTest;

/** Random structs in the kernel's own memory; what it holds is read back by a system call. */
@KernelTest
class NeighbourKernelTest {
  /** A fraction of what NeighbourTest does in memory: in a guest each takes milliseconds. */
  private static final int CASES = 1500;

  @Test
  void aWriteByMappingChangesItsOwnBitsAndNoOthers() {
    try (ArrayMapMemory map = ArrayMapMemory.mmapable()) {
      run(map);
    }
  }

  @Test
  void aWriteBySystemCallChangesItsOwnBitsAndNoOthers() {
    try (ArrayMapMemory map = ArrayMapMemory.unmappable()) {
      run(map);
    }
  }

  private static void run(ArrayMapMemory map) {
    Random random = new Random(4);
    for (int i = 0; i < CASES; i++) {
      Case one = NeighbourContract.anyCase(random);
      if (one.variable().section().length <= ArrayMapMemory.SIZE) {
        NeighbourContract.check(one, map.memory(".data", one.variable().section()), map::element);
      }
    }
  }
}
