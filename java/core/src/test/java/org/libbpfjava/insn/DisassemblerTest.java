package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R10;
import static org.libbpfjava.insn.Register.R2;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.libbpfjava.insn.Instruction.AddrSpaceCast;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Instruction.Gotox;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.LdAbs;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdInd;
import org.libbpfjava.insn.Instruction.Ldx;
import org.libbpfjava.insn.Instruction.LoadAcquire;
import org.libbpfjava.insn.Instruction.MovPerCpu;
import org.libbpfjava.insn.Instruction.NoSpec;
import org.libbpfjava.insn.Instruction.St;
import org.libbpfjava.insn.Instruction.StoreRelease;
import org.libbpfjava.insn.Instruction.UnknownInstruction;
import org.libbpfjava.insn.Symbolizer.Symbol;

/** What no compiler and no kernel here can be asked for; the rest is cross-checked. */
class DisassemblerTest {
  private static final Symbolizer NAMES =
      (slot, instruction) -> {
        if (instruction instanceof LdImm64 i && i.kind() == ImmKind.MAP_VALUE && slot == 0) {
          return Optional.of(
              new Symbol(
                  "&cfg.limits[3].max", ".rodata+" + i.high() + ", " + i.kind().kernelName()));
        }
        return instruction instanceof Call ? Optional.of(new Symbol("named")) : Optional.empty();
      };

  @Test
  void variablesStandInPlaceOfNumbers() {
    LdImm64 load = new LdImm64(R1, ImmKind.MAP_VALUE, 27, 56);
    assertEquals("(18) r1 = map[id:27][0]+56", kernel(load));
    assertEquals(
        "(18) r1 = &cfg.limits[3].max  // .rodata+56, BPF_PSEUDO_MAP_VALUE",
        Disassembler.kernelStyle().with(NAMES).text(0, load));
    assertEquals(
        "r1 = &cfg.limits[3].max  // .rodata+56, BPF_PSEUDO_MAP_VALUE",
        Disassembler.llvmStyle().with(NAMES).text(0, load));
    assertEquals("r1 = map[id:27][0]+56", Disassembler.llvmStyle().with(NAMES).text(2, load));
  }

  @Test
  void callsNameWhatTheyCall() {
    Disassembler named = Disassembler.kernelStyle().with(NAMES);
    assertEquals("(85) call bpf_ktime_get_ns#5", kernel(new Call(CallKind.HELPER, 5)));
    assertEquals("(85) call unknown#9999", kernel(new Call(CallKind.HELPER, 9999)));
    assertEquals("(85) call named#269488", named.text(0, new Call(CallKind.HELPER, 269_488)));
    assertEquals("(85) call kernel-function#77", kernel(new Call(CallKind.KFUNC, 77)));
    assertEquals("(85) call named#77", named.text(0, new Call(CallKind.KFUNC, 77)));
    assertEquals("(85) call pc-3", kernel(new Call(CallKind.SUBPROGRAM, -3)));
    assertEquals("(85) call pc+2#named", named.text(0, new Call(CallKind.SUBPROGRAM, 1, 2)));
    assertEquals("call 0x5", llvm(new Call(CallKind.HELPER, 5)));
    assertEquals(
        "call named", Disassembler.llvmStyle().with(NAMES).text(0, new Call(CallKind.HELPER, 5)));
    assertEquals(Optional.of(Helper.KTIME_GET_NS), new Call(CallKind.HELPER, 5).helper());
    assertEquals(Optional.empty(), new Call(CallKind.HELPER, 9999).helper());
    assertEquals(Optional.empty(), new Call(CallKind.KFUNC, 5).helper());
  }

  @Test
  void eachKindOfWideLoadHasItsText() {
    assertEquals("(18) r1 = 0xfffffffffffffffe", kernel(LdImm64.constant(R1, -2)));
    assertEquals("r1 = -0x2 ll", llvm(LdImm64.constant(R1, -2)));
    assertEquals("(18) r1 = map[id:5]", kernel(new LdImm64(R1, ImmKind.MAP_FD, 5, 0)));
    assertEquals("(18) r1 = map[idx:5]", kernel(new LdImm64(R1, ImmKind.MAP_IDX, 5, 0)));
    assertEquals("(18) r1 = map[idx:5]+8", kernel(new LdImm64(R1, ImmKind.MAP_IDX_VALUE, 5, 8)));
    assertEquals("(18) r1 = subprog[+5]", kernel(new LdImm64(R1, ImmKind.FUNC, 5, 0)));
    assertEquals("(18) r1 = 0x100000005", kernel(new LdImm64(R1, ImmKind.BTF_ID, 5, 1)));
  }

  @Test
  void whatOnlyNewCompilersAndKernelsWriteHasItsText() {
    assertEquals(
        "(db) r0 = load_acquire((u64 *)(r1 +8))", kernel(new LoadAcquire(Size.DW, R0, R1, 8)));
    assertEquals("w0 = load_acquire((u16 *)(r1 - 0x8))", llvm(new LoadAcquire(Size.H, R0, R1, -8)));
    assertEquals(
        "(c3) store_release((u32 *)(r1 -8), r2)", kernel(new StoreRelease(Size.W, R1, -8, R2)));
    assertEquals(
        "store_release((u32 *)(r1 - 0x8), w2)", llvm(new StoreRelease(Size.W, R1, -8, R2)));
    assertEquals("(0d) gotox r1", kernel(new Gotox(R1)));
    assertEquals("(bf) r1 = &(void __percpu *)(r2)", kernel(new MovPerCpu(R1, R2)));
    assertEquals("(c2) nospec", kernel(new NoSpec()));
    assertEquals(
        "(bf) r1 = addr_space_cast(r2, 65535, 1)", kernel(new AddrSpaceCast(R1, R2, 65_535, 1)));
    assertEquals("(00) unknown 0x0000000500000000", kernel(new UnknownInstruction(5L << 32)));
    assertEquals("<unknown>", llvm(new UnknownInstruction(5L << 32)));
  }

  @Test
  void numbersKeepTheNotationOfTheirPlace() {
    Operand lowest = Operand.of(Integer.MIN_VALUE);
    assertEquals("(b7) r1 = -2147483648", kernel(new Alu(Width.BITS_64, AluOp.MOV, R1, lowest)));
    assertEquals("r1 = -0x80000000", llvm(new Alu(Width.BITS_64, AluOp.MOV, R1, lowest)));
    assertEquals(
        "(16) if w1 == 0x80000000 goto pc-32768",
        kernel(new Jmp(Width.BITS_32, JmpOp.EQ, R1, lowest, -32_768)));
    assertEquals(
        "if w1 == -0x80000000 goto -0x8000",
        llvm(new Jmp(Width.BITS_32, JmpOp.EQ, R1, lowest, -32_768)));
    assertEquals("(62) *(u32 *)(r10 -4) = -5", kernel(new St(Size.W, R10, -4, -5)));
    assertEquals("(20) r0 = *(u32 *)skb[-4096]", kernel(new LdAbs(Size.W, -4096)));
    assertEquals("(50) r0 = *(u8 *)skb[r2 + -1]", kernel(new LdInd(Size.B, R2, -1)));
    assertEquals("r0 = *(u8 *)skb[r2 + -0x1]", llvm(new LdInd(Size.B, R2, -1)));
    assertEquals(
        "(c3) r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)",
        kernel(new Atomic(Size.W, AtomicOp.CMPXCHG, R1, 0, R2)));
  }

  @Test
  void aListingCountsSlots() {
    assertEquals(
        List.of("   0: (18) r1 = 0x7", "   2: (61) r0 = *(u32 *)(r1 +8)", "   3: (95) exit"),
        Disassembler.kernelStyle()
            .lines(List.of(LdImm64.constant(R1, 7), new Ldx(Size.W, R0, R1, 8), new Exit())));
  }

  private static String kernel(Instruction instruction) {
    return Disassembler.kernelStyle().text(0, instruction);
  }

  private static String llvm(Instruction instruction) {
    return Disassembler.llvmStyle().text(0, instruction);
  }
}
