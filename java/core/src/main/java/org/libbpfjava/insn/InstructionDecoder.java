package org.libbpfjava.insn;

import org.jspecify.annotations.Nullable;
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

/**
 * Decodes one slot.
 *
 * <p>Each method looks only at the fields that its record holds. What a record would lose, a bit in
 * a reserved field, is found in one place: a candidate counts only if it encodes to the slot that
 * it came from.
 */
final class InstructionDecoder {
  private static final AluOp[] ALU_OPS = AluOp.values();
  private static final JmpOp[] JMP_OPS = JmpOp.values();
  private static final AtomicOp[] ATOMIC_OPS = AtomicOp.values();
  private static final CallKind[] CALL_KINDS = CallKind.values();
  private static final ImmKind[] IMM_KINDS = ImmKind.values();

  private final int opcode;
  private final Register dst;
  private final Register src;
  private final int offset;
  private final int imm;

  private InstructionDecoder(long slot) {
    opcode = Slot.opcode(slot);
    dst = Register.of(Slot.dst(slot));
    src = Register.of(Slot.src(slot));
    offset = Slot.offset(slot);
    imm = Slot.imm(slot);
  }

  /** Any instruction of one slot. */
  static Instruction decode(long slot) {
    Instruction candidate = hasRegisters(slot) ? new InstructionDecoder(slot).candidate() : null;
    return candidate != null && candidate.raw() == slot ? candidate : new UnknownInstruction(slot);
  }

  /** An ldimm64, or its first slot as an unknown instruction if the two do not make one. */
  static Instruction decodeLdImm64(long slot, long second) {
    int kind = Slot.src(slot);
    if (hasRegisters(slot) && kind < IMM_KINDS.length) {
      LdImm64 candidate =
          new LdImm64(
              Register.of(Slot.dst(slot)), IMM_KINDS[kind], Slot.imm(slot), Slot.imm(second));
      if (candidate.raw() == slot && candidate.secondRaw() == second) {
        return candidate;
      }
    }
    return new UnknownInstruction(slot);
  }

  private static boolean hasRegisters(long slot) {
    return Register.exists(Slot.dst(slot)) && Register.exists(Slot.src(slot));
  }

  private @Nullable Instruction candidate() {
    return switch (opcode & Opcode.CLASS_MASK) {
      case Opcode.LD -> ld();
      case Opcode.LDX -> ldx();
      case Opcode.ST -> st();
      case Opcode.STX -> stx();
      case Opcode.ALU -> alu(Width.BITS_32);
      case Opcode.ALU64 -> alu(Width.BITS_64);
      case Opcode.JMP -> jmp();
      default -> jmp32();
    };
  }

  private @Nullable Instruction ld() {
    Size size = Size.ofOpcode(opcode);
    if (size == Size.DW) {
      return null; // ldimm64 takes two slots and is not decoded here
    }
    return switch (opcode & Opcode.MODE_MASK) {
      case Opcode.ABS -> new LdAbs(size, imm);
      case Opcode.IND -> new LdInd(size, src, imm);
      default -> null;
    };
  }

  private @Nullable Instruction ldx() {
    Size size = Size.ofOpcode(opcode);
    return switch (opcode & Opcode.MODE_MASK) {
      case Opcode.MEM -> new Ldx(size, dst, src, offset);
      case Opcode.MEMSX -> size == Size.DW ? null : new LdxMemSx(size, dst, src, offset);
      default -> null;
    };
  }

  private @Nullable Instruction st() {
    if (opcode == Opcode.NOSPEC) {
      return new NoSpec();
    }
    return (opcode & Opcode.MODE_MASK) == Opcode.MEM
        ? new St(Size.ofOpcode(opcode), dst, offset, imm)
        : null;
  }

  private @Nullable Instruction stx() {
    Size size = Size.ofOpcode(opcode);
    return switch (opcode & Opcode.MODE_MASK) {
      case Opcode.MEM -> new Stx(size, dst, offset, src);
      case Opcode.ATOMIC -> atomic(size);
      default -> null;
    };
  }

  private @Nullable Instruction atomic(Size size) {
    if (imm == Opcode.LOAD_ACQ) {
      return new LoadAcquire(size, dst, src, offset);
    }
    if (imm == Opcode.STORE_REL) {
      return new StoreRelease(size, dst, offset, src);
    }
    for (AtomicOp op : ATOMIC_OPS) {
      if (op.imm() == imm && Atomic.isValid(size)) {
        return new Atomic(size, op, dst, offset, src);
      }
    }
    return null;
  }

  private @Nullable Instruction alu(Width width) {
    return switch (opcode & Opcode.OPERATION_MASK) {
      case Opcode.NEG -> new Neg(width, dst);
      case Opcode.END -> swap(width);
      default -> offset == 0 || !isMovOfRegister() ? arithmetic(width) : extendedMov(width);
    };
  }

  private @Nullable Instruction swap(Width width) {
    if (!Bswap.isValid(imm)) {
      return null;
    }
    if (width == Width.BITS_64) {
      return new Bswap(imm, dst);
    }
    return new Endian(hasX() ? Endian.Order.BIG : Endian.Order.LITTLE, imm, dst);
  }

  private @Nullable Instruction arithmetic(Width width) {
    for (AluOp op : ALU_OPS) {
      if (op.code() == (opcode & Opcode.OPERATION_MASK) && op.offset() == offset) {
        return new Alu(width, op, dst, operand());
      }
    }
    return null;
  }

  private @Nullable Instruction extendedMov(Width width) {
    if (MovSx.isValid(width, offset)) {
      return new MovSx(width, offset, dst, src);
    }
    return switch (offset) {
      case Opcode.ADDR_SPACE_CAST -> new AddrSpaceCast(dst, src, imm >>> 16, imm & 0xffff);
      case Opcode.ADDR_PERCPU -> new MovPerCpu(dst, src);
      default -> null;
    };
  }

  private @Nullable Instruction jmp() {
    return switch (opcode & Opcode.OPERATION_MASK) {
      case Opcode.JA -> hasX() ? new Gotox(dst) : new Ja(offset);
      case Opcode.CALL ->
          hasX() ? new Callx(dst) : src.number() < CALL_KINDS.length ? call() : null;
      case Opcode.EXIT -> new Exit();
      case Opcode.JCOND -> new MayGoto(offset);
      default -> conditional(Width.BITS_64);
    };
  }

  private Instruction call() {
    return new Call(CALL_KINDS[src.number()], imm, offset);
  }

  private @Nullable Instruction jmp32() {
    return (opcode & Opcode.OPERATION_MASK) == Opcode.JA
        ? new Gotol(imm)
        : conditional(Width.BITS_32);
  }

  private @Nullable Instruction conditional(Width width) {
    for (JmpOp op : JMP_OPS) {
      if (op.code() == (opcode & Opcode.OPERATION_MASK)) {
        return new Jmp(width, op, dst, operand(), offset);
      }
    }
    return null;
  }

  private boolean isMovOfRegister() {
    return hasX() && (opcode & Opcode.OPERATION_MASK) == AluOp.MOV.code();
  }

  private boolean hasX() {
    return (opcode & Opcode.X) != 0;
  }

  private Operand operand() {
    return hasX() ? src : Operand.of(imm);
  }
}
