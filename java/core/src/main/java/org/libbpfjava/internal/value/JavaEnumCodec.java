package org.libbpfjava.internal.value;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * A C enum as a Java enum, by the constants' names. C may have constants that Java lacks, not the
 * other way round.
 */
final class JavaEnumCodec extends ValueCodec {
  private final EnumCodec scalar;
  private final Class<?> type;
  private final Map<String, Enum<?>> constants = new LinkedHashMap<>();

  private JavaEnumCodec(EnumCodec scalar, Class<?> type) {
    super(scalar.type());
    this.scalar = scalar;
    this.type = type;
  }

  /**
   * Maps one to the other.
   *
   * @throws Refusal with the first Java constant that C lacks
   */
  static JavaEnumCodec of(ScalarCodec scalar, Class<?> type) {
    if (!(scalar instanceof EnumCodec constants)) {
      throw scalar.refuse("cannot be mapped to enum " + type.getSimpleName());
    }
    JavaEnumCodec codec = new JavaEnumCodec(constants, type);
    for (Object constant : type.getEnumConstants()) {
      String name = ((Enum<?>) constant).name();
      if (constants.names().value(name) == null) {
        throw scalar.refuse(
            "has no constant for "
                + type.getSimpleName()
                + "."
                + name
                + ": it has "
                + constants.names().list());
      }
      codec.constants.put(name, (Enum<?>) constant);
    }
    return codec;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    String name = scalar.getConstant(memory, offset);
    Enum<?> constant = constants.get(name);
    if (constant == null) {
      throw refuse("holds " + name + ", for which " + type.getSimpleName() + " has no constant");
    }
    return constant;
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (!type.isInstance(value)) {
      throw cannotTake(value);
    }
    scalar.setConstant(memory, offset, ((Enum<?>) value).name());
  }
}
