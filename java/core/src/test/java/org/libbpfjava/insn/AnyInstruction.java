package org.libbpfjava.insn;

import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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

/** Arbitrary values of every record but the unknown one. */
final class AnyInstruction {
  private static final Arbitrary<Register> REGISTER = Arbitraries.of(Register.class);
  private static final Arbitrary<Width> WIDTH = Arbitraries.of(Width.class);
  private static final Arbitrary<Size> SIZE = Arbitraries.of(Size.class);
  private static final Arbitrary<Size> UP_TO_WORD = Arbitraries.of(Size.B, Size.H, Size.W);
  private static final Arbitrary<Size> FROM_WORD = Arbitraries.of(Size.W, Size.DW);
  private static final Arbitrary<Integer> OFFSET = Arbitraries.shorts().map(Short::intValue);
  private static final Arbitrary<Integer> IMM = Arbitraries.integers();
  private static final Arbitrary<Integer> SPACE = Arbitraries.integers().between(0, 0xffff);
  private static final Arbitrary<Integer> SWAPPED = Arbitraries.of(16, 32, 64);
  private static final Arbitrary<Operand> OPERAND =
      Arbitraries.oneOf(REGISTER.map(r -> (Operand) r), IMM.map(Operand::of));

  private AnyInstruction() {}

  static Arbitrary<Instruction> any() {
    return Arbitraries.oneOf(
        Stream.of(arithmetic(), memory(), atomics(), jumps())
            .flatMap(s -> s)
            .<Arbitrary<Instruction>>map(a -> a.map(i -> i))
            .toList());
  }

  private static Stream<Arbitrary<? extends Instruction>> arithmetic() {
    return Stream.of(
        Combinators.combine(WIDTH, Arbitraries.of(AluOp.class), REGISTER, OPERAND).as(Alu::new),
        Combinators.combine(WIDTH, REGISTER).as(Neg::new),
        Combinators.combine(WIDTH, Arbitraries.of(8, 16), REGISTER, REGISTER).as(MovSx::new),
        Combinators.combine(REGISTER, REGISTER)
            .as((dst, src) -> new MovSx(Width.BITS_64, 32, dst, src)),
        Combinators.combine(Arbitraries.of(Endian.Order.class), SWAPPED, REGISTER).as(Endian::new),
        Combinators.combine(SWAPPED, REGISTER).as(Bswap::new),
        Combinators.combine(REGISTER, REGISTER, SPACE, SPACE).as(AddrSpaceCast::new),
        Combinators.combine(REGISTER, REGISTER).as(MovPerCpu::new));
  }

  private static Stream<Arbitrary<? extends Instruction>> memory() {
    return Stream.of(
        Combinators.combine(SIZE, REGISTER, REGISTER, OFFSET).as(Ldx::new),
        Combinators.combine(UP_TO_WORD, REGISTER, REGISTER, OFFSET).as(LdxMemSx::new),
        Combinators.combine(SIZE, REGISTER, OFFSET, REGISTER).as(Stx::new),
        Combinators.combine(SIZE, REGISTER, OFFSET, IMM).as(St::new),
        Combinators.combine(REGISTER, Arbitraries.of(ImmKind.class), IMM, IMM).as(LdImm64::new),
        Combinators.combine(UP_TO_WORD, IMM).as(LdAbs::new),
        Combinators.combine(UP_TO_WORD, REGISTER, IMM).as(LdInd::new),
        Arbitraries.just(new NoSpec()));
  }

  private static Stream<Arbitrary<? extends Instruction>> atomics() {
    return Stream.of(
        Combinators.combine(FROM_WORD, Arbitraries.of(AtomicOp.class), REGISTER, OFFSET, REGISTER)
            .as(Atomic::new),
        Combinators.combine(SIZE, REGISTER, REGISTER, OFFSET).as(LoadAcquire::new),
        Combinators.combine(SIZE, REGISTER, OFFSET, REGISTER).as(StoreRelease::new));
  }

  private static Stream<Arbitrary<? extends Instruction>> jumps() {
    return Stream.of(
        Combinators.combine(WIDTH, Arbitraries.of(JmpOp.class), REGISTER, OPERAND, OFFSET)
            .as(Jmp::new),
        OFFSET.map(Ja::new),
        IMM.map(Gotol::new),
        REGISTER.map(Gotox::new),
        REGISTER.map(Callx::new),
        OFFSET.map(MayGoto::new),
        Combinators.combine(Arbitraries.of(CallKind.class), IMM, OFFSET).as(Call::new),
        Arbitraries.just(new Exit()));
  }
}
