package org.libbpfjava.internal;

import org.libbpfjava.btf.BtfType;

/**
 * A place inside a variable, and what lies there.
 *
 * @param type the type at that place
 * @param offset bytes from the variable's start; of a bitfield, the byte with its lowest bit
 * @param bitOffset bits from {@code offset} to a bitfield's lowest bit, 0 to 7, little-endian
 * @param bitSize bits of a bitfield, 0 for what is none
 */
public record TypeLocation(BtfType type, int offset, int bitOffset, int bitSize) {

  /** {@return whether it is a bitfield} */
  public boolean isBitfield() {
    return bitSize != 0;
  }
}
