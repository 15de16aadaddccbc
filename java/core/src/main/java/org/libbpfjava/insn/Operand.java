package org.libbpfjava.insn;

/** What an arithmetic or jump instruction computes with: a register or a 32-bit number. */
public sealed interface Operand permits Register, Operand.Immediate {

  /**
   * A number inside the instruction.
   *
   * @param value 32 bits; 64-bit instructions sign-extend it
   */
  record Immediate(int value) implements Operand {}

  /**
   * A number as an operand.
   *
   * @param value 32 bits; 64-bit instructions sign-extend it
   * @return the operand
   */
  static Operand of(int value) {
    return new Immediate(value);
  }
}
