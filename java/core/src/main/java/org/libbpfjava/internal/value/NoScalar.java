package org.libbpfjava.internal.value;

import java.util.function.Supplier;

/** A struct, union, array or a number of a width that Java has no type for: no single number. */
public final class NoScalar extends ScalarCodec {

  /**
   * Creates it.
   *
   * @param type spells the C type and its size
   */
  public NoScalar(Supplier<String> type) {
    super(type);
  }
}
