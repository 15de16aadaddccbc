package org.libbpfjava.insn;

/** What {@link Instruction.Atomic} does in one step; those that fetch return the old value. */
public enum AtomicOp {
  ADD(0x00),
  OR(0x40),
  AND(0x50),
  XOR(0xa0),
  /** Linux 5.12, like all that follow. */
  FETCH_ADD(0x01),
  FETCH_OR(0x41),
  FETCH_AND(0x51),
  FETCH_XOR(0xa1),
  XCHG(0xe1),
  /** Compares with r0, stores the source register where equal, leaves the old value in r0. */
  CMPXCHG(0xf1);

  private final int imm;

  AtomicOp(int imm) {
    this.imm = imm;
  }

  /** {@return the instruction's imm field} */
  int imm() {
    return imm;
  }
}
