package org.libbpfjava.internal.value;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Locale;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * The parts of a record's reader: one for each component, which takes the memory, and where the
 * struct begins and ends.
 */
final class MemberHandles {
  static final MethodType READER =
      MethodType.methodType(Object.class, SectionMemory.class, int.class, int.class);

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private MemberHandles() {}

  /** {@return what reads a member as a component's type} */
  static MethodHandle of(StructMember member, Class<?> as) {
    String word = member.word(as);
    return word.isEmpty() ? checked(member, as) : word(word, member.offset(), as);
  }

  /** What may be refused, or is no number. */
  private static MethodHandle checked(StructMember member, Class<?> as) {
    boolean unboxed = as.isPrimitive() && member.isScalar();
    String name = as.getName();
    String method =
        unboxed
            ? "read" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)
            : "read";
    MethodType type = READER.changeReturnType(unboxed ? as : Object.class);
    try {
      return LOOKUP
          .findVirtual(StructMember.class, method, type)
          .bindTo(member)
          .asType(READER.changeReturnType(as));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // StructMember has one for each primitive it can be
    }
  }

  /** A word at a fixed place: nothing is left to ask when it is read. */
  private static MethodHandle word(String word, int offset, Class<?> as) {
    MethodType type = READER.changeReturnType(long.class).insertParameterTypes(0, int.class);
    try {
      MethodHandle handle =
          MethodHandles.insertArguments(
              LOOKUP.findStatic(MemberHandles.class, word, type), 0, offset);
      return MethodHandles.explicitCastArguments(handle, READER.changeReturnType(as));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there is one for each word
    }
  }

  /**
   * {@return the name of the method that reads a word, as a number of 64 bits}
   *
   * @param width 1, 2, 4 or 8 bytes
   */
  static String name(int width, boolean signed) {
    return (signed || width == Long.BYTES ? "signed" : "unsigned") + width;
  }

  // Called through method handles, by these names.

  static long signed1(int offset, SectionMemory memory, int start, int end) {
    return memory.getByte(start + offset);
  }

  static long unsigned1(int offset, SectionMemory memory, int start, int end) {
    return Byte.toUnsignedLong(memory.getByte(start + offset));
  }

  static long signed2(int offset, SectionMemory memory, int start, int end) {
    return memory.getShort(start + offset);
  }

  static long unsigned2(int offset, SectionMemory memory, int start, int end) {
    return Short.toUnsignedLong(memory.getShort(start + offset));
  }

  static long signed4(int offset, SectionMemory memory, int start, int end) {
    return memory.getInt(start + offset);
  }

  static long unsigned4(int offset, SectionMemory memory, int start, int end) {
    return Integer.toUnsignedLong(memory.getInt(start + offset));
  }

  static long signed8(int offset, SectionMemory memory, int start, int end) {
    return memory.getLong(start + offset);
  }
}
