package org.libbpfjava.internal.typed;

import org.libbpfjava.internal.memory.BufferMemory;

/**
 * Keys or values of a map as Java objects.
 *
 * @param <T> their class
 */
interface Element<T> extends ElementReader<T> {

  /** {@return the class, boxed where it is a primitive one} */
  Class<T> java();

  /**
   * Writes one. All of its bytes are set, padding to zero.
   *
   * @throws IllegalArgumentException if it does not fit its C type
   */
  void write(BufferMemory memory, int offset, T value);
}
