package org.libbpfjava.attach;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The functions of a multi link: by a pattern, by names, or by addresses; one of the three. */
final class ManyPlaces {
  final String pattern; // "" for none
  final List<String> names;
  final long[] numbers;
  final long[] cookies; // none, or one for each name or number

  private ManyPlaces(String pattern, List<String> names, long[] numbers, long[] cookies) {
    this.pattern = pattern;
    this.names = names;
    this.numbers = numbers;
    this.cookies = cookies;
  }

  static ManyPlaces matching(String pattern) {
    return new ManyPlaces(
        AttachText.checked(pattern, "pattern"), List.of(), new long[0], new long[0]);
  }

  static ManyPlaces of(List<String> functions) {
    List<String> names = List.copyOf(Objects.requireNonNull(functions, "functions"));
    if (names.isEmpty()) {
      throw new IllegalArgumentException("functions is empty");
    }
    names.forEach(name -> AttachText.checked(name, "functions: a name"));
    return new ManyPlaces("", names, new long[0], new long[0]);
  }

  static ManyPlaces at(long[] numbers, String parameter) {
    if (Objects.requireNonNull(numbers, parameter).length == 0) {
      throw new IllegalArgumentException(parameter + " is empty");
    }
    return new ManyPlaces("", List.of(), numbers.clone(), new long[0]);
  }

  ManyPlaces withCookies(long[] values) {
    Objects.requireNonNull(values, "cookies");
    if (!pattern.isEmpty()) {
      throw new IllegalArgumentException(
          this + " cannot have cookies: name the functions, so that each cookie has one");
    }
    int places = names.size() + numbers.length;
    if (values.length != places) {
      throw new IllegalArgumentException(
          values.length + " cookies do not go with " + places + " functions");
    }
    return new ManyPlaces(pattern, names, numbers, values.clone());
  }

  @Override
  public String toString() {
    String places =
        !pattern.isEmpty()
            ? "'" + pattern + "'"
            : !names.isEmpty()
                ? names.size() == 1 ? "'" + names.get(0) + "'" : names.size() + " functions"
                : numbers.length == 1 ? "1 address" : numbers.length + " addresses";
    return places + (cookies.length == 0 ? "" : " with cookies " + Arrays.toString(cookies));
  }
}
