package org.libbpfjava.exception;

import java.util.List;
import org.libbpfjava.internal.message.Message;

/**
 * An object has no variable, section, program, map, type or kernel symbol of a name, or a variable
 * or type has no such field. The message lists near names.
 */
public final class NoSuchMemberException extends BpfException {
  private static final long serialVersionUID = 1L;

  /** What was looked for. */
  public enum Kind {
    /** A global variable. */
    VARIABLE,
    /** A member of a struct, or an element of an array. */
    FIELD,
    /** A data section. */
    SECTION,
    /** A program. */
    PROGRAM,
    /** A map. */
    MAP,
    /** A symbol of the kernel. */
    KERNEL_SYMBOL,
    /** A C type. */
    TYPE
  }

  private final Kind kind;
  private final String name;
  private final String[] nearNames;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @param kind what was looked for
   * @param name its name
   * @param nearNames what there is, the likeliest first
   * @hidden
   */
  public NoSuchMemberException(Message message, Kind kind, String name, List<String> nearNames) {
    super(message);
    this.kind = kind;
    this.name = name;
    this.nearNames = nearNames.toArray(new String[0]);
  }

  /** {@return what was looked for} */
  public Kind kind() {
    return kind;
  }

  /** {@return the name that was looked for} */
  public String name() {
    return name;
  }

  /** {@return names that exist, the nearest first, eight at most} */
  public List<String> nearNames() {
    return List.of(nearNames);
  }
}
