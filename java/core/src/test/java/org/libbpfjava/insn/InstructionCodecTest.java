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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.insn.Instruction.AddrSpaceCast;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Instruction.Atomic;
import org.libbpfjava.insn.Instruction.Bswap;
import org.libbpfjava.insn.Instruction.Call;
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

/** Bytes as the instruction set's documents and LLVM's assembler give them. */
class InstructionCodecTest {

  @Test
  void arithmeticHasTheBytesOfTheDocuments() {
    same("b7 01 00 00 07 00 00 00", new Alu(Width.BITS_64, AluOp.MOV, R1, Operand.of(7)));
    same("0c 21 00 00 00 00 00 00", new Alu(Width.BITS_32, AluOp.ADD, R1, R2));
    same("3f 21 01 00 00 00 00 00", new Alu(Width.BITS_64, AluOp.SDIV, R1, R2));
    same("94 01 01 00 fd ff ff ff", new Alu(Width.BITS_32, AluOp.SMOD, R1, Operand.of(-3)));
    same("87 01 00 00 00 00 00 00", new Neg(Width.BITS_64, R1));
    same("bc 21 10 00 00 00 00 00", new MovSx(Width.BITS_32, 16, R1, R2));
    same("bf 21 20 00 00 00 00 00", new MovSx(Width.BITS_64, 32, R1, R2));
    same("dc 01 00 00 10 00 00 00", new Endian(Endian.Order.BIG, 16, R1));
    same("d4 01 00 00 40 00 00 00", new Endian(Endian.Order.LITTLE, 64, R1));
    same("d7 01 00 00 20 00 00 00", new Bswap(32, R1));
    same("bf 21 01 00 00 00 01 00", new AddrSpaceCast(R1, R2, 1, 0));
    same("bf 21 ff ff 00 00 00 00", new MovPerCpu(R1, R2));
  }

  @Test
  void loadsAndStoresHaveTheBytesOfTheDocuments() {
    same("79 21 08 00 00 00 00 00", new Ldx(Size.DW, R1, R2, 8));
    same("91 21 f8 ff 00 00 00 00", new LdxMemSx(Size.B, R1, R2, -8));
    same("63 1a fc ff 00 00 00 00", new Stx(Size.W, R10, -4, R1));
    same("6a 0a 04 00 fb ff ff ff", new St(Size.H, R10, 4, -5));
    same("c3 21 04 00 00 00 00 00", new Atomic(Size.W, AtomicOp.ADD, R1, 4, R2));
    same("db 21 f8 ff f1 00 00 00", new Atomic(Size.DW, AtomicOp.CMPXCHG, R1, -8, R2));
    same("db 10 00 00 00 01 00 00", new LoadAcquire(Size.DW, R0, R1, 0));
    same("cb 21 00 00 10 01 00 00", new StoreRelease(Size.H, R1, 0, R2));
    same("30 00 00 00 07 00 00 00", new LdAbs(Size.B, 7));
    same("48 20 00 00 00 00 00 00", new LdInd(Size.H, R2, 0));
    same("c2 00 00 00 00 00 00 00", new NoSpec());
  }

  @Test
  void jumpsAndCallsHaveTheBytesOfTheDocuments() {
    same("15 01 02 00 05 00 00 00", new Jmp(Width.BITS_64, JmpOp.EQ, R1, Operand.of(5), 2));
    same("be 21 01 00 00 00 00 00", new Jmp(Width.BITS_32, JmpOp.LE, R1, R2, 1));
    same("05 00 fd ff 00 00 00 00", new Ja(-3));
    same("06 00 00 00 e8 03 00 00", new Gotol(1000));
    same("0d 01 00 00 00 00 00 00", new Gotox(R1));
    same("e5 00 02 00 00 00 00 00", new MayGoto(2));
    same("85 00 00 00 05 00 00 00", new Call(CallKind.HELPER, 5));
    same("85 10 00 00 ff ff ff ff", new Call(CallKind.SUBPROGRAM, -1));
    same("85 20 03 00 00 01 00 00", new Call(CallKind.KFUNC, 256, 3));
    same("95 00 00 00 00 00 00 00", new Exit());
  }

  @Test
  void ldimm64TakesTwoSlots() {
    same(
        "18 01 00 00 f0 de bc 9a 00 00 00 00 78 56 34 12",
        LdImm64.constant(R1, 0x1234_5678_9abc_def0L));
    same(
        "18 22 00 00 1b 00 00 00 00 00 00 00 38 00 00 00",
        new LdImm64(R2, ImmKind.MAP_VALUE, 27, 56));
    assertEquals(-2, LdImm64.constant(R1, -2).value());
    assertEquals("BPF_PSEUDO_MAP_VALUE", ImmKind.MAP_VALUE.kernelName());
    assertEquals("", ImmKind.CONSTANT.kernelName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00 00 00 00 00 00 00", // no opcode
        "b7 0c 00 00 00 00 00 00", // r12
        "b7 21 00 00 07 00 00 00", // mov of a number that also names a source register
        "bf 21 00 00 01 00 00 00", // mov of a register that also has a number
        "bf 21 09 00 00 00 00 00", // sign extension from 9 bits
        "bc 21 20 00 00 00 00 00", // sign extension of 32 bits in 32
        "07 01 01 00 07 00 00 00", // a signed addition
        "d4 01 00 00 08 00 00 00", // swap of 8 bits
        "df 01 00 00 10 00 00 00", // bswap with the source bit
        "99 21 00 00 00 00 00 00", // sign-extending load of 8 bytes
        "d3 21 00 00 00 00 00 00", // atomic addition to a byte
        "c3 21 00 00 02 00 00 00", // no such atomic
        "38 00 00 00 00 00 00 00", // packet load of 8 bytes
        "86 00 00 00 05 00 00 00", // call in class JMP32
        "85 30 00 00 05 00 00 00", // no such kind of call
        "e5 10 02 00 00 00 00 00", // no such conditional jump
        "95 00 00 00 01 00 00 00", // exit with a number
        "f5 00 00 00 00 00 00 00" // no such jump
      })
  void whatIsNoValidEncodingStaysAsItIs(String hex) {
    byte[] code = bytes(hex);
    List<Instruction> decoded = InstructionCodec.decode(code);
    assertEquals(1, decoded.size());
    assertEquals(UnknownInstruction.class, decoded.get(0).getClass());
    assertArrayEquals(code, InstructionCodec.encode(decoded));
  }

  @Test
  void twoSlotsThatMakeNoLdimm64StayTwoInstructions() {
    byte[] code = bytes("18 01 00 00 01 00 00 00 95 00 00 00 00 00 00 00");
    assertEquals(
        List.of(new UnknownInstruction(0x0000_0001_0000_0118L), new Exit()),
        InstructionCodec.decode(code));
    byte[] kind = bytes("18 71 00 00 01 00 00 00 00 00 00 00 00 00 00 00");
    assertEquals(
        List.of(new UnknownInstruction(0x0000_0001_0000_7118L), new UnknownInstruction(0)),
        InstructionCodec.decode(kind));
  }

  @Test
  void bytesThatEndInsideASlotAreRefusedWithTheirPlace() {
    assertEquals(
        "20 bytes of instructions: 4 left over at byte 16, a slot takes 8",
        refusal(() -> InstructionCodec.decode(new byte[20])));
  }

  @Test
  void bytesThatEndInsideAnLdimm64AreRefusedWithTheirPlace() {
    assertEquals(
        "ldimm64 in slot 1 (byte 8) has no second slot: the bytes end at 16",
        refusal(
            () ->
                InstructionCodec.decode(bytes("95 00 00 00 00 00 00 00 18 01 00 00 01 00 00 00"))));
  }

  @Test
  void recordsRefuseWhatHasNoEncoding() {
    assertEquals(
        "offset 40000 does not fit in 16 bits (-32768 to 32767)",
        refusal(() -> new Ldx(Size.B, R1, R2, 40_000)));
    assertEquals(
        "a BITS_32 move cannot extend the sign of 32 bits",
        refusal(() -> new MovSx(Width.BITS_32, 32, R1, R2)));
    assertEquals(
        "bytes of 16, 32 or 64 bits can be swapped, not 8", refusal(() -> new Bswap(8, R1)));
    assertEquals(
        "a load of 8 bytes has no sign to extend", refusal(() -> new LdxMemSx(Size.DW, R1, R2, 0)));
    assertEquals(
        "an atomic XCHG takes 4 or 8 bytes, not 2",
        refusal(() -> new Atomic(Size.H, AtomicOp.XCHG, R1, 0, R2)));
    assertEquals(
        "a packet load takes 1, 2 or 4 bytes, not 8", refusal(() -> new LdAbs(Size.DW, 0)));
    assertEquals(
        "address spaces 65536 and 0 must be 0 to 65535",
        refusal(() -> new AddrSpaceCast(R1, R2, 65_536, 0)));
  }

  private static String refusal(Runnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static void same(String hex, Instruction instruction) {
    byte[] code = bytes(hex);
    assertEquals(List.of(instruction), InstructionCodec.decode(code));
    assertArrayEquals(code, InstructionCodec.encode(List.of(instruction)), hex);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }
}
