package org.libbpfjava.attach;

import java.util.Objects;
import org.libbpfjava.map.ProgramReference;

/**
 * A function of another program, which the attached program replaces as long as the link lives.
 * Takes programs of {@code SEC("freplace/…")}, loaded for a function with the same parameters.
 *
 * @kernel 5.6 for the target of the load, 5.10 for other programs
 * @libbpf bpf_program__attach_freplace
 */
public final class Freplace implements AttachOptions {
  private final ProgramReference target;
  private final String function;

  private Freplace(ProgramReference target, String function) {
    this.target = target;
    this.function = function;
  }

  /**
   * {@return a function of a program}
   *
   * @param target the program; it must be open while this one is attached
   * @param function a global function of it, by its name in C
   * @throws IllegalArgumentException if the name is empty
   */
  public static Freplace of(ProgramReference target, String function) {
    return new Freplace(
        Objects.requireNonNull(target, "target"), AttachText.checked(function, "function"));
  }

  /** {@return the program whose function is replaced} */
  public ProgramReference target() {
    return target;
  }

  /** {@return the function} */
  public String function() {
    return function;
  }

  @Override
  public String toString() {
    return "Freplace of '" + function + "' in program '" + target.name() + "'";
  }
}
