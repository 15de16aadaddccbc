package org.libbpfjava;

import java.util.Objects;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;

/** Bytes of a section that no variable need name. */
final class SectionBytes {
  private final String name;
  private final SectionMemory memory;

  SectionBytes(String name, SectionMemory memory) {
    this.name = name;
    this.memory = memory;
  }

  byte[] get(int offset, int length) {
    check(offset, length);
    byte[] bytes = new byte[length];
    memory.getBytes(offset, bytes, 0, length);
    return bytes;
  }

  void set(int offset, byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    check(offset, bytes.length);
    if (memory.isReadOnly()) {
      throw new ReadOnlyVariableException(
          Message.of("section '" + name + "' is read-only: " + memory.readOnlyReason()));
    }
    memory.putBytes(offset, bytes, 0, bytes.length);
  }

  private void check(int offset, int length) {
    int size = memory.size();
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(
          "section '"
              + name
              + "' of "
              + size
              + " bytes has no "
              + length
              + " bytes at offset "
              + offset);
    }
  }
}
