package org.libbpfjava.value;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.value.CText;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.variable.TypeLocation;

/** A variable as C writes it. */
final class VariableText {
  private static final int MAX_SHOWN_ELEMENTS = 64;
  private static final int MAX_SHOWN_BYTES = 1 << 16;

  private VariableText() {}

  /** {@return {@code int target_pid}; without BTF the name and the size} */
  static String declaration(String name, @Nullable TypeLocation location, ScalarCodec scalar) {
    if (location == null) {
      return name + " (" + scalar.describeType() + ")";
    }
    String declaration = location.type().toC(name);
    return location.isBitfield() ? declaration + ":" + location.bitSize() : declaration;
  }

  /** {@return whether so many bytes are few enough to be shown with their value} */
  static boolean isShown(int size) {
    return size <= MAX_SHOWN_BYTES;
  }

  /** {@return the value as an initialiser, long arrays cut; without BTF its bytes} */
  static String initialiser(Object value, @Nullable TypeLocation location) {
    return location == null
        ? "0x" + HexFormat.of().formatHex((byte[]) value)
        : CText.of(value, location.type(), MAX_SHOWN_ELEMENTS);
  }
}
