package org.libbpfjava.internal.value;

import java.util.function.Supplier;

/** The C type and size of a variable as messages spell them, with the variable's name. */
public final class VariableType implements Supplier<String> {
  private final String variable;
  private final Supplier<String> text;

  public VariableType(String variable, Supplier<String> text) {
    this.variable = variable;
    this.text = text;
  }

  String variable() {
    return variable;
  }

  @Override
  public String get() {
    return text.get();
  }
}
