package org.libbpfjava;

import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;

/** What a variable has in the object file, as long as its object is open. */
final class InitialValue {
  private final String name;
  private final SectionMemory memory;
  private final int offset;
  private final int size;
  private final Liveness liveness;

  InitialValue(String name, SectionMemory memory, int offset, int size, Liveness liveness) {
    this.name = name;
    this.memory = memory;
    this.offset = offset;
    this.size = size;
    this.liveness = liveness;
  }

  /** Throws IllegalStateException if the object is loaded or closed. */
  void check() {
    copy();
  }

  boolean isChanged() {
    return copy().isChanged(offset, size);
  }

  void reset() {
    copy().reset(offset, size);
  }

  private CopySectionMemory copy() {
    liveness.check();
    if (memory instanceof CopySectionMemory copy) {
      return copy;
    }
    throw new IllegalStateException(
        "variable '" + name + "' has no initial value any more: its object is loaded");
  }
}
