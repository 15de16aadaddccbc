package org.libbpfjava.btf;

/**
 * Where a member lies in its struct, in bits; a size of 0 is a member that is no bitfield.
 *
 * <p>BTF has two ways to say it. With kind_flag the member's offset carries the size in its upper 8
 * bits. Without, a bitfield is a member whose int type has fewer bits than its bytes hold, or does
 * not begin at its first bit.
 */
record MemberBits(long offset, int size) {

  /** Reads the member at byte {@code at}, a member of struct {@code id} with a checked type. */
  static MemberBits read(BtfData data, int id, int at) {
    long offset = data.unsigned(at + 8);
    if (data.kindFlag(id)) {
      int size = (int) (offset >>> 24);
      return new MemberBits(offset & 0xff_ffff, size);
    }
    int type = data.int32(at + 4);
    while (BtfKind.isTransparent(data.kind(type))) {
      type = data.typeOrSize(type);
    }
    if (data.kind(type) == BtfKind.INT) {
      int encoding = data.firstOfBody(type);
      int bits = encoding & 0xff;
      int first = (encoding >>> 16) & 0xff;
      if (first != 0 || bits != data.typeOrSize(type) * 8 || offset % 8 != 0) {
        return new MemberBits(offset + first, bits);
      }
    }
    return new MemberBits(offset, 0);
  }

  /** {@return the bit after the member's last, for a member type of {@code typeSize} bytes} */
  long end(long typeSize) {
    if (size != 0) {
      return offset + size;
    }
    return typeSize > Integer.MAX_VALUE * 2L ? Long.MAX_VALUE : offset + typeSize * 8;
  }
}
