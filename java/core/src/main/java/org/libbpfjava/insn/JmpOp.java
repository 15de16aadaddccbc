package org.libbpfjava.insn;

/** What a conditional jump compares. */
public enum JmpOp {
  /** Equal. */
  EQ(0x10, "=="),
  /** Greater, unsigned. */
  GT(0x20, ">"),
  /** Greater or equal, unsigned. */
  GE(0x30, ">="),
  /** Some bit of the operand is set. */
  SET(0x40, "&"),
  /** Not equal. */
  NE(0x50, "!="),
  /** Greater, signed. */
  SGT(0x60, "s>"),
  /** Greater or equal, signed. */
  SGE(0x70, "s>="),
  /** Less, unsigned. */
  LT(0xa0, "<"),
  /** Less or equal, unsigned. */
  LE(0xb0, "<="),
  /** Less, signed. */
  SLT(0xc0, "s<"),
  /** Less or equal, signed. */
  SLE(0xd0, "s<=");

  private final int code;
  private final String symbol;

  JmpOp(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /** {@return the comparison as kernel and LLVM write it, {@code s>=}} */
  public String symbol() {
    return symbol;
  }

  /** {@return the operation bits of an opcode} */
  int code() {
    return code;
  }
}
