package org.libbpfjava.attach;

import java.util.Objects;

/** Checks of the texts that go to C. */
final class AttachText {
  private AttachText() {}

  /** {@return a text that C can take: not empty, and without NUL} */
  static String checked(String text, String parameter) {
    Objects.requireNonNull(text, parameter);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          parameter + (text.isEmpty() ? " is empty" : " contains a NUL character"));
    }
    return text;
  }

  static long notNegative(long number, String parameter) {
    if (number < 0) {
      throw new IllegalArgumentException(parameter + " is negative: " + number);
    }
    return number;
  }

  /** {@return the number of a process or thread} */
  static int process(long id, String noun) {
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no " + noun + " can have the number " + id);
    }
    return (int) id;
  }

  /**
   * {@return where a single probe is}
   *
   * @param function its name, "" for an address
   * @param offset bytes in it, or the address
   */
  static String place(String function, long offset, boolean onReturn) {
    return function.isEmpty()
        ? "at 0x" + Long.toHexString(offset)
        : (onReturn ? "of the return of '" : "of '")
            + function
            + "'"
            + (offset == 0 ? "" : "+" + offset);
  }

  static String cookie(long cookie) {
    return cookie == 0 ? "" : " with cookie " + Long.toUnsignedString(cookie);
  }
}
