package org.libbpfjava.value;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.MappedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.MappedNumber;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;

/** The handles of one value, each made when it is first asked for, or the reason why not. */
final class VariableHandles {
  private final ValuePlace place;
  private final ScalarCodec scalar;
  private @Nullable IntHandle intHandle; // guarded by this
  private @Nullable LongHandle longHandle; // guarded by this

  VariableHandles(ValuePlace place, ScalarCodec scalar) {
    this.place = place;
    this.scalar = scalar;
  }

  /** {@return whether an access of that many bytes can be a single one} */
  boolean isAligned(int width) {
    return width != 0 && place.offset() % width == 0;
  }

  synchronized IntHandle intHandle() {
    IntHandle handle = intHandle;
    if (handle == null) {
      MappedSectionMemory memory = mapped(Integer.BYTES, "int");
      handle = IntHandle.of(number(memory));
      intHandle = handle;
    }
    return handle;
  }

  synchronized LongHandle longHandle() {
    LongHandle handle = longHandle;
    if (handle == null) {
      MappedSectionMemory memory = mapped(Long.BYTES, "long");
      handle = LongHandle.of(number(memory));
      longHandle = handle;
    }
    return handle;
  }

  private MappedNumber number(MappedSectionMemory memory) {
    return new MappedNumber(place.name(), memory.sectionName(), memory.buffer(), place.offset());
  }

  private MappedSectionMemory mapped(int width, String kind) {
    if (!scalar.isInteger() || scalar.atomicWidth() != width) {
      throw scalar.refuse("has no " + kind + " handle: it is no integer of " + width + " bytes");
    }
    if (!isAligned(width)) {
      throw scalar.refuse(
          "has no " + kind + " handle: at byte " + place.offset() + " it is not aligned");
    }
    SectionMemory memory = place.memory();
    if (memory instanceof MappedSectionMemory mapped) {
      return mapped;
    }
    throw memory.noHandle(place.subject() + " has no handle: ");
  }
}
