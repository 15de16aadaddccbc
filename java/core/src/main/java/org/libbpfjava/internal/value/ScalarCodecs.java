package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfEnumerator;
import org.libbpfjava.btf.BtfFloat;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfPtr;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.variable.TypeLocation;

/** Picks the codec of a C type. */
public final class ScalarCodecs {

  private ScalarCodecs() {}

  /**
   * The codec of what lies at a place. A bitfield's first bit counts from the place's offset.
   *
   * @param location the place; only its type and bits matter
   * @return the codec, a {@link NoScalar} where no single number lies there
   */
  public static ScalarCodec of(TypeLocation location) {
    return of(location, CTypeText.of(location));
  }

  /**
   * As {@link #of(TypeLocation)}, with words for the type.
   *
   * @param text spells the C type and its size
   */
  public static ScalarCodec of(TypeLocation location, Supplier<String> text) {
    return location.isBitfield()
        ? ofBits(location.type(), new Bitfield(location.bitOffset(), location.bitSize()), text)
        : ofWhole(location.type(), text);
  }

  private static ScalarCodec ofWhole(BtfType declared, Supplier<String> text) {
    BtfType type = declared.resolved();
    int size = type.hasSize() ? type.size() : 0;
    if (type instanceof BtfInt number) {
      if (number.bits() != size * 8 && number.bits() != 0 && number.bits() <= 64) {
        return ofBits(type, new Bitfield(0, number.bits()), text);
      }
      if (size == 16) {
        return new Int128Codec(text, number.isSigned());
      }
      if (Words.isWidth(size)) {
        return number.isBool()
            ? new BooleanCodec(text, size)
            : new IntegerCodec(text, size, number.isSigned());
      }
    } else if (type instanceof BtfEnum constants && Words.isWidth(size)) {
      return new EnumCodec(
          text, size, constants.isSigned(), constants.isTruncated(), names(constants));
    } else if (type instanceof BtfPtr) {
      return new IntegerCodec(text, size, false);
    } else if (type instanceof BtfFloat && (size == Float.BYTES || size == Double.BYTES)) {
      return new FloatCodec(text, size);
    }
    return new NoScalar(text);
  }

  private static ScalarCodec ofBits(BtfType declared, Bitfield bits, Supplier<String> text) {
    BtfType type = declared.resolved();
    if (bits.size() > Long.SIZE) {
      return new NoScalar(text); // a bitfield of __int128
    }
    if (type instanceof BtfInt number) {
      return number.isBool()
          ? new BooleanCodec(text, bits)
          : new IntegerCodec(text, bits, number.isSigned());
    }
    if (type instanceof BtfEnum constants) {
      return new EnumCodec(
          text, bits, constants.isSigned(), constants.isTruncated(), names(constants));
    }
    return new NoScalar(text);
  }

  private static EnumNames names(BtfEnum constants) {
    EnumNames names = new EnumNames();
    for (BtfEnumerator constant : constants.enumerators()) {
      names.add(constant.name(), constant.value());
    }
    return names;
  }
}
