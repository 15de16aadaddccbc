package org.libbpfjava.insn;

/** Arithmetic that takes a destination and an operand. */
public enum AluOp {
  /** {@code dst += operand}. */
  ADD(0x00, "+="),
  /** {@code dst -= operand}. */
  SUB(0x10, "-="),
  /** {@code dst *= operand}. */
  MUL(0x20, "*="),
  /** Unsigned division; by zero gives 0. */
  DIV(0x30, "/="),
  /** {@code dst |= operand}. */
  OR(0x40, "|="),
  /** {@code dst &= operand}. */
  AND(0x50, "&="),
  /** {@code dst <<= operand}; only the lowest 5 or 6 bits of the operand count. */
  LSH(0x60, "<<="),
  /** Shift to the right that fills with zeros. */
  RSH(0x70, ">>="),
  /** Unsigned remainder; by zero leaves the destination. */
  MOD(0x90, "%="),
  /** {@code dst ^= operand}. */
  XOR(0xa0, "^="),
  /** {@code dst = operand}. */
  MOV(0xb0, "="),
  /** Shift to the right that keeps the sign. */
  ARSH(0xc0, "s>>="),
  /** Signed division. {@code -mcpu=v4}, Linux 6.6. */
  SDIV(0x30, "s/="),
  /** Signed remainder. {@code -mcpu=v4}, Linux 6.6. */
  SMOD(0x90, "s%=");

  private final int code;
  private final String symbol;

  AluOp(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /** {@return the operator as kernel and LLVM write it, {@code s>>=}} */
  public String symbol() {
    return symbol;
  }

  /** {@return the operation bits of an opcode} */
  int code() {
    return code;
  }

  /** {@return what the offset field says about the operation: 1 for signed, else 0} */
  int offset() {
    return this == SDIV || this == SMOD ? 1 : 0;
  }
}
