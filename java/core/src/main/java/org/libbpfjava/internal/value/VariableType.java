package org.libbpfjava.internal.value;

import java.util.function.Supplier;

/** The C type and size of a variable or field as messages spell them, with its name. */
public final class VariableType implements Supplier<String> {
  private final String kind;
  private final String variable;
  private final Supplier<String> text;

  public VariableType(String variable, Supplier<String> text) {
    this("variable", variable, text);
  }

  /**
   * Of something that is no variable.
   *
   * @param kind what it is, such as {@code field}
   * @param name its name
   * @param text spells the C type and its size
   */
  public VariableType(String kind, String name, Supplier<String> text) {
    this.kind = kind;
    this.variable = name;
    this.text = text;
  }

  String kind() {
    return kind;
  }

  String variable() {
    return variable;
  }

  @Override
  public String get() {
    return text.get();
  }
}
