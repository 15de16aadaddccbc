package org.libbpfjava.internal.message;

import java.nio.charset.StandardCharsets;

/** A text that goes to C, or comes from there, where it ends at its first NUL. */
public final class CString {
  private CString() {}

  /** {@return the text in a buffer that C has filled, up to its NUL} */
  public static String text(byte[] buffer) {
    int length = 0;
    while (length < buffer.length && buffer[length] != 0) {
      length++;
    }
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Refuses a text that C would see cut.
   *
   * @param what it is, as the beginning of a sentence: {@code the object's name}
   * @param text the text
   * @return the text
   * @throws IllegalArgumentException if it holds a NUL
   */
  public static String check(String what, String text) {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new IllegalArgumentException(
          Printable.line(what + " '" + text + "' has a NUL at " + nul + ", where C would cut it"));
    }
    return text;
  }
}
