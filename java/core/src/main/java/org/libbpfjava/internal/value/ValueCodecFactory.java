package org.libbpfjava.internal.value;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * Chooses the codec for a Java type over a C type.
 *
 * <p>It is apart from {@link ValueCodecs}, which every object has from the start. With this class
 * the JVM loads the class of every codec that is named here.
 */
final class ValueCodecFactory {
  private final ValueCodecs codecs;

  /**
   * A factory.
   *
   * @param codecs where the codecs of parts are found, and the custom mappings
   */
  ValueCodecFactory(ValueCodecs codecs) {
    this.codecs = codecs;
  }

  /** For a variable without BTF. */
  static ValueCodec untyped(Class<?> java, UntypedCodec scalar, int size) {
    if (java == Object.class || java == byte[].class) {
      ValueCodec bytes = new BytesCodec(scalar.type(), new Extent(size, false));
      return java == Object.class ? new UntypedValueCodec(scalar, bytes) : bytes;
    }
    if (!ScalarValueCodec.isScalarClass(java)) {
      throw scalar.refuse("cannot be mapped to " + java.getTypeName());
    }
    return ScalarValueCodec.of(scalar, java);
  }

  ValueCodec create(Type java, TypeLocation place) {
    Supplier<String> text = CTypeText.of(place);
    BtfType type = place.type().resolved();
    if (!type.hasSize()) {
      throw new Refusal(text, "has no size, or one beyond 2 GiB");
    }
    Class<?> raw = raw(java);
    if (raw == null) { // a type variable
      throw new Refusal(text, "cannot be mapped to " + java.getTypeName());
    }
    for (ValueMapping mapper : codecs.mappers()) {
      if (mapper.type() == raw) {
        return new MapperCodec(text, mapper, codecs.codec(mapper.via(), place));
      }
    }
    if (raw == Object.class) {
      return new DynamicCodec(text, place, tree(text, place), codecs);
    }
    if (raw == byte[].class && !place.isBitfield()) {
      return new BytesCodec(text, Extent.of(type));
    }
    if (type instanceof BtfArray array) {
      ValueCodec codec = array(text, array, java, raw);
      if (codec != null) {
        return codec;
      }
    } else if (type instanceof BtfStruct struct) {
      ValueCodec codec = struct(text, struct, java, raw);
      if (codec != null) {
        return codec;
      }
    } else if (ScalarValueCodec.isScalarClass(raw)) {
      return ScalarValueCodec.of(ScalarCodecs.of(place), raw);
    } else if (raw.isEnum()) {
      return JavaEnumCodec.of(ScalarCodecs.of(place), raw);
    }
    throw new Refusal(text, "cannot be mapped to " + java.getTypeName());
  }

  private ValueCodec tree(Supplier<String> text, TypeLocation place) {
    BtfType type = place.type().resolved();
    if (type instanceof BtfStruct struct) {
      return new StructTreeCodec(text, StructLayout.of(struct), codecs);
    }
    if (type instanceof BtfArray array) {
      return CharArray.isText(array)
          ? new TextCodec(text, Extent.of(array))
          : new ElementsCodec.Tree(text, array, element(Object.class, array));
    }
    ScalarCodec scalar = ScalarCodecs.of(place);
    return scalar instanceof NoScalar && !place.isBitfield()
        ? new BytesCodec(text, Extent.of(type))
        : ScalarValueCodec.of(scalar, Object.class);
  }

  private @Nullable ValueCodec array(
      Supplier<String> text, BtfArray array, Type java, Class<?> raw) {
    if (raw == String.class && CharArray.isBytes(array)) {
      return new TextCodec(text, Extent.of(array));
    }
    if (raw == List.class) {
      return new ElementsCodec(text, array, element(argument(java), array));
    }
    if (raw.isArray()) {
      Class<?> component = raw.getComponentType();
      return new ElementsCodec.JavaArray(text, array, element(component, array), component);
    }
    return null;
  }

  private ValueCodec element(Type java, BtfArray array) {
    try {
      return codecs.codec(java, TypeLocation.of(array.element()));
    } catch (Refusal refusal) {
      throw refusal.inElements();
    }
  }

  private @Nullable ValueCodec struct(
      Supplier<String> text, BtfStruct struct, Type java, Class<?> raw) {
    if (raw.isRecord()) {
      return RecordCodec.of(text, StructLayout.of(struct), raw, codecs);
    }
    if (raw.isInterface() && raw.isSealed()) {
      return TaggedUnionCodec.of(text, struct, raw, codecs);
    }
    boolean isTree =
        raw == Map.class
            && (java == raw
                || (java instanceof ParameterizedType map
                    && map.getActualTypeArguments()[0] == String.class
                    && bound(map.getActualTypeArguments()[1]) == Object.class));
    return isTree ? new StructTreeCodec(text, StructLayout.of(struct), codecs) : null;
  }

  private static @Nullable Class<?> raw(Type java) {
    Type raw = java instanceof ParameterizedType parameterized ? parameterized.getRawType() : java;
    return raw instanceof Class<?> type ? type : null;
  }

  /** {@return what a List is a list of; Object where it does not say} */
  private static Type argument(Type list) {
    return list instanceof ParameterizedType parameterized
        ? bound(parameterized.getActualTypeArguments()[0])
        : Object.class;
  }

  private static Type bound(Type argument) {
    return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
  }
}
