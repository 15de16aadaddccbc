package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R10;
import static org.libbpfjava.insn.Register.R2;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.MayGoto;

class AssemblerTest {
  private static final MapReference LIMITS = new TestMap("limits", 3);

  @Test
  void everyMethodAppendsTheInstructionItDescribes() {
    Assembler assembler =
        new Assembler()
            .loadImm64(R0, -1)
            .loadMap(R1, LIMITS)
            .loadMapValue(R1, LIMITS, 56)
            .mov(R2, R10)
            .mov(R0, 7)
            .alu(AluOp.ADD, R2, -8)
            .alu(AluOp.XOR, R2, R0)
            .alu32(AluOp.ARSH, R2, 3)
            .alu32(AluOp.MOV, R2, R0)
            .load(Size.H, R0, R1, 8)
            .store(Size.W, R10, -4, R0)
            .store(Size.DW, R10, -16, -1)
            .call(Helper.MAP_LOOKUP_ELEM)
            .add(new MayGoto(0))
            .exit();
    assertEquals(
        List.of(
            "   0: r0 = -0x1 ll",
            "   2: r1 = &limits",
            "   4: r1 = &limits[0]+56",
            "   6: r2 = r10",
            "   7: r0 = 0x7",
            "   8: r2 += -0x8",
            "   9: r2 ^= r0",
            "  10: w2 s>>= 0x3",
            "  11: w2 = w0",
            "  12: w0 = *(u16 *)(r1 + 0x8)",
            "  13: *(u32 *)(r10 - 0x4) = w0",
            "  14: *(u64 *)(r10 - 0x10) = -0x1",
            "  15: call 0x1",
            "  16: may_goto +0x0",
            "  17: exit"),
        Disassembler.llvmStyle().lines(assembler.instructions()));
  }

  @Test
  void jumpsCountSlotsForwardsAndBackwards() {
    Assembler assembler =
        new Assembler()
            .label("start")
            .loadImm64(R1, 5)
            .jumpIf(R1, JmpOp.EQ, 5, "end")
            .jumpIf(R1, JmpOp.SGT, R2, "start")
            .jumpIf32(R1, JmpOp.SET, Operand.of(1), "function")
            .callFunction("function")
            .jump("start")
            .label("end")
            .exit()
            .label("function")
            .exit();
    assertEquals(
        List.of(
            "   0: r1 = 0x5 ll",
            "   2: if r1 == 0x5 goto +0x4",
            "   3: if r1 s> r2 goto -0x4",
            "   4: if w1 & 0x1 goto +0x3",
            "   5: call 0x2",
            "   6: goto -0x7",
            "   7: exit",
            "   8: exit"),
        Disassembler.llvmStyle().lines(assembler.instructions()));
  }

  @Test
  void theBytesAreThoseThatTheKernelTakes() {
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "1821000003000000"
                    + "0000000038000000"
                    + "6110000000000000"
                    + "95".repeat(1)
                    + "00".repeat(7)),
        new Assembler()
            .add(new LdImm64(R1, ImmKind.MAP_VALUE, 3, 56))
            .load(Size.W, R0, R1, 0)
            .exit()
            .bytes());
  }

  @Test
  void bytesNeedTheDescriptorsOfAllMaps() {
    assertEquals(
        "slot 1: map 'limits' has no descriptor here: BpfScope.loadProgram puts it in, or"
            + " LdMap.withFd",
        refusal(() -> new Assembler().mov(R0, 0).loadMap(R1, LIMITS).bytes()));
  }

  @Test
  void aLabelMayStandBehindTheLastInstruction() {
    Assembler assembler = new Assembler().jump("end").label("end");
    assertEquals(
        List.of("   0: goto +0x0"), Disassembler.llvmStyle().lines(assembler.instructions()));
  }

  @Test
  void aJumpToNowhereIsRefused() {
    Assembler assembler = new Assembler().label("loop").mov(R0, 0).jump("lop").label("end");
    assertEquals(
        "slot 1 leads to label 'lop', there is [loop, end]", refusal(assembler::instructions));
  }

  @Test
  void aLabelThatStandsTwiceIsRefused() {
    Assembler assembler = new Assembler().label("loop").mov(R0, 0);
    assertEquals(
        "label 'loop' stands at slot 0 already, and again at 1",
        refusal(() -> assembler.label("loop")));
  }

  @Test
  void aJumpReachesExactlySixteenBits() {
    Assembler farthest = far(32_767);
    assertEquals(32_769, farthest.instructions().size());
    assertEquals(
        "slot 0 leads to label 'end', 32768 slots away: a jump reaches -32768 to 32767",
        refusal(far(32_768)::instructions));
    Assembler back = far(32_765).jump("start");
    assertEquals(new Ja(-32_768), back.instructions().get(32_767));
    assertEquals(
        "slot 32768 leads to label 'start', -32769 slots away: a jump reaches -32768 to 32767",
        refusal(back.jump("start")::instructions));
  }

  @Test
  void aCallReachesFartherThanAJump() {
    Assembler assembler = new Assembler().callFunction("end");
    for (int i = 0; i < 40_000; i++) {
      assembler.mov(R0, 0);
    }
    assertEquals(
        "call 0x9c40",
        Disassembler.llvmStyle().text(0, assembler.label("end").instructions().get(0)));
  }

  private static Assembler far(int distance) {
    Assembler assembler = new Assembler().label("start").jump("end");
    for (int i = 0; i < distance; i++) {
      assembler.mov(R0, 0);
    }
    return assembler.label("end").exit();
  }

  private static String refusal(Runnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
