package org.libbpfjava.internal.typed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** JSON with the line breaks of bpftool: each member on a line, elements of arrays in one. */
final class JsonText {
  private final StringBuilder text = new StringBuilder();
  private final Deque<Boolean> empty =
      new ArrayDeque<>(); // whether nothing came yet, innermost first

  JsonText beginObject() {
    return begin('{');
  }

  JsonText beginArray() {
    return begin('[');
  }

  void endObject() {
    end('}');
  }

  void endArray() {
    end(']');
  }

  /** The next thing is an element of an array. */
  JsonText element() {
    comma();
    return this;
  }

  /** The next thing is a member of an object. */
  JsonText name(String name) {
    comma();
    newLine();
    string(name);
    text.append(": ");
    return this;
  }

  /** A tree: numbers, booleans, strings, bytes, lists of trees, maps of trees by names. */
  void value(Object value) {
    if (value instanceof Map<?, ?> members) {
      beginObject();
      members.forEach((name, member) -> name(String.valueOf(name)).value(member));
      endObject();
    } else if (value instanceof List<?> elements) {
      beginArray();
      elements.forEach(element -> element().value(element));
      endArray();
    } else if (value instanceof byte[] bytes) {
      beginArray();
      for (byte each : bytes) {
        element();
        string(String.format("0x%02x", each));
      }
      endArray();
    } else if (isNumber(value) || value instanceof Boolean) {
      text.append(value);
    } else {
      string(String.valueOf(value));
    }
  }

  /** JSON has no infinite numbers. */
  private static boolean isNumber(Object value) {
    return value instanceof Number number
        && (!(number instanceof Float || number instanceof Double)
            || Double.isFinite(number.doubleValue()));
  }

  private JsonText begin(char bracket) {
    text.append(bracket);
    empty.push(true);
    return this;
  }

  private void end(char bracket) {
    if (!empty.pop()) {
      newLine();
    }
    text.append(bracket);
  }

  private void comma() {
    if (!empty.pop()) {
      text.append(',');
    }
    empty.push(false);
  }

  private void newLine() {
    text.append('\n').append("    ".repeat(empty.size()));
  }

  private void string(String value) {
    text.append('"');
    value
        .chars()
        .forEach(
            c -> {
              if (c < ' ') {
                text.append(String.format("\\u%04x", c));
              } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
              }
            });
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
