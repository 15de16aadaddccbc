package org.libbpfjava.internal.typed;

import org.libbpfjava.internal.memory.CopiedMemory;
import org.libbpfjava.memory.AccessMode;

/** The value of a map's key as it was at one moment. */
final class ValueCopy extends CopiedMemory {
  private static final String INSTEAD =
      "element(index) gives live memory, in an array that is made with BPF_F_MMAPABLE";

  private final String map;

  ValueCopy(String map, byte[] bytes) {
    super(0, bytes);
    this.map = map;
  }

  @Override
  public String sectionName() {
    return map;
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.COPY;
  }

  @Override
  public String readOnlyReason() {
    return "it is a copy of what the map had: put the whole value; " + INSTEAD;
  }

  @Override
  public RuntimeException noHandle(String subject) {
    return new IllegalStateException(subject + "it is a copy of what the map had; " + INSTEAD);
  }
}
