package org.libbpfjava.internal.variable;

import java.util.function.Predicate;
import org.libbpfjava.internal.message.Printable;

/**
 * An expression such as {@code cfg.limits[3].max}, taken apart into the variable and the path in
 * it.
 *
 * @param variable the variable's name, {@code cfg}
 * @param path the rest, {@code limits[3].max}, {@code [2].x} or empty
 */
public record VariablePath(String variable, String path) {
  private static final int MAX_CHARS = 4096;
  private static final int SHOWN_CHARS = 40;

  /**
   * Splits an expression.
   *
   * <p>A dot alone does not tell: clang names a static variable {@code n} of function {@code count}
   * {@code count.n}. The longest beginning that is a variable wins; where none is, all up to the
   * first dot or bracket is taken for the name.
   *
   * @param expression the expression
   * @param isVariable whether the object has a variable of that name
   * @return its two parts; the path is not checked yet
   * @throws IllegalArgumentException if there is no name before the first dot or bracket, or the
   *     expression is longer than {@value #MAX_CHARS} characters
   */
  public static VariablePath split(String expression, Predicate<String> isVariable) {
    checkLength(expression);
    int first = nextBoundary(expression, 0);
    if (first == 0) {
      throw new IllegalArgumentException(
          Printable.line("path '" + expression + "': expected a variable's name at position 0"));
    }
    int end = -1;
    for (int at = first; at >= 0; at = nextBoundary(expression, at + 1)) {
      if (isVariable.test(expression.substring(0, at))) {
        end = at;
      }
      if (at == expression.length()) {
        break;
      }
    }
    end = end < 0 ? first : end;
    boolean dot = end < expression.length() && expression.charAt(end) == '.';
    if (dot && end + 1 == expression.length()) {
      throw new IllegalArgumentException(
          Printable.line(
              "path '" + expression + "': expected a member's name at position " + (end + 1)));
    }
    return new VariablePath(
        expression.substring(0, end), expression.substring(dot ? end + 1 : end));
  }

  /**
   * Refuses what no program's author has written: each beginning of an expression may be a name.
   *
   * @param expression an expression or a path in a variable
   * @throws IllegalArgumentException if it is too long
   */
  static void checkLength(String expression) {
    if (expression.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          Printable.line(
              "path '"
                  + expression.substring(0, SHOWN_CHARS)
                  + "...' of "
                  + expression.length()
                  + " characters is longer than "
                  + MAX_CHARS));
    }
  }

  private static int nextBoundary(String expression, int from) {
    int at = from;
    while (at < expression.length()
        && expression.charAt(at) != '.'
        && expression.charAt(at) != '[') {
      at++;
    }
    return at;
  }
}
