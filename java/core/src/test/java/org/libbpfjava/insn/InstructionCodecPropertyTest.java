package org.libbpfjava.insn;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.Instruction.UnknownInstruction;

/** Decoding and encoding undo each other, whatever the bytes. */
class InstructionCodecPropertyTest {

  @Property
  void whatWasEncodedDecodesToTheSameInstructions(
      @ForAll("programs") List<Instruction> instructions) {
    byte[] code = InstructionCodec.encode(instructions);
    assertEquals(instructions, InstructionCodec.decode(code));
    assertEquals(code.length, 8 * InstructionCodec.slots(instructions));
  }

  @Property(tries = 20_000)
  void everyStreamOfSlotsEncodesToItself(@ForAll("streams") byte[] code) {
    assertArrayEquals(code, InstructionCodec.encode(InstructionCodec.decode(code)));
  }

  /** Bytes of any length; the message of the one exception says where they end too early. */
  @Property(tries = 5000)
  void anyBytesAreInstructionsOrAnIllegalArgument(@ForAll("bytes") byte[] code) {
    List<Instruction> instructions;
    try {
      instructions = InstructionCodec.decode(code);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("left over") || message.contains("no second slot"), message);
      return;
    }
    assertArrayEquals(code, InstructionCodec.encode(instructions));
    assertEquals(instructions.size(), Disassembler.kernelStyle().lines(instructions).size());
    assertEquals(instructions.size(), Disassembler.llvmStyle().lines(instructions).size());
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40),
        Combinators.combine(streams(), Arbitraries.integers().between(0, 9))
            .as((code, cut) -> Arrays.copyOf(code, Math.max(0, code.length - cut))));
  }

  @Property
  void instructionsStandWhereTheirSlotsSay(@ForAll("programs") List<Instruction> instructions) {
    ByteBuffer bytes =
        ByteBuffer.wrap(InstructionCodec.encode(instructions)).order(ByteOrder.LITTLE_ENDIAN);
    int slot = 0;
    for (Instruction instruction : instructions) {
      assertEquals(instruction.raw(), bytes.getLong(8 * slot));
      assertEquals(instruction.opcode(), bytes.get(8 * slot) & 0xff);
      slot += instruction.slots();
    }
  }

  @Example
  void thePropertiesSeeEveryRecordOfTheInstructionSet() {
    Set<Class<?>> seen =
        AnyInstruction.any()
            .sampleStream()
            .limit(5000)
            .<Class<?>>map(Object::getClass)
            .collect(toSet());
    seen.add(UnknownInstruction.class); // everyStreamOfSlots is full of them
    seen.add(LdMap.class); // which has no encoding
    assertEquals(Set.of(Instruction.class.getPermittedSubclasses()), seen);
  }

  @Provide
  Arbitrary<List<Instruction>> programs() {
    return AnyInstruction.any().list().ofMaxSize(20);
  }

  /** Slots of any opcode with fields that are often valid, ending outside an ldimm64. */
  @Provide
  Arbitrary<byte[]> streams() {
    Arbitrary<Integer> offsets =
        Arbitraries.oneOf(
            Arbitraries.of(-1, 0, 1, 8, 16, 32),
            Arbitraries.integers().between(Short.MIN_VALUE, Short.MAX_VALUE));
    Arbitrary<Integer> imms =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 0x10, 0x20, 0x40, 0x41, 0xe1, 0xf1, 0x100, 0x110),
            Arbitraries.integers());
    Arbitrary<Integer> registers =
        Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 15));
    return Combinators.combine(
            Arbitraries.integers().between(0, 255), registers, registers, offsets, imms)
        .as(Slot::of)
        .list()
        .ofMaxSize(6)
        .map(InstructionCodecPropertyTest::bytes);
  }

  private static byte[] bytes(List<Long> slots) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * slots.size() + 8).order(ByteOrder.LITTLE_ENDIAN);
    slots.forEach(bytes::putLong);
    boolean endsInside = !slots.isEmpty() && (slots.get(slots.size() - 1) & 0xff) == 0x18;
    return Arrays.copyOf(bytes.array(), bytes.position() + (endsInside ? 8 : 0));
  }
}
