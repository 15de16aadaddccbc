package org.libbpfjava.internal.message;

import java.util.Locale;

/**
 * Text from outside as a terminal or a log may show it: no character of it moves the cursor,
 * changes colours or turns the direction of what follows.
 *
 * <p>An object's names and source lines are what its maker likes, a kernel prints them as they are,
 * and a message quotes what the caller passed on. Control and format characters are written as a
 * backslash, u and four digits. Names are treated where they are decoded, so that nobody behind can
 * forget it.
 */
public final class Printable {
  private Printable() {}

  /** {@return a name or a line of source: of the control characters a tab alone stays} */
  public static String line(String text) {
    return escape(text, false);
  }

  /** {@return text of several lines} */
  public static String text(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean lines) {
    int i = 0;
    while (i < text.length() && isHarmless(text.charAt(i), lines)) {
      i++;
    }
    if (i == text.length()) {
      return text; // nearly all
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
    for (int next; i < text.length(); i = next) {
      int character = text.codePointAt(i);
      next = i + Character.charCount(character);
      if (isHarmless(text.charAt(i), lines) || isHarmless(character)) {
        escaped.appendCodePoint(character);
      } else {
        escaped.append(escaped(character));
      }
    }
    return escaped.toString();
  }

  /** Decides most at one glance; what is beyond ASCII is looked at again. */
  private static boolean isHarmless(char c, boolean lines) {
    return c < 0x7f && (c >= ' ' || c == '\t' || (lines && c == '\n'));
  }

  /** {@return whether a character does nothing but show itself} */
  public static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** {@return the character as Java and C write it in a string} */
  public static String escaped(int character) {
    return character < 0x1_0000
        ? String.format(Locale.ROOT, "\\u%04x", character)
        : String.format(Locale.ROOT, "\\U%08x", character);
  }
}
