package org.libbpfjava.insn;

import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.UnknownInstruction;

/** The notation of LLVM: BPFInstrInfo.td and BPFInstPrinter.cpp, with 32-bit registers. */
final class LlvmNotation extends Notation {

  @Override
  String prefix(Instruction instruction) {
    return "";
  }

  @Override
  String number(int value) {
    return hexadecimal(value);
  }

  @Override
  String unsigned(int value) {
    return "0x" + Integer.toHexString(value);
  }

  @Override
  String compared(int value) {
    return number(value);
  }

  @Override
  String moved(Size size, Register register) {
    return size == Size.DW ? r(register) : w(register);
  }

  @Override
  String address(Register register, int offset) {
    return r(register) + (offset < 0 ? " - 0x" : " + 0x") + Integer.toHexString(Math.abs(offset));
  }

  @Override
  String target(int offset) {
    return offset < 0 ? number(offset) : "+" + number(offset);
  }

  @Override
  String packetIndex(Register register, int imm) {
    return imm == 0 ? r(register) : r(register) + " + " + number(imm);
  }

  @Override
  String exchange(Atomic i) {
    String suffix = i.size() == Size.DW ? "_64(" : "32_32(";
    String address = address(i.dst(), i.offset());
    String src = moved(i.size(), i.src());
    String old = moved(i.size(), Register.R0);
    return i.op() == AtomicOp.XCHG
        ? src + " = xchg" + suffix + address + ", " + src + ")"
        : old + " = cmpxchg" + suffix + address + ", " + old + ", " + src + ")";
  }

  @Override
  String fetchFunction(Atomic i) {
    return "atomic_" + lower(i.op());
  }

  @Override
  String call(Call i, String symbol) {
    return symbol.isEmpty() ? number(i.imm()) : symbol;
  }

  @Override
  String constant(long value) {
    return hexadecimal(value) + " ll";
  }

  @Override
  String unknown(UnknownInstruction i) {
    return "<unknown>";
  }

  /** With its sign; the most negative number prints right, for it is its own negation. */
  private static String hexadecimal(long value) {
    return value < 0 ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
  }
}
