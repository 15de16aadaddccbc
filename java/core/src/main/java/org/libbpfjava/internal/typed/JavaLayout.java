package org.libbpfjava.internal.typed;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfType;

/**
 * The C type that a Java class stands for by itself, where a map has no BTF: what C would make of a
 * struct with the same members in the same order.
 *
 * <p>It is written as BTF, so that the same codecs read it that read an object's types.
 */
final class JavaLayout {
  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_BYTES = 24;
  private static final int INT = 1;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int ENUM = 6;
  private static final int FLOAT = 16;
  private static final int MOST_BYTES_OF_A_TYPE = 24; // an array's
  private static final int MOST_BYTES_OF_A_MEMBER = 12; // a struct's
  private static final int SIGNED = 1;
  private static final int CHAR = 2;
  private static final int BOOL = 4;

  private record Known(int id, int size, int align) {}

  private final String subject;
  private ByteBuffer types = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<Class<?>, Known> known = new HashMap<>();
  private final Set<Class<?>> open = new HashSet<>(); // whose members are being laid out, or were
  private int count;

  private JavaLayout(String subject) {
    this.subject = subject;
    strings.write(0);
  }

  /**
   * The C type of a class.
   *
   * @param java a number's class, boolean, byte[], String, an enum or a record of such numbers
   * @param size bytes of a key or value
   * @param subject what messages call the key or value
   * @return the type
   * @throws IllegalArgumentException if the class has another size, or none
   */
  static BtfType of(Class<?> java, int size, String subject) {
    JavaLayout layout = new JavaLayout(subject);
    Known type = layout.root(java, size);
    if (type.size != size) {
      throw new IllegalArgumentException(
          subject
              + " has "
              + size
              + " bytes and no BTF: "
              + java.getTypeName()
              + " would be "
              + type.size
              + " bytes in C");
    }
    return layout.btf().type(type.id);
  }

  private Known root(Class<?> java, int size) {
    if (java == byte[].class || java == Object.class) {
      return array(number("__u8", 1, 0), size);
    }
    return java == String.class ? array(number("char", 1, SIGNED | CHAR), size) : type(java);
  }

  private Known type(Class<?> java) {
    Known found = known.get(java);
    if (found == null) {
      if (!open.add(java)) {
        throw new IllegalArgumentException(
            subject + " has no BTF, and " + java.getTypeName() + " contains itself");
      }
      found = make(java);
      known.put(java, found);
    }
    return found;
  }

  private Known make(Class<?> java) {
    if (java == byte.class || java == Byte.class) {
      return number("__s8", 1, SIGNED);
    } else if (java == short.class || java == Short.class) {
      return number("__s16", 2, SIGNED);
    } else if (java == int.class || java == Integer.class) {
      return number("__s32", 4, SIGNED);
    } else if (java == long.class || java == Long.class) {
      return number("__s64", 8, SIGNED);
    } else if (java == boolean.class || java == Boolean.class) {
      return number("bool", 1, BOOL);
    } else if (java == float.class || java == Float.class) {
      return begin("float", FLOAT, 0, 4);
    } else if (java == double.class || java == Double.class) {
      return begin("double", FLOAT, 0, 8);
    } else if (java.isEnum()) {
      return constants(java);
    } else if (java.isRecord()) {
      return struct(java);
    }
    throw new IllegalArgumentException(
        subject
            + " has no BTF, and "
            + java.getTypeName()
            + " has no size of its own: use numbers, enums, records of these, or byte[]");
  }

  private Known number(String name, int size, int encoding) {
    Known type = begin(name, INT, 0, size);
    types.putInt(encoding << 24 | size * 8);
    return type;
  }

  private Known array(Known element, int length) {
    Known type = begin("", ARRAY, 0, 0);
    types.putInt(element.id).putInt(element.id).putInt(length);
    return new Known(type.id, length, 1);
  }

  private Known constants(Class<?> java) {
    Object[] all = java.getEnumConstants();
    Known type = begin(java.getSimpleName(), ENUM, all.length, 4);
    for (int i = 0; i < all.length; i++) {
      types.putInt(string(((Enum<?>) all[i]).name())).putInt(i);
    }
    return type;
  }

  private Known struct(Class<?> java) {
    RecordComponent[] components = java.getRecordComponents();
    Known[] members = new Known[components.length];
    int[] offsets = new int[components.length];
    int size = 0;
    int align = 1;
    for (int i = 0; i < components.length; i++) {
      Known member = type(components[i].getType());
      size = roundUp(size, member.align);
      members[i] = member;
      offsets[i] = size;
      size += member.size;
      align = Math.max(align, member.align);
    }
    size = roundUp(size, align);
    Known type = begin(java.getSimpleName(), STRUCT, components.length, size);
    for (int i = 0; i < components.length; i++) {
      types.putInt(string(components[i].getName())).putInt(members[i].id).putInt(offsets[i] * 8);
    }
    return new Known(type.id, size, align);
  }

  private static int roundUp(int size, int align) {
    return (size + align - 1) / align * align;
  }

  private Known begin(String name, int kind, int members, int size) {
    makeRoom(MOST_BYTES_OF_A_TYPE + members * MOST_BYTES_OF_A_MEMBER);
    types.putInt(name.isEmpty() ? 0 : string(name)).putInt(kind << 24 | members).putInt(size);
    count++;
    return new Known(count, size, Math.max(size, 1));
  }

  private void makeRoom(int bytes) {
    if (types.remaining() < bytes) {
      types =
          ByteBuffer.allocate(2 * types.capacity() + bytes)
              .order(ByteOrder.nativeOrder())
              .put(types.flip());
    }
  }

  private int string(String text) {
    int offset = strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    return offset;
  }

  private Btf btf() {
    byte[] names = strings.toByteArray();
    ByteBuffer raw =
        ByteBuffer.allocate(HEADER_BYTES + types.position() + names.length)
            .order(ByteOrder.nativeOrder());
    raw.putShort((short) MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    raw.putInt(0).putInt(types.position()).putInt(types.position()).putInt(names.length);
    raw.put(types.array(), 0, types.position()).put(names);
    return Btf.parse(subject, raw.array());
  }
}
