package org.libbpfjava.insn;

import static java.util.Locale.ROOT;

import org.libbpfjava.insn.Instruction.AddrSpaceCast;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Bswap;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Callx;
import org.libbpfjava.insn.Instruction.Endian;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Instruction.Gotol;
import org.libbpfjava.insn.Instruction.Gotox;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.LdAbs;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdInd;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.Instruction.Ldx;
import org.libbpfjava.insn.Instruction.LdxMemSx;
import org.libbpfjava.insn.Instruction.LoadAcquire;
import org.libbpfjava.insn.Instruction.MayGoto;
import org.libbpfjava.insn.Instruction.MovPerCpu;
import org.libbpfjava.insn.Instruction.MovSx;
import org.libbpfjava.insn.Instruction.Neg;
import org.libbpfjava.insn.Instruction.NoSpec;
import org.libbpfjava.insn.Instruction.St;
import org.libbpfjava.insn.Instruction.StoreRelease;
import org.libbpfjava.insn.Instruction.Stx;
import org.libbpfjava.insn.Instruction.UnknownInstruction;
import org.libbpfjava.insn.Operand.Immediate;

/** The C-like notation that kernel and LLVM share; where they differ, a method is abstract. */
abstract class Notation {

  /** The text of one instruction; {@code symbol} names its operand, or is empty. */
  final String text(Instruction instruction, String symbol) {
    return prefix(instruction) + body(instruction, symbol);
  }

  abstract String prefix(Instruction instruction);

  /** A number that an instruction computes with or stores. */
  abstract String number(int value);

  abstract String unsigned(int value);

  /** The number that a conditional jump compares with. */
  abstract String compared(int value);

  /** A register that is loaded or stored; a load of fewer than 8 bytes clears the rest. */
  abstract String moved(Size size, Register register);

  /** A register plus an offset. */
  abstract String address(Register register, int offset);

  /** Where a jump leads. */
  abstract String target(int offset);

  abstract String packetIndex(Register register, int imm);

  /** XCHG or CMPXCHG. */
  abstract String exchange(Atomic i);

  abstract String fetchFunction(Atomic i);

  abstract String call(Call i, String symbol);

  abstract String constant(long value);

  abstract String unknown(UnknownInstruction i);

  private String body(Instruction instruction, String symbol) {
    if (instruction instanceof LdImm64 i) {
      return r(i.dst()) + " = " + (symbol.isEmpty() ? wide(i) : symbol);
    } else if (instruction instanceof LdMap i) {
      String value = i.kind() == ImmKind.MAP_VALUE ? "[0]+" + decimal(i.offset()) : "";
      return r(i.dst()) + " = &" + i.map().name() + value;
    } else if (instruction instanceof Call i) {
      return "call " + call(i, symbol);
    } else if (instruction instanceof UnknownInstruction i) {
      return unknown(i);
    } else if (instruction instanceof Exit) {
      return "exit";
    } else if (instruction instanceof NoSpec) {
      return "nospec";
    }
    return switch (instruction.opcode() & Opcode.CLASS_MASK) {
      case Opcode.ALU, Opcode.ALU64 -> arithmetic(instruction);
      case Opcode.JMP, Opcode.JMP32 -> jump(instruction);
      default -> memory(instruction);
    };
  }

  private String arithmetic(Instruction instruction) {
    if (instruction instanceof Alu i) {
      String operand =
          i.operand() instanceof Immediate imm ? number(imm.value()) : r(i.width(), i.operand());
      return r(i.width(), i.dst()) + " " + i.op().symbol() + " " + operand;
    } else if (instruction instanceof Neg i) {
      return r(i.width(), i.dst()) + " = -" + r(i.width(), i.dst());
    } else if (instruction instanceof MovSx i) {
      return r(i.width(), i.dst()) + " = (s" + i.bits() + ")" + r(i.width(), i.src());
    } else if (instruction instanceof Endian i) {
      String order = i.order() == Endian.Order.BIG ? "be" : "le";
      return r(i.dst()) + " = " + order + i.bits() + " " + r(i.dst());
    } else if (instruction instanceof Bswap i) {
      return r(i.dst()) + " = bswap" + i.bits() + " " + r(i.dst());
    } else if (instruction instanceof AddrSpaceCast i) {
      String spaces = unsigned(i.to()) + ", " + unsigned(i.from());
      return r(i.dst()) + " = addr_space_cast(" + r(i.src()) + ", " + spaces + ")";
    }
    MovPerCpu i = (MovPerCpu) instruction;
    return r(i.dst()) + " = &(void __percpu *)(" + r(i.src()) + ")";
  }

  private String jump(Instruction instruction) {
    if (instruction instanceof Jmp i) {
      String operand =
          i.operand() instanceof Immediate imm ? compared(imm.value()) : r(i.width(), i.operand());
      String condition = r(i.width(), i.dst()) + " " + i.op().symbol() + " " + operand;
      return "if " + condition + " goto " + target(i.offset());
    } else if (instruction instanceof Ja i) {
      return "goto " + target(i.offset());
    } else if (instruction instanceof Gotol i) {
      return "gotol " + target(i.offset());
    } else if (instruction instanceof MayGoto i) {
      return "may_goto " + target(i.offset());
    }
    return instruction instanceof Callx i
        ? "callx " + r(i.dst())
        : "gotox " + r(((Gotox) instruction).dst());
  }

  private String memory(Instruction instruction) {
    if (instruction instanceof Ldx i) {
      return moved(i.size(), i.dst()) + " = *" + pointer("u", i.size(), i.src(), i.offset());
    } else if (instruction instanceof LdxMemSx i) {
      return r(i.dst()) + " = *" + pointer("s", i.size(), i.src(), i.offset());
    } else if (instruction instanceof Stx i) {
      return "*" + pointer("u", i.size(), i.dst(), i.offset()) + " = " + moved(i.size(), i.src());
    } else if (instruction instanceof St i) {
      return "*" + pointer("u", i.size(), i.dst(), i.offset()) + " = " + number(i.imm());
    } else if (instruction instanceof LdAbs i) {
      return "r0 = *(" + type("u", i.size()) + " *)skb[" + number(i.imm()) + "]";
    } else if (instruction instanceof LdInd i) {
      return "r0 = *(" + type("u", i.size()) + " *)skb[" + packetIndex(i.src(), i.imm()) + "]";
    } else if (instruction instanceof LoadAcquire i) {
      String pointer = pointer("u", i.size(), i.src(), i.offset());
      return moved(i.size(), i.dst()) + " = load_acquire(" + pointer + ")";
    } else if (instruction instanceof StoreRelease i) {
      String pointer = pointer("u", i.size(), i.dst(), i.offset());
      return "store_release(" + pointer + ", " + moved(i.size(), i.src()) + ")";
    }
    return atomic((Atomic) instruction);
  }

  private String atomic(Atomic i) {
    String pointer = pointer("u", i.size(), i.dst(), i.offset());
    String src = moved(i.size(), i.src());
    return switch (i.op()) {
      case ADD -> "lock *" + pointer + " += " + src;
      case OR -> "lock *" + pointer + " |= " + src;
      case AND -> "lock *" + pointer + " &= " + src;
      case XOR -> "lock *" + pointer + " ^= " + src;
      case FETCH_ADD, FETCH_OR, FETCH_AND, FETCH_XOR ->
          src + " = " + fetchFunction(i) + "(" + pointer + ", " + src + ")";
      case XCHG, CMPXCHG -> exchange(i);
    };
  }

  private String wide(LdImm64 i) {
    return switch (i.kind()) {
      case CONSTANT -> constant(i.value());
      case MAP_FD -> "map[id:" + decimal(i.low()) + "]";
      case MAP_VALUE -> "map[id:" + decimal(i.low()) + "][0]+" + decimal(i.high());
      case MAP_IDX -> "map[idx:" + decimal(i.low()) + "]";
      case MAP_IDX_VALUE -> "map[idx:" + decimal(i.low()) + "]+" + decimal(i.high());
      case FUNC -> "subprog[" + signed(i.low()) + "]";
      case BTF_ID -> "0x" + Long.toHexString(i.value());
    };
  }

  final String pointer(String sign, Size size, Register register, int offset) {
    return "(" + type(sign, size) + " *)(" + address(register, offset) + ")";
  }

  private static String type(String sign, Size size) {
    return sign + 8 * size.bytes();
  }

  static String lower(Enum<?> name) {
    return name.name().toLowerCase(ROOT);
  }

  static String decimal(int value) {
    return Integer.toUnsignedString(value);
  }

  /** A number with its sign: {@code +3}. */
  static String signed(int value) {
    return value < 0 ? Integer.toString(value) : "+" + value;
  }

  static String r(Register register) {
    return "r" + register.number();
  }

  static String w(Register register) {
    return "w" + register.number();
  }

  private static String r(Width width, Operand register) {
    return width == Width.BITS_32 ? w((Register) register) : r((Register) register);
  }
}
