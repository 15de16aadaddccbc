package org.libbpfjava.internal.value;

import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * How many bytes a value of a C type has: its size, or all that is there where a flexible array
 * ends it.
 *
 * @param fixed bytes of the type
 * @param isFlexible whether the value reaches to the end of the variable
 */
record Extent(int fixed, boolean isFlexible) {

  static Extent of(BtfType type) {
    return new Extent(type.hasSize() ? type.size() : 0, TypeLocation.isFlexible(type));
  }

  int size(int offset, int end) {
    return isFlexible ? end - offset : fixed;
  }
}
