package org.libbpfjava.insn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.libbpfjava.insn.Instruction.Alu;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Instruction.Ja;
import org.libbpfjava.insn.Instruction.Jmp;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.Instruction.Ldx;
import org.libbpfjava.insn.Instruction.St;
import org.libbpfjava.insn.Instruction.Stx;

/**
 * Builds a program instruction by instruction, without an ELF file.
 *
 * <p>A method computes with 64 bits, or with 32 if its name says so. A jump names a label, which
 * may stand before or after it; {@link #instructions} computes the distance. {@link #add} takes
 * every instruction that has no method here.
 *
 * <pre>{@code
 * List<Instruction> program = new Assembler()
 *     .loadMapValue(R1, map, 56)            // r1 = address of byte 56 of the map's first value
 *     .load(Size.W, R0, R1, 0)              // r0 = *(u32 *)(r1 + 0)
 *     .jumpIf(R0, JmpOp.NE, 0, "done")      // if r0 != 0 goto done
 *     .store(Size.W, R1, 0, 7)              // *(u32 *)(r1 + 0) = 7
 *     .label("done")
 *     .exit()
 *     .instructions();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Assembler {
  /** An instruction that is there, or a jump that waits for its label. */
  private interface Item {
    /** The instruction, with {@code offset} slots to its label. */
    Instruction resolve(int offset);

    default int slots() {
      return 1;
    }

    default String label() {
      return "";
    }
  }

  private record Fixed(Instruction instruction) implements Item {
    @Override
    public Instruction resolve(int offset) {
      return instruction;
    }

    @Override
    public int slots() {
      return instruction.slots();
    }
  }

  private record Conditional(Width width, JmpOp op, Register dst, Operand operand, String label)
      implements Item {
    @Override
    public Instruction resolve(int offset) {
      return new Jmp(width, op, dst, operand, offset);
    }
  }

  private record Unconditional(String label) implements Item {
    @Override
    public Instruction resolve(int offset) {
      return new Ja(offset);
    }
  }

  private record FunctionCall(String label) implements Item {
    @Override
    public Instruction resolve(int offset) {
      return new Call(CallKind.SUBPROGRAM, offset);
    }
  }

  private final List<Item> items = new ArrayList<>();
  private final Map<String, Integer> labels = new LinkedHashMap<>();
  private int slots;

  /** An assembler without instructions. */
  public Assembler() {}

  /**
   * Appends any instruction.
   *
   * @param instruction the instruction
   * @return this assembler
   */
  public Assembler add(Instruction instruction) {
    return append(new Fixed(Objects.requireNonNull(instruction, "instruction")));
  }

  /**
   * Names the place of the next instruction.
   *
   * @param name the label
   * @return this assembler
   * @throws IllegalArgumentException if the label is there already
   */
  public Assembler label(String name) {
    Integer before = labels.putIfAbsent(Objects.requireNonNull(name, "name"), slots);
    if (before != null) {
      throw new IllegalArgumentException(
          "label '" + name + "' stands at slot " + before + " already, and again at " + slots);
    }
    return this;
  }

  /**
   * {@code dst = number}.
   *
   * @param dst the register changed
   * @param number the number, sign-extended from 32 bits
   * @return this assembler
   */
  public Assembler mov(Register dst, int number) {
    return alu(AluOp.MOV, dst, number);
  }

  /**
   * {@code dst = src}.
   *
   * @param dst the register changed
   * @param src the register read
   * @return this assembler
   */
  public Assembler mov(Register dst, Register src) {
    return alu(AluOp.MOV, dst, src);
  }

  /**
   * {@code dst op= number}.
   *
   * @param op the operation
   * @param dst the register changed
   * @param number the number, sign-extended from 32 bits
   * @return this assembler
   */
  public Assembler alu(AluOp op, Register dst, int number) {
    return add(new Alu(Width.BITS_64, op, dst, Operand.of(number)));
  }

  /**
   * {@code dst op= src}.
   *
   * @param op the operation
   * @param dst the register changed
   * @param src the register read
   * @return this assembler
   */
  public Assembler alu(AluOp op, Register dst, Register src) {
    return add(new Alu(Width.BITS_64, op, dst, Objects.requireNonNull(src, "src")));
  }

  /**
   * {@code dst op= number} in the lower 32 bits; clears the upper ones.
   *
   * @param op the operation
   * @param dst the register changed
   * @param number the number, sign-extended from 32 bits
   * @return this assembler
   */
  public Assembler alu32(AluOp op, Register dst, int number) {
    return add(new Alu(Width.BITS_32, op, dst, Operand.of(number)));
  }

  /**
   * {@code dst op= src} in the lower 32 bits; clears the upper ones.
   *
   * @param op the operation
   * @param dst the register changed
   * @param src the register read
   * @return this assembler
   */
  public Assembler alu32(AluOp op, Register dst, Register src) {
    return add(new Alu(Width.BITS_32, op, dst, Objects.requireNonNull(src, "src")));
  }

  /**
   * {@code dst = value}, all 64 bits; two slots.
   *
   * @param dst the register changed
   * @param value 64 bits
   * @return this assembler
   */
  public Assembler loadImm64(Register dst, long value) {
    return add(LdImm64.constant(dst, value));
  }

  /**
   * {@code dst = &map}, BPF_PSEUDO_MAP_FD: the map itself, as helpers take it; two slots.
   *
   * @param dst the register changed
   * @param map the map, a {@code BpfMap}; it must be open when the program is loaded
   * @return this assembler
   */
  public Assembler loadMap(Register dst, MapReference map) {
    return add(new LdMap(dst, ImmKind.MAP_FD, map, 0));
  }

  /**
   * {@code dst = &map[0] + offset}, BPF_PSEUDO_MAP_VALUE: an address inside the first value of an
   * array map; two slots. The verifier refuses offsets outside the value.
   *
   * @param dst the register changed
   * @param map the map, a {@code BpfMap}; it must be open when the program is loaded
   * @param offset bytes from the value's start, unsigned
   * @return this assembler
   * @kernel 5.2
   */
  public Assembler loadMapValue(Register dst, MapReference map, int offset) {
    return add(new LdMap(dst, ImmKind.MAP_VALUE, map, offset));
  }

  /**
   * {@code dst = *(size *)(src + offset)}, zero-extended.
   *
   * @param size the bytes moved
   * @param dst the register changed
   * @param src the register with the address
   * @param offset bytes from the address, 16 bits, signed
   * @return this assembler
   */
  public Assembler load(Size size, Register dst, Register src, int offset) {
    return add(new Ldx(size, dst, src, offset));
  }

  /**
   * {@code *(size *)(dst + offset) = src}.
   *
   * @param size the bytes moved
   * @param dst the register with the address
   * @param offset bytes from the address, 16 bits, signed
   * @param src the register stored
   * @return this assembler
   */
  public Assembler store(Size size, Register dst, int offset, Register src) {
    return add(new Stx(size, dst, offset, src));
  }

  /**
   * {@code *(size *)(dst + offset) = number}.
   *
   * @param size the bytes moved
   * @param dst the register with the address
   * @param offset bytes from the address, 16 bits, signed
   * @param number the number, sign-extended from 32 bits
   * @return this assembler
   */
  public Assembler store(Size size, Register dst, int offset, int number) {
    return add(new St(size, dst, offset, number));
  }

  /**
   * {@code goto label}.
   *
   * @param label where to go
   * @return this assembler
   */
  public Assembler jump(String label) {
    return append(new Unconditional(Objects.requireNonNull(label, "label")));
  }

  /**
   * {@code if left op right goto label}.
   *
   * @param left the left side
   * @param op the comparison
   * @param right the right side, sign-extended from 32 bits
   * @param label where to go
   * @return this assembler
   */
  public Assembler jumpIf(Register left, JmpOp op, int right, String label) {
    return jumpIf(Width.BITS_64, left, op, Operand.of(right), label);
  }

  /**
   * {@code if left op right goto label}.
   *
   * @param left the left side
   * @param op the comparison
   * @param right the right side
   * @param label where to go
   * @return this assembler
   */
  public Assembler jumpIf(Register left, JmpOp op, Register right, String label) {
    return jumpIf(Width.BITS_64, left, op, right, label);
  }

  /**
   * {@code if left op right goto label}, comparing the lower 32 bits.
   *
   * @param left the left side
   * @param op the comparison
   * @param right the right side
   * @param label where to go
   * @return this assembler
   * @kernel 5.1
   */
  public Assembler jumpIf32(Register left, JmpOp op, Operand right, String label) {
    return jumpIf(Width.BITS_32, left, op, right, label);
  }

  private Assembler jumpIf(Width width, Register left, JmpOp op, Operand right, String label) {
    return append(
        new Conditional(
            width,
            Objects.requireNonNull(op, "op"),
            Objects.requireNonNull(left, "left"),
            Objects.requireNonNull(right, "right"),
            Objects.requireNonNull(label, "label")));
  }

  /**
   * Calls a helper function of the kernel with r1 to r5; its result is in r0.
   *
   * @param helper the helper
   * @return this assembler
   */
  public Assembler call(Helper helper) {
    return add(new Call(CallKind.HELPER, Objects.requireNonNull(helper, "helper").id()));
  }

  /**
   * Calls a function of this program, BPF_PSEUDO_CALL.
   *
   * @param label where the function begins
   * @return this assembler
   * @kernel 4.16
   */
  public Assembler callFunction(String label) {
    return append(new FunctionCall(Objects.requireNonNull(label, "label")));
  }

  /**
   * {@code exit}: returns r0.
   *
   * @return this assembler
   */
  public Assembler exit() {
    return add(new Exit());
  }

  private Assembler append(Item item) {
    items.add(item);
    slots += item.slots();
    return this;
  }

  /**
   * Computes the distances of all jumps and calls. More instructions may be appended afterwards.
   *
   * @return the program so far, unmodifiable
   * @throws IllegalArgumentException if a label is missing, or too far from a jump for 16 bits
   */
  public List<Instruction> instructions() {
    List<Instruction> instructions = new ArrayList<>(items.size());
    int slot = 0;
    for (Item item : items) {
      instructions.add(item.label().isEmpty() ? item.resolve(0) : resolve(item, slot));
      slot += item.slots();
    }
    return List.copyOf(instructions);
  }

  private Instruction resolve(Item item, int slot) {
    Integer target = labels.get(item.label());
    if (target == null) {
      throw new IllegalArgumentException(
          "slot " + slot + " leads to label '" + item.label() + "', there is " + labels.keySet());
    }
    int offset = target - slot - 1;
    if (offset != (short) offset && !(item instanceof FunctionCall)) {
      throw new IllegalArgumentException(
          "slot "
              + slot
              + " leads to label '"
              + item.label()
              + "', "
              + offset
              + " slots away: a jump reaches -32768 to 32767");
    }
    return item.resolve(offset);
  }

  /**
   * {@return the program as the kernel takes it: 8 bytes a slot, little-endian}
   *
   * @throws IllegalArgumentException as {@link #instructions}, and if the program names a map,
   *     whose descriptor is missing here
   */
  public byte[] bytes() {
    return InstructionCodec.encode(instructions());
  }
}
