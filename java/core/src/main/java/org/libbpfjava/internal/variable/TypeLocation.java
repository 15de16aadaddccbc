package org.libbpfjava.internal.variable;

import java.util.List;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;

/**
 * A place inside a variable, and what lies there.
 *
 * @param type the type at that place
 * @param offset bytes from the variable's start; of a bitfield, the byte with its lowest bit
 * @param bitOffset bits from {@code offset} to a bitfield's lowest bit, 0 to 7, little-endian
 * @param bitSize bits of a bitfield, 0 for what is none
 * @param size bytes that its bits touch, or that the type has; up to the variable's end where
 *     nothing follows a flexible array
 */
public record TypeLocation(BtfType type, int offset, int bitOffset, int bitSize, int size) {

  /** {@return a whole value at the start of whatever holds it} */
  public static TypeLocation of(BtfType type) {
    return of(type, 0);
  }

  /** {@return a whole value that is no bitfield} */
  public static TypeLocation of(BtfType type, int offset) {
    return new TypeLocation(type, offset, 0, 0, type.hasSize() ? type.size() : 0);
  }

  /** {@return a bitfield whose lowest bit is {@code bits} after the start of what holds it} */
  public static TypeLocation ofBits(BtfType type, long bits, int bitSize) {
    int first = (int) (bits % 8);
    return new TypeLocation(type, (int) (bits / 8), first, bitSize, (first + bitSize + 7) / 8);
  }

  /** {@return the same, so many bytes further on} */
  public TypeLocation moved(int bytes) {
    return new TypeLocation(type, offset + bytes, bitOffset, bitSize, size);
  }

  /**
   * Whether a type ends in a flexible array, which may have more elements than the type's size
   * says.
   *
   * @param declared the type
   * @return whether it is one, or a struct with one as its last member
   */
  public static boolean isFlexible(BtfType declared) {
    BtfType type = declared.resolved();
    while (type instanceof BtfStruct struct && !struct.isUnion() && !struct.members().isEmpty()) {
      List<BtfMember> members = struct.members();
      type = members.get(members.size() - 1).type().resolved();
    }
    return type instanceof BtfArray array && array.length() == 0;
  }

  /** {@return whether it is a bitfield} */
  public boolean isBitfield() {
    return bitSize != 0;
  }
}
