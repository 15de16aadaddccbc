package org.libbpfjava.internal.value;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * The codecs of one object's variables, each created once and kept as long as the object.
 *
 * <p>Kept here and not with the Java class: types belong to the object, and so do its mappers. May
 * be used from any thread.
 */
public final class ValueCodecs {

  private record Key(Type java, BtfType type) {}

  private final List<ValueMapping> mappers;
  private final Map<Key, ValueCodec> known = new ConcurrentHashMap<>();

  /** Without custom mappings. */
  public ValueCodecs() {
    this(List.of());
  }

  /**
   * With custom mappings; the first that fits a value counts.
   *
   * @param mappers the mappings
   */
  public ValueCodecs(List<ValueMapping> mappers) {
    this.mappers = List.copyOf(mappers);
  }

  /**
   * The codec for a Java type at a place. Only the type and bits of the place matter.
   *
   * @param java a class or a parameterized type; Object.class for a tree
   * @param place the C type, and the bits of a bitfield
   * @return the codec
   * @throws Refusal with the first disagreement of the two types
   */
  public ValueCodec codec(Type java, TypeLocation place) {
    if (place.isBitfield()) {
      return new ValueCodecFactory(this).create(java, place);
    }
    Key key = new Key(java, place.type());
    ValueCodec codec = known.get(key);
    if (codec == null) {
      codec = new ValueCodecFactory(this).create(java, place);
      known.put(key, codec);
    }
    return codec;
  }

  /**
   * The codec for a Java class of a variable without BTF.
   *
   * @param java the class: bytes, or the integer of the variable's size
   * @param scalar the variable's codec
   * @param size its bytes
   * @return the codec
   * @throws Refusal for every other class
   */
  public static ValueCodec untyped(Class<?> java, UntypedCodec scalar, int size) {
    return ValueCodecFactory.untyped(java, scalar, size);
  }

  @Nullable ValueMapping mapperFor(@Nullable Object value) {
    for (ValueMapping mapper : mappers) {
      if (mapper.type().isInstance(value)) {
        return mapper;
      }
    }
    return null;
  }

  List<ValueMapping> mappers() {
    return mappers;
  }
}
