package org.libbpfjava.map;

import java.util.function.IntFunction;

/** A program that a {@link ProgramArray} can hold: {@code BpfProgram} is one. */
public interface ProgramReference {

  /** {@return the program's name, for messages} */
  String name();

  /**
   * Lends the program's file descriptor. Nothing closes it while {@code use} runs; after that it
   * must not be used any more.
   *
   * @param use what to do with the descriptor; called once
   * @param <T> what {@code use} returns
   * @return what {@code use} returned
   * @throws IllegalStateException if the program's owner is closed
   */
  <T> T withFd(IntFunction<T> use);
}
