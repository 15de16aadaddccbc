package org.libbpfjava.internal.kconfig;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfType;

/**
 * Which values of a kernel's configuration a {@code __kconfig} extern takes: libbpf.c,
 * set_kcfg_value_tri(), _str() and _num(), which fail at load, or cut.
 */
final class KconfigValue {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(0[xX][0-9a-fA-F]{1,32}|[0-9]{1,32})");
  private static final Pattern OCTAL = Pattern.compile("0[0-7]*");

  private KconfigValue() {}

  /** {@return what is wrong with the value, as the end of a sentence; null if nothing is} */
  static @Nullable String problem(BtfType declared, String value) {
    BtfType type = declared.resolved();
    char first = value.charAt(0);
    if (first == '"') {
      return ofText(type, value);
    }
    if (first == 'y' || first == 'n' || first == 'm') {
      return ofLetter(type, value);
    }
    return ofNumber(type, value);
  }

  private static @Nullable String ofText(BtfType type, String value) {
    if (!(type instanceof BtfArray array)) {
      return "is a text, which only an array of char takes";
    }
    if (value.length() < 2 || !value.endsWith("\"")) {
      return "has no quotation mark at its end";
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length - 2;
    return bytes < array.length()
        ? null
        : "would be cut: it takes " + (bytes + 1) + " bytes with its NUL";
  }

  private static @Nullable String ofLetter(BtfType type, String value) {
    if (value.length() > 1) {
      return "is neither y, n, m nor a number; a text stands in quotation marks";
    }
    if (type instanceof BtfInt number && number.isBool()) {
      return value.equals("m") ? "is for enum libbpf_tristate, a bool takes y and n" : null;
    }
    boolean takesLetters =
        type instanceof BtfEnum || (type instanceof BtfInt number && size(number) == 1);
    return takesLetters ? null : "is for bool, enum libbpf_tristate and char";
  }

  private static @Nullable String ofNumber(BtfType type, String value) {
    if (!NUMBER.matcher(value).matches()) {
      return "is no number, and no text in quotation marks";
    }
    BigInteger number = parse(value);
    if (number == null) {
      return "is no octal number, which one that begins with 0 is";
    }
    if (!(type instanceof BtfInt integer) || integer.isBool()) {
      return type instanceof BtfInt
          ? "is a number, a bool takes y and n"
          : type instanceof BtfEnum
              ? "is a number, enum libbpf_tristate takes y, m and n"
              : "is a number, an array of char takes a text in quotation marks";
    }
    int bits = size(integer) * 8;
    boolean fits =
        bits == 64
            ? number.abs().bitLength() <= 64
            : integer.isSigned()
                ? number.bitLength() < bits
                : number.signum() >= 0 && number.bitLength() <= bits;
    return fits ? null : "does not fit";
  }

  private static int size(BtfInt type) {
    return type.hasSize() ? type.size() : 0;
  }

  /** As strtoull() with base 0; null where that would stop before the end. */
  private static @Nullable BigInteger parse(String value) {
    String digits = value.substring(value.charAt(0) == '+' || value.charAt(0) == '-' ? 1 : 0);
    BigInteger magnitude;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      magnitude = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0")) {
      if (!OCTAL.matcher(digits).matches()) {
        return null;
      }
      magnitude = new BigInteger(digits, 8);
    } else {
      magnitude = new BigInteger(digits);
    }
    return value.charAt(0) == '-' ? magnitude.negate() : magnitude;
  }
}
