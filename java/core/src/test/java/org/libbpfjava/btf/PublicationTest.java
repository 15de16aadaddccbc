package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.RawBtf;

/**
 * What BTF builds when it is asked for reaches other threads without a lock. That is safe for
 * objects whose fields are final, such as strings and unmodifiable views, and for no others: a
 * plain HashMap may be seen half built.
 */
class PublicationTest {

  @Test
  void whatIsBuiltOnDemandHasFinalFields() throws IllegalAccessException {
    Btf btf = Btf.parse("types.bpf.o", RawBtf.of(BpfObjects.bytes("types.bpf.o")));
    btf.findEnumerator("nothing");
    btf.find("nothing", BtfStruct.class);
    btf.findDatasec("nothing");
    List<String> unsafe = new ArrayList<>(unsafeFields(btf));
    for (BtfType type : btf.types()) {
      type.name();
      if (type instanceof BtfStruct struct) {
        struct.members();
      } else if (type instanceof BtfEnum constants) {
        constants.enumerators();
      } else if (type instanceof BtfFuncProto proto) {
        proto.parameters();
      } else if (type instanceof BtfDatasec section) {
        section.variables();
      }
      unsafe.addAll(unsafeFields(type));
    }
    assertEquals(List.of(), unsafe);
  }

  private static List<String> unsafeFields(Object object) throws IllegalAccessException {
    List<String> unsafe = new ArrayList<>();
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isFinal(modifiers) && !Modifier.isVolatile(modifiers)) {
          field.setAccessible(true);
          Object value = field.get(object);
          if (value != null && !isSafe(value.getClass())) {
            unsafe.add(field + " holds a " + value.getClass().getName());
          }
        }
      }
    }
    return unsafe;
  }

  private static boolean isSafe(Class<?> type) {
    return type == String.class
        || type.getName().startsWith("java.util.Collections$Unmodifiable")
        || type.getName().startsWith("java.util.ImmutableCollections$");
  }
}
