package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.libbpf.ArrayMapMemory;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.AccessMode;

/** After load, by one system call on the whole section for each access. */
@KernelTest
class SyscallGlobalVariableKernelTest extends GlobalVariableContract {
  private final List<ArrayMapMemory> maps = new ArrayList<>();

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    ArrayMapMemory map = ArrayMapMemory.unmappable();
    maps.add(map);
    return map.memory(section, initial);
  }

  @AfterEach
  @Override
  void closeMemories() {
    maps.forEach(ArrayMapMemory::close);
  }

  @Override
  AccessMode mode() {
    return AccessMode.SYSCALL;
  }

  @Test
  void thereIsNoHandleWithoutAMapping() {
    GlobalVariable u64 = new VariableBed("scalars", this::memory).bed("u64").variable();
    BpfNotSupportedException refused =
        assertThrows(BpfNotSupportedException.class, u64::longHandle);
    assertEquals(
        "variable 'u64' has no handle: section '.bss' is not mapped; mmap of array maps needs Linux"
            + " 5.5 and a map made for it",
        refused.getMessage());
    assertEquals(KernelVersion.of(5, 5), refused.since());
  }
}
