package org.libbpfjava.internal.typed;

import org.libbpfjava.internal.memory.BufferMemory;

/**
 * Keys or values of a map, to be made Java objects.
 *
 * @param <T> their class
 */
interface ElementReader<T> {

  /**
   * Reads one.
   *
   * @param offset where its bytes begin
   */
  T read(BufferMemory memory, int offset);
}
