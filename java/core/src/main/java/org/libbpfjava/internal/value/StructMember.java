package org.libbpfjava.internal.value;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * A member of a struct and how to read it, counted from the struct's start. The methods that return
 * primitives spare a record's constructor the boxes.
 */
final class StructMember {
  private final StructLayout.Field field;
  private final ValueCodec codec;
  private final int offset;

  StructMember(StructLayout.Field field, ValueCodec codec) {
    this.field = field;
    this.codec = codec;
    this.offset = field.place().offset();
  }

  String name() {
    return field.name();
  }

  Object read(SectionMemory memory, int start, int end) {
    try {
      return codec.read(memory, start + offset, field.end(start, end));
    } catch (Refusal refusal) {
      throw refusal.inMember(name());
    }
  }

  void write(SectionMemory memory, int start, int end, @Nullable Object value) {
    try {
      codec.write(memory, start + offset, field.end(start, end), value);
    } catch (Refusal refusal) {
      throw refusal.inMember(name());
    }
  }

  int offset() {
    return offset;
  }

  /**
   * {@return how {@link MemberHandles} reads this member as a primitive type of Java, "" where the
   * value has to be looked at}
   */
  String word(Class<?> as) {
    return isScalar() && scalar() instanceof IntegerCodec integer ? integer.word(as) : "";
  }

  boolean isScalar() {
    return codec instanceof ScalarValueCodec;
  }

  private ScalarCodec scalar() {
    return ((ScalarValueCodec) codec).scalar();
  }

  private long readInteger(SectionMemory memory, int start, JavaInteger as) {
    try {
      return scalar().getInteger(memory, start + offset, as);
    } catch (Refusal refusal) {
      throw refusal.inMember(name());
    }
  }

  // Called by MemberHandles through method handles, by these names.

  byte readByte(SectionMemory memory, int start, int end) {
    return (byte) readInteger(memory, start, JavaInteger.BYTE);
  }

  short readShort(SectionMemory memory, int start, int end) {
    return (short) readInteger(memory, start, JavaInteger.SHORT);
  }

  int readInt(SectionMemory memory, int start, int end) {
    return (int) readInteger(memory, start, JavaInteger.INT);
  }

  long readLong(SectionMemory memory, int start, int end) {
    return readInteger(memory, start, JavaInteger.LONG);
  }

  boolean readBoolean(SectionMemory memory, int start, int end) {
    return scalar().getBoolean(memory, start + offset); // cannot be refused: checked when mapped
  }

  float readFloat(SectionMemory memory, int start, int end) {
    return scalar().getFloat(memory, start + offset); // likewise
  }

  double readDouble(SectionMemory memory, int start, int end) {
    return scalar().getDouble(memory, start + offset); // likewise
  }
}
