package org.libbpfjava.insn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdMap;

/**
 * Turns bytes into instructions and back, without loss.
 *
 * <p>Bytes that are no valid encoding become {@link Instruction.UnknownInstruction}s. So {@code
 * encode(decode(code))} equals {@code code} for all bytes that {@code decode} accepts.
 */
public final class InstructionCodec {
  private InstructionCodec() {}

  /**
   * Decodes a stream of instructions.
   *
   * @param code whole slots of 8 bytes, little-endian
   * @return the instructions in order, unmodifiable
   * @throws IllegalArgumentException if the bytes end inside a slot, or inside an {@code ldimm64}
   */
  public static List<Instruction> decode(byte[] code) {
    Objects.requireNonNull(code, "code");
    int tail = code.length % Slot.BYTES;
    if (tail != 0) {
      throw new IllegalArgumentException(
          String.format(
              "%d bytes of instructions: %d left over at byte %d, a slot takes 8",
              code.length, tail, code.length - tail));
    }
    ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    List<Instruction> instructions = new ArrayList<>(code.length / Slot.BYTES);
    while (bytes.hasRemaining()) {
      long slot = bytes.getLong();
      if (Slot.opcode(slot) == Opcode.LD_IMM64) {
        instructions.add(ldImm64(slot, bytes));
      } else {
        instructions.add(InstructionDecoder.decode(slot));
      }
    }
    return List.copyOf(instructions);
  }

  private static Instruction ldImm64(long slot, ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      int at = bytes.position() - Slot.BYTES;
      throw new IllegalArgumentException(
          String.format(
              "ldimm64 in slot %d (byte %d) has no second slot: the bytes end at %d",
              at / Slot.BYTES, at, bytes.limit()));
    }
    Instruction instruction =
        InstructionDecoder.decodeLdImm64(slot, bytes.getLong(bytes.position()));
    bytes.position(bytes.position() + (instruction.slots() - 1) * Slot.BYTES);
    return instruction;
  }

  /**
   * Encodes instructions.
   *
   * @param instructions the instructions in order
   * @return 8 bytes a slot, little-endian
   * @throws IllegalArgumentException if one is a {@link LdMap}, whose descriptor is missing
   */
  public static byte[] encode(List<? extends Instruction> instructions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(slots(instructions) * Slot.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction instruction : instructions) {
      if (instruction instanceof LdMap load) {
        throw new IllegalArgumentException(
            "slot " + bytes.position() / Slot.BYTES + ": " + load.missingFd());
      }
      bytes.putLong(instruction.raw());
      if (instruction instanceof LdImm64 wide) {
        bytes.putLong(wide.secondRaw());
      }
    }
    return bytes.array();
  }

  /**
   * Counts slots, the unit of jumps and of the kernel's instruction indices.
   *
   * @param instructions the instructions
   * @return the slots that they take
   */
  public static int slots(List<? extends Instruction> instructions) {
    return Objects.requireNonNull(instructions, "instructions").stream()
        .mapToInt(Instruction::slots)
        .sum();
  }
}
