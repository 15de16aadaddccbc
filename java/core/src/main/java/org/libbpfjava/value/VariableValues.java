package org.libbpfjava.value;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.memory.Snapshot;
import org.libbpfjava.internal.memory.WriteLog;
import org.libbpfjava.internal.value.NoScalar;
import org.libbpfjava.internal.value.Refusal;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.UntypedCodec;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.internal.variable.TypeLocation;

/** One value as a whole: the Java objects that stand for structs, arrays and all else. */
final class VariableValues {
  private record Mapping(Class<?> java, ValueCodec codec) {}

  private final ValuePlace place;
  private final SectionMemory memory;
  private final int offset;
  private final int size;
  private final ScalarCodec scalar;
  private volatile @Nullable Mapping last; // the class asked for last, most often the only one

  VariableValues(ValuePlace place, ScalarCodec scalar) {
    this.place = place;
    this.memory = place.memory();
    this.offset = place.offset();
    this.size = place.size();
    this.scalar = scalar;
  }

  /** {@return the value as that class; of a struct all of it at once} */
  Object read(Class<?> type) {
    SectionMemory from = isScalar() ? memory : Snapshot.of(memory, offset, size);
    try {
      return codec(type).read(from, offset, offset + size);
    } catch (Refusal refusal) { // by a member, which does not know whose it is
      throw refusal.at(place.kind(), place.name());
    }
  }

  /** Writes a value by its own class; what has several parts is checked whole before any byte. */
  void write(Object value) {
    try {
      if (isScalar()) {
        codec(Object.class).write(memory, offset, offset + size, value);
      } else {
        replace(value);
      }
    } catch (Refusal refusal) { // by a member, which does not know whose it is
      throw refusal.at(place.kind(), place.name());
    }
  }

  private void replace(Object value) {
    WriteLog log = new WriteLog(memory, offset, size);
    codec(Object.class).write(log, offset, offset + size, value);
    if (log.conflict() >= 0) {
      throw scalar.refuse("cannot take members of a union that disagree on byte " + log.conflict());
    }
    log.replay();
  }

  private boolean isScalar() {
    return !(scalar instanceof NoScalar);
  }

  private ValueCodec codec(Class<?> type) {
    Mapping mapping = last;
    if (mapping == null || mapping.java != type) {
      TypeLocation location = place.location();
      ValueCodec codec =
          location != null
              ? place.codecs().codec(type, location)
              : ValueCodecs.untyped(type, (UntypedCodec) scalar, size);
      mapping = new Mapping(type, codec);
      last = mapping;
    }
    return mapping.codec;
  }
}
