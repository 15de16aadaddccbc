package org.libbpfjava.internal.value;

import java.math.BigInteger;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfPtr;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.message.Printable;

/** Values as C initialisers. */
public final class CText {
  private final StringBuilder text = new StringBuilder();
  private final int maxElements;

  private CText(int maxElements) {
    this.maxElements = maxElements;
  }

  /**
   * Spells a value that a tree codec has read.
   *
   * @param value the value
   * @param type its C type
   * @param maxElements how many elements of an array to spell; the rest is counted
   * @return the initialiser
   */
  public static String of(Object value, BtfType type, int maxElements) {
    CText text = new CText(maxElements);
    text.append(value, type.resolved());
    return text.text.toString();
  }

  private void append(Object value, BtfType type) {
    if (value instanceof StructValue struct) {
      struct(struct);
    } else if (value instanceof ArrayValue array) {
      array(array, array.elementType());
    } else if (value instanceof String string) {
      if (type instanceof BtfEnum) {
        text.append(string);
      } else {
        quoted(string);
      }
    } else if (value instanceof byte[] bytes) {
      bytes(bytes);
    } else if (type instanceof BtfPtr) {
      pointer((Number) value);
    } else if (type instanceof BtfInt number && number.isChar() && isPrintable(value)) {
      char letter = (char) ((Integer) value).intValue();
      text.append('\'').append(letter == '\'' || letter == '\\' ? "\\" : "").append(letter);
      text.append('\'');
    } else {
      text.append(value);
    }
  }

  private void struct(StructValue struct) {
    text.append('{');
    String separator = ".";
    for (StructLayout.Field field : struct.layout().fields()) {
      if (struct.containsKey(field.name())) { // not of a type whose size is not known
        text.append(separator).append(field.name()).append(" = ");
        append(struct.get(field.name()), field.place().type().resolved());
        separator = ", .";
      }
    }
    text.append('}');
  }

  private void array(ArrayValue array, BtfType element) {
    int shown = Math.min(array.size(), maxElements);
    text.append('{');
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ");
      append(array.get(i), element);
    }
    if (shown < array.size()) {
      text.append(", /* ").append(array.size() - shown).append(" more */");
    }
    text.append('}');
  }

  private void bytes(byte[] bytes) {
    text.append('{');
    for (int i = 0; i < bytes.length; i++) {
      text.append(i == 0 ? "0x" : ", 0x").append(Integer.toHexString(bytes[i] & 0xff));
    }
    text.append('}');
  }

  private void pointer(Number address) {
    BigInteger value = new BigInteger(address.toString());
    text.append(value.signum() == 0 ? "NULL" : "0x" + value.toString(16));
  }

  private void quoted(String string) {
    text.append('"');
    for (int i = 0, next; i < string.length(); i = next) {
      int c = string.codePointAt(i);
      next = i + Character.charCount(c);
      switch (c) {
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '"', '\\' -> text.append('\\').append((char) c);
        default -> {
          if (c < ' ' || c == 0x7f) {
            text.append(String.format("\\%03o", c));
          } else if (Printable.isHarmless(c)) {
            text.appendCodePoint(c);
          } else {
            text.append(Printable.escaped(c));
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isPrintable(Object value) {
    return value instanceof Integer letter && letter >= ' ' && letter < 0x7f;
  }
}
