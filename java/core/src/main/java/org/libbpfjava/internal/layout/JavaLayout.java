package org.libbpfjava.internal.layout;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.btf.BtfBuilder.Encoding;
import org.libbpfjava.btf.BtfEnumBuilder;
import org.libbpfjava.btf.BtfStructBuilder;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.Length;

/**
 * The C types that Java classes stand for by themselves: what C would make of a struct with the
 * same members in the same order.
 *
 * <p>They are written as BTF, so that the same codecs read them that read an object's types, and
 * that the kernel keeps them with a map.
 */
public final class JavaLayout {
  private record Known(int id, int size, int align) {}

  private final String subject;
  private final BtfBuilder btf = new BtfBuilder();
  private final Map<Object, Known> known = new HashMap<>(); // by class, or by name of a number
  private final Set<Class<?>> open = new HashSet<>(); // whose members are being laid out, or were

  /**
   * Begins.
   *
   * @param subject how messages begin: {@code "key of map 'flows':"}
   */
  JavaLayout(String subject) {
    this.subject = subject;
  }

  /**
   * The C type of a class, for a map without BTF.
   *
   * @param java a number's class, boolean, byte[], String, an enum or a record of these
   * @param size bytes of a key or value
   * @param subject what messages call the key or value
   * @return the type
   * @throws IllegalArgumentException if the class has another size, or none
   */
  public static BtfType of(Class<?> java, int size, String subject) {
    JavaLayout layout = new JavaLayout(subject + " has no BTF, and");
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
    return layout.build(subject).type(type.id);
  }

  /**
   * {@return bytes that a class has in C; 0 for what has as many as a map says: String, byte[],
   * Object}
   *
   * @param subject how messages begin
   * @throws IllegalArgumentException if it has no layout in C
   */
  public static int sizeOf(Class<?> java, String subject) {
    return hasAnySize(java) ? 0 : new JavaLayout(subject).type(java).size;
  }

  private static boolean hasAnySize(Class<?> java) {
    return java == byte[].class || java == Object.class || java == String.class;
  }

  /**
   * {@return the number of a class's type, which has so many bytes if it has no size of its own}
   */
  int add(Class<?> java, int size) {
    return root(java, size).id;
  }

  /** {@return the number of an array's index type} */
  int addIndex() {
    return number("__u32", Integer.BYTES, Encoding.UNSIGNED).id;
  }

  /** {@return all types, which messages call {@code source}} */
  Btf build(String source) {
    return btf.build(source);
  }

  private Known root(Class<?> java, int size) {
    if (!hasAnySize(java)) {
      return type(java);
    }
    return array(java == String.class ? character() : octet(), size);
  }

  private Known octet() {
    return number("__u8", 1, Encoding.UNSIGNED);
  }

  private Known character() {
    return number("char", 1, Encoding.SIGNED); // as clang writes it: the kernel takes one encoding
  }

  private Known type(Class<?> java) {
    Known found = known.get(java);
    if (found == null) {
      if (!open.add(java)) {
        throw refuse(java.getTypeName() + " contains itself");
      }
      found = make(java);
      known.put(java, found);
    }
    return found;
  }

  private IllegalArgumentException refuse(String what) {
    return new IllegalArgumentException(subject + " " + what);
  }

  private Known make(Class<?> java) {
    if (java == byte.class || java == Byte.class) {
      return number("__s8", 1, Encoding.SIGNED);
    } else if (java == short.class || java == Short.class) {
      return number("__s16", 2, Encoding.SIGNED);
    } else if (java == int.class || java == Integer.class) {
      return number("__s32", 4, Encoding.SIGNED);
    } else if (java == long.class || java == Long.class) {
      return number("__s64", 8, Encoding.SIGNED);
    } else if (java == boolean.class || java == Boolean.class) {
      return number("bool", 1, Encoding.BOOL);
    } else if (java == float.class || java == Float.class) {
      return new Known(btf.floating("float", 4), 4, 4);
    } else if (java == double.class || java == Double.class) {
      return new Known(btf.floating("double", 8), 8, 8);
    } else if (java.isEnum()) {
      return constants(java);
    } else if (java.isRecord()) {
      return struct(java);
    }
    throw refuse(
        java.getTypeName()
            + " has no size of its own: use numbers, enums, records of these, or byte[]");
  }

  private Known number(String name, int size, Encoding encoding) {
    return known.computeIfAbsent(
        name, ignored -> new Known(btf.integer(name, size, encoding), size, size));
  }

  private Known array(Known element, int length) {
    long size = (long) element.size * length;
    if (size > Integer.MAX_VALUE) {
      throw refuse("an array of " + length + " elements has more than 2 GiB");
    }
    return new Known(btf.array(element.id, length), (int) size, element.align);
  }

  private Known constants(Class<?> java) {
    Object[] all = java.getEnumConstants();
    BtfEnumBuilder type = btf.unsignedEnum(java.getSimpleName(), Integer.BYTES);
    for (int i = 0; i < all.length; i++) {
      type.constant(((Enum<?>) all[i]).name(), i);
    }
    return new Known(type.id(), Integer.BYTES, Integer.BYTES);
  }

  private Known struct(Class<?> java) {
    RecordComponent[] components = java.getRecordComponents();
    if (components.length == 0) {
      throw refuse("record " + java.getSimpleName() + " has no components, and so no bytes in C");
    }
    int[] types = new int[components.length];
    int[] offsets = new int[components.length];
    long size = 0;
    int align = 1;
    for (int i = 0; i < components.length; i++) {
      Known member = member(java, components[i]);
      size = roundUp(size, member.align);
      types[i] = member.id;
      offsets[i] = (int) size;
      size += member.size;
      if (size > Integer.MAX_VALUE / 8) { // BTF counts bits
        throw refuse("record " + java.getSimpleName() + " has more than 256 MiB");
      }
      align = Math.max(align, member.align);
    }
    int whole = (int) roundUp(size, align);
    BtfStructBuilder type = btf.struct(java.getSimpleName(), whole);
    for (int i = 0; i < components.length; i++) {
      type.member(components[i].getName(), types[i], offsets[i]);
    }
    return new Known(type.id(), whole, align);
  }

  private static long roundUp(long size, int align) {
    return (size + align - 1) / align * align;
  }

  private Known member(Class<?> owner, RecordComponent component) {
    Class<?> java = component.getType();
    Length length = component.getAnnotation(Length.class);
    String text =
        "component '" + component.getName() + "' of record " + owner.getSimpleName() + ", ";
    if (java != String.class && java != List.class && !java.isArray()) {
      if (length != null) {
        throw refuse(
            text + java.getTypeName() + ", takes no @Length: only String, arrays and List do");
      }
      return type(java);
    }
    if (length == null) {
      throw refuse(text + java.getTypeName() + ", has no size of its own: say it with @Length");
    }
    if (length.value() < 1) {
      throw refuse(text + java.getTypeName() + ", cannot have @Length(" + length.value() + ")");
    }
    return array(element(java, component), length.value());
  }

  private Known element(Class<?> java, RecordComponent component) {
    if (java == String.class) {
      return character();
    }
    if (java == byte[].class) {
      return octet();
    }
    return type(java.isArray() ? java.getComponentType() : argument(component.getGenericType()));
  }

  /** {@return what a List is a list of; Object, which has no size, where it does not say} */
  private static Class<?> argument(Type list) {
    Type argument =
        list instanceof ParameterizedType parameterized
            ? parameterized.getActualTypeArguments()[0]
            : Object.class;
    Type bound = argument instanceof WildcardType wild ? wild.getUpperBounds()[0] : argument;
    return bound instanceof Class<?> type ? type : Object.class;
  }
}
