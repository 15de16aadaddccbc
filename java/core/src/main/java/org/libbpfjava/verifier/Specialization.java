package org.libbpfjava.verifier;

import java.util.Map;
import java.util.Optional;

/**
 * What the verifier makes of an object under one setting of its variables. It stays after the load
 * that found it; nothing of that load stays in the kernel. Immutable.
 */
public interface Specialization {
  /** {@return the variables that were set, with their values, such as {@code generation = 1}} */
  String setting();

  /**
   * {@return what became of each program's code, by its name; for a refused object only the refused
   * program}
   */
  Map<String, DeadCode> programs();

  /** {@return why the verifier refused the object; empty if it accepted it} */
  Optional<BpfLoadException> refusal();

  /**
   * What became of the code of one program.
   *
   * @param name the name of its C function
   * @return what became of it
   * @throws IllegalArgumentException if nothing is known of such a program
   */
  DeadCode program(String name);

  /** {@return whether the verifier accepted all programs} */
  boolean isAccepted();

  /** {@return the annotated listings of all programs; for a refused object also the refusal} */
  @Override
  String toString();
}
