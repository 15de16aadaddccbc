package org.libbpfjava.btf;

import java.nio.ByteBuffer;

/**
 * What BTF tells of the kinds that were known to its writer: how many bytes a type of each has, so
 * that a reader skips those that it does not know. include/uapi/linux/btf.h, struct btf_layout.
 *
 * @kernel 7.1
 */
final class BtfLayout {
  static final BtfLayout NONE = new BtfLayout(ByteBuffer.allocate(0), 0, 0);

  private static final int ENTRY_SIZE = 4; // u8 info_sz | u8 elem_sz | u16 flags

  private final ByteBuffer data;
  private final int start;
  private final int size;

  /** The caller has checked that the bytes exist. */
  BtfLayout(ByteBuffer data, int start, int size) {
    this.data = data;
    this.start = start;
    this.size = size;
  }

  /** {@return bytes that follow the 12 bytes common to all types, -1 where it does not say} */
  long bodySize(int kind, int vlen) {
    int at = kind * ENTRY_SIZE;
    if (kind == BtfKind.VOID || at + ENTRY_SIZE > size) {
      return -1;
    }
    int fixed = Byte.toUnsignedInt(data.get(start + at));
    int each = Byte.toUnsignedInt(data.get(start + at + 1));
    return fixed + (long) each * vlen;
  }
}
