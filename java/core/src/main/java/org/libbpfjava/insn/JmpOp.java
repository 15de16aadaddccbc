package org.libbpfjava.insn;

/** What a conditional jump compares. */
public enum JmpOp {
  EQ(0x10, "=="),
  /** Unsigned, like all that are not marked signed. */
  GT(0x20, ">"),
  GE(0x30, ">="),
  /** Some bit of the operand is set. */
  SET(0x40, "&"),
  NE(0x50, "!="),
  /** Signed. */
  SGT(0x60, "s>"),
  /** Signed. */
  SGE(0x70, "s>="),
  LT(0xa0, "<"),
  LE(0xb0, "<="),
  /** Signed. */
  SLT(0xc0, "s<"),
  /** Signed. */
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
