package org.libbpfjava.insn;

import java.util.function.IntFunction;

/**
 * A map that no kernel knows.
 *
 * @param name its name
 * @param fd the number that it lends
 */
record TestMap(String name, int fd) implements MapReference {
  @Override
  public <T> T withFd(IntFunction<T> use) {
    return use.apply(fd);
  }
}
