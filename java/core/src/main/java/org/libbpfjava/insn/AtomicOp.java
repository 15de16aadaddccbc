package org.libbpfjava.insn;

/** The change that {@link Instruction.Atomic} makes in one step. */
public enum AtomicOp {
  /** Adds. */
  ADD(0x00),
  /** Sets bits. Linux 5.12, like all that follow. */
  OR(0x40),
  /** Clears bits. */
  AND(0x50),
  /** Flips bits. */
  XOR(0xa0),
  /** Adds, and returns the old value. */
  FETCH_ADD(0x01),
  /** Sets bits, and returns the old value. */
  FETCH_OR(0x41),
  /** Clears bits, and returns the old value. */
  FETCH_AND(0x51),
  /** Flips bits, and returns the old value. */
  FETCH_XOR(0xa1),
  /** Stores, and returns the old value. */
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
