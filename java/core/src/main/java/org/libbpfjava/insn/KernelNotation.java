package org.libbpfjava.insn;

import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.UnknownInstruction;

/** The notation of the kernel: kernel/bpf/disasm.c, and bpftool's names for maps and functions. */
final class KernelNotation extends Notation {

  @Override
  String prefix(Instruction instruction) {
    return String.format("(%02x) ", instruction.opcode());
  }

  @Override
  String number(int value) {
    return Integer.toString(value);
  }

  @Override
  String unsigned(int value) {
    return decimal(value);
  }

  @Override
  String compared(int value) {
    return "0x" + Integer.toHexString(value);
  }

  @Override
  String moved(Size size, Register register) {
    return r(register);
  }

  @Override
  String address(Register register, int offset) {
    return r(register) + " " + signed(offset);
  }

  @Override
  String target(int offset) {
    return "pc" + signed(offset);
  }

  @Override
  String packetIndex(Register register, int imm) {
    return r(register) + " + " + imm;
  }

  @Override
  String exchange(Atomic i) {
    String pointer = pointer("u", i.size(), i.dst(), i.offset());
    String src = r(i.src());
    return i.op() == AtomicOp.XCHG
        ? src + " = " + atomic(i) + "_xchg(" + pointer + ", " + src + ")"
        : "r0 = " + atomic(i) + "_cmpxchg(" + pointer + ", r0, " + src + ")";
  }

  @Override
  String fetchFunction(Atomic i) {
    return atomic(i) + "_" + lower(i.op());
  }

  private static String atomic(Atomic i) {
    return i.size() == Size.DW ? "atomic64" : "atomic";
  }

  /**
   * A function of a JITed program has its distance in the offset field and its own number in imm;
   * bpftool adds the name behind the distance.
   */
  @Override
  String call(Call i, String symbol) {
    return switch (i.kind()) {
      case HELPER -> {
        String name = i.helper().map(Helper::helperName).orElse("unknown");
        yield (symbol.isEmpty() ? name : symbol) + "#" + i.imm();
      }
      case KFUNC -> (symbol.isEmpty() ? "kernel-function" : symbol) + "#" + i.imm();
      case SUBPROGRAM -> {
        String target = target(i.offset() == 0 ? i.imm() : i.offset());
        yield symbol.isEmpty() ? target : target + "#" + symbol;
      }
    };
  }

  @Override
  String constant(long value) {
    return "0x" + Long.toHexString(value);
  }

  @Override
  String unknown(UnknownInstruction i) {
    return String.format("unknown 0x%016x", i.raw());
  }
}
