package org.libbpfjava.internal.value;

import java.util.List;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;

/**
 * How many bytes a value of a C type has: its size, or all that is there where a flexible array
 * ends it.
 *
 * @param fixed bytes of the type
 * @param isFlexible whether the value reaches to the end of the variable
 */
record Extent(int fixed, boolean isFlexible) {

  static Extent of(BtfType type) {
    return new Extent(type.hasSize() ? type.size() : 0, isFlexible(type));
  }

  private static boolean isFlexible(BtfType declared) {
    BtfType type = declared.resolved();
    while (type instanceof BtfStruct struct && !struct.isUnion() && !struct.members().isEmpty()) {
      List<BtfMember> members = struct.members();
      type = members.get(members.size() - 1).type().resolved();
    }
    return type instanceof BtfArray array && array.length() == 0;
  }

  int size(int offset, int end) {
    return isFlexible ? end - offset : fixed;
  }
}
