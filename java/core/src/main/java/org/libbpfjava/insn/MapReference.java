package org.libbpfjava.insn;

import java.util.function.IntFunction;

/**
 * A map that an instruction can name before the program is loaded: {@link Instruction.LdMap}.
 *
 * <p>The instruction holds this object and no file descriptor. Loading the program borrows the
 * descriptors of all maps that it names, so that none of them can be closed meanwhile.
 */
public interface MapReference {

  /** {@return the map's name, for listings and messages} */
  String name();

  /**
   * Lends the map's file descriptor. Nothing closes it while {@code use} runs; after that it must
   * not be used any more.
   *
   * @param use what to do with the descriptor; called once
   * @return what {@code use} returned
   * @throws IllegalStateException if the map is closed
   */
  <T> T withFd(IntFunction<T> use);
}
