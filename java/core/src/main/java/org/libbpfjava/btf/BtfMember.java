package org.libbpfjava.btf;

import java.util.Objects;

/**
 * A member of a struct or union. BTF writes bitfields in two ways; they look the same here.
 *
 * @param name its name, empty for an anonymous struct or union
 * @param type its type
 * @param bitOffset bits from the struct's start to the member's lowest bit, little-endian; a
 *     multiple of 8 if it is no bitfield
 * @param bitfieldSize bits of a bitfield, 0 for any other member
 */
public record BtfMember(String name, BtfType type, long bitOffset, int bitfieldSize) {

  /** Refuses null by NullPointerException. */
  public BtfMember {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** {@return whether it is a bitfield} */
  public boolean isBitfield() {
    return bitfieldSize != 0;
  }

  /** {@return bytes from the struct's start to the byte that holds the member's lowest bit} */
  public int offset() {
    return (int) (bitOffset / 8);
  }
}
