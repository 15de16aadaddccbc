package org.libbpfjava;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.libbpf.SyscallSectionMemory;
import org.libbpfjava.internal.memory.MappedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.value.ScalarCodec;

/** The handles of one variable, each made when it is first asked for, or the reason why not. */
final class VariableHandles {
  private final String name;
  private final SectionMemory memory;
  private final int offset;
  private final ScalarCodec scalar;
  private @Nullable IntHandle intHandle; // guarded by this
  private @Nullable LongHandle longHandle; // guarded by this

  VariableHandles(String name, SectionMemory memory, int offset, ScalarCodec scalar) {
    this.name = name;
    this.memory = memory;
    this.offset = offset;
    this.scalar = scalar;
  }

  /** {@return whether an access of that many bytes can be a single one} */
  boolean isAligned(int width) {
    return width != 0 && offset % width == 0;
  }

  synchronized IntHandle intHandle() {
    IntHandle handle = intHandle;
    if (handle == null) {
      handle = new IntHandle(name, mapped(Integer.BYTES, "int"), offset);
      intHandle = handle;
    }
    return handle;
  }

  synchronized LongHandle longHandle() {
    LongHandle handle = longHandle;
    if (handle == null) {
      handle = new LongHandle(name, mapped(Long.BYTES, "long"), offset);
      longHandle = handle;
    }
    return handle;
  }

  private MappedSectionMemory mapped(int width, String kind) {
    if (!scalar.isInteger() || scalar.atomicWidth() != width) {
      throw scalar.refuse("has no " + kind + " handle: it is no integer of " + width + " bytes");
    }
    if (!isAligned(width)) {
      throw scalar.refuse("has no " + kind + " handle: at byte " + offset + " it is not aligned");
    }
    if (memory instanceof MappedSectionMemory mapped) {
      return mapped;
    }
    String subject = "variable '" + name + "' has no handle: ";
    throw notMapped(subject);
  }

  private RuntimeException notMapped(String subject) {
    String section = "section '" + memory.sectionName() + "' is not mapped";
    if (memory instanceof SyscallSectionMemory syscall && !syscall.kernelOwned().isEmpty()) {
      return new BpfException(
          Message.of(
              subject
                  + section
                  + ": it holds "
                  + syscall.kernelOwned()
                  + ", which is the kernel's; variables for Java belong into another section"));
    }
    return switch (memory.accessMode()) {
      case COPY -> new IllegalStateException(subject + "its object is not loaded yet");
      case ARENA ->
          new BpfException(Message.of(subject + "it lies in an arena, which only libbpf may map"));
      case MAPPED, SYSCALL ->
          new BpfNotSupportedException(
              Message.of(
                  subject
                      + section
                      + "; "
                      + Feature.MMAPABLE_ARRAYS.title()
                      + " needs Linux "
                      + Feature.MMAPABLE_ARRAYS.since()
                      + " and a map made for it"),
              Feature.MMAPABLE_ARRAYS);
    };
  }
}
