package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.libbpfjava.internal.message.Printable;

/**
 * A value or a Java type that some C type inside a variable cannot take or give.
 *
 * <p>Thrown where the fault is, with the C type there; each array and struct that it passes on its
 * way up puts its part of the path in front; the variable makes it an IllegalArgumentException that
 * says who, what is there, and what came. Never leaves the library.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<String> type;
  private final String what;
  private String path = "";
  private String detail = "";

  /**
   * Creates it.
   *
   * @param type spells the C type and its size, such as {@code "__u32[4], 16 bytes"}
   * @param what the rest of the sentence, such as {@code "cannot take 20 bytes"}
   */
  Refusal(Supplier<String> type, String what) {
    super(what, null, false, false);
    this.type = type;
    this.what = what;
  }

  /**
   * A refusal of a type. Where that is a variable's own, the sentence is whole already.
   *
   * @param type spells the C type and its size
   * @param what the rest of the sentence
   * @return what is to be thrown
   */
  static RuntimeException of(Supplier<String> type, String what) {
    Refusal refusal = new Refusal(type, what);
    return type instanceof VariableType own ? refusal.at(own.kind(), own.variable()) : refusal;
  }

  /** Puts a member's name in front of the path; anonymous members have none and add nothing. */
  Refusal inMember(String name) {
    if (!name.isEmpty()) {
      path = "." + name + path;
    }
    return this;
  }

  /** Stands for any index in front of the path, where types are compared and no value is there. */
  Refusal inElements() {
    path = "[]" + path;
    return this;
  }

  /** Says more about the place, behind the sentence; the first to say something is the nearest. */
  void addDetail(String where) {
    if (detail.isEmpty()) {
      detail = ": " + where;
    }
  }

  /** Puts an index in front of the path. */
  Refusal inElement(int index) {
    path = "[" + index + "]" + path;
    return this;
  }

  /**
   * Names the variable.
   *
   * @param variable its name, a path where it is a field
   * @return what the user sees
   */
  public IllegalArgumentException at(String variable) {
    return at("variable", variable);
  }

  /**
   * Names what holds the value.
   *
   * @param kind what it is, such as {@code field}
   * @param name its name
   * @return what the user sees
   */
  public IllegalArgumentException at(String kind, String name) {
    return new IllegalArgumentException(
        Printable.text(kind + " '" + name + path + "' (" + type.get() + ") " + what + detail));
  }
}
