package org.libbpfjava.insn;

/**
 * One slot, {@code struct bpf_insn} of linux/bpf.h, as a little-endian number.
 *
 * <pre>
 * bits 63..32 imm | 31..16 off | 15..12 src_reg | 11..8 dst_reg | 7..0 opcode
 * </pre>
 */
final class Slot {
  static final int BYTES = 8;

  private Slot() {}

  static long of(int opcode, int dst, int src, int offset, int imm) {
    return (long) imm << 32
        | (offset & 0xffffL) << 16
        | (long) src << 12
        | (long) dst << 8
        | opcode;
  }

  static int opcode(long slot) {
    return (int) slot & 0xff;
  }

  static int dst(long slot) {
    return (int) slot >>> 8 & 0xf;
  }

  static int src(long slot) {
    return (int) slot >>> 12 & 0xf;
  }

  static int offset(long slot) {
    return (short) (slot >>> 16);
  }

  static int imm(long slot) {
    return (int) (slot >>> 32);
  }
}
