package org.libbpfjava.insn;

/** How many bytes a load or store moves, by the field's names. */
public enum Size {
  /** One byte. */
  B(1, Opcode.B),
  /** Half a word, 2 bytes. */
  H(2, Opcode.H),
  /** A word, 4 bytes. */
  W(4, Opcode.W),
  /** A double word, 8 bytes. */
  DW(8, Opcode.DW);

  private final int bytes;
  private final int code;

  Size(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /** {@return the number of bytes: 1, 2, 4 or 8} */
  public int bytes() {
    return bytes;
  }

  /** {@return the size bits of an opcode} */
  int code() {
    return code;
  }

  static Size ofOpcode(int opcode) {
    return switch (opcode & Opcode.SIZE_MASK) {
      case Opcode.B -> B;
      case Opcode.H -> H;
      case Opcode.W -> W;
      default -> DW;
    };
  }
}
