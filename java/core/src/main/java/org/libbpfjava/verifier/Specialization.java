package org.libbpfjava.verifier;

import java.util.Map;
import java.util.Optional;

/**
 * What the verifier makes of an object under one setting of its variables. It outlives the load
 * that found it, of which nothing stays in the kernel.
 *
 * <p>Immutable.
 */
public interface Specialization {
  /** {@return the variables that were set and their values, {@code generation = 1}} */
  String setting();

  /**
   * {@return what became of each program's code, by its name; of a refused object the refused
   * program alone}
   */
  Map<String, DeadCode> programs();

  /** {@return why the verifier refused the object; empty where it did not} */
  Optional<BpfLoadException> refusal();

  /**
   * What became of one program.
   *
   * @param name its C function's name
   * @throws IllegalArgumentException if the object has none that came so far
   */
  DeadCode program(String name);

  /** {@return whether the verifier accepted all programs} */
  boolean isAccepted();

  /** {@return the annotated listings of all programs; of a refused object its refusal too} */
  @Override
  String toString();
}
