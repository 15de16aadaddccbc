package org.libbpfjava.internal.message;

/** A text that goes to C, where it ends at its first NUL. */
public final class CString {
  private CString() {}

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
