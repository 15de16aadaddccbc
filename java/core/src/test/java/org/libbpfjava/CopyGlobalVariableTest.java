package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.memory.AccessMode;

/** Before load: a working copy. */
class CopyGlobalVariableTest extends GlobalVariableContract {

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    return Memories.copy(section, initial, liveness);
  }

  @Override
  AccessMode mode() {
    return AccessMode.COPY;
  }

  @Test
  void thereIsNoHandleBeforeLoad() {
    GlobalVariable u64 = new VariableBed("scalars", this::memory).bed("u64").variable();
    assertEquals(
        "variable 'u64' has no handle: its object is not loaded yet",
        assertThrows(IllegalStateException.class, u64::longHandle).getMessage());
  }
}
