package org.libbpfjava.insn;

import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.insn.Operand.Immediate;

/**
 * One BPF instruction.
 *
 * <p>There is a record for each instruction up to {@code -mcpu=v4}, and for those that only the
 * kernel writes into programs. {@link UnknownInstruction} holds every other slot, so decoding loses
 * nothing. A record refuses null, and values that have no encoding.
 *
 * <p>Jump distances count slots from the next instruction. The {@code offset} of a load or store
 * counts bytes from the address in its register. Both are signed 16-bit numbers unless the record
 * says otherwise.
 *
 * @see InstructionCodec
 */
public sealed interface Instruction {

  /** {@return the first slot's 8 bytes as a little-endian number, the opcode in its lowest byte} */
  long raw();

  /** {@return the slots it takes: 2 for {@link LdImm64} and {@link LdMap}, else 1} */
  default int slots() {
    return 1;
  }

  /** {@return the opcode byte, 0 to 255} */
  default int opcode() {
    return Slot.opcode(raw());
  }

  /**
   * {@code dst op= operand}, and {@code dst = operand} for MOV.
   *
   * @param width the bits computed with
   * @param op the operation; SDIV and SMOD need {@code -mcpu=v4}, Linux 6.6
   * @param dst the register changed
   * @param operand a register or a number
   */
  record Alu(Width width, AluOp op, Register dst, Operand operand) implements Instruction {
    /** Refuses null by NullPointerException. */
    public Alu {
      Objects.requireNonNull(width, "width");
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(operand, "operand");
    }

    @Override
    public long raw() {
      return withOperand(aluClass(width) | op.code(), dst, operand, op.offset());
    }
  }

  /**
   * {@code dst = -dst}.
   *
   * @param width the bits computed with
   * @param dst the register changed
   */
  record Neg(Width width, Register dst) implements Instruction {
    /** Refuses null by NullPointerException. */
    public Neg {
      Objects.requireNonNull(width, "width");
      Objects.requireNonNull(dst, "dst");
    }

    @Override
    public long raw() {
      return Slot.of(aluClass(width) | Opcode.NEG, dst.number(), 0, 0, 0);
    }
  }

  /**
   * {@code dst = (s8)src} and similar: a move that extends the sign. clang uses it from {@code
   * -mcpu=v4} on.
   *
   * @param width the bits written
   * @param bits the bits taken from {@code src}: 8, 16, or 32 where {@code width} is 64
   * @param dst the register changed
   * @param src the register read
   * @kernel 6.6
   */
  record MovSx(Width width, int bits, Register dst, Register src) implements Instruction {
    /** Refuses other {@code bits} by IllegalArgumentException. */
    public MovSx {
      Objects.requireNonNull(width, "width");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      if (!isValid(width, bits)) {
        throw new IllegalArgumentException(
            "a " + width + " move cannot extend the sign of " + bits + " bits");
      }
    }

    static boolean isValid(Width width, int bits) {
      return bits == 8 || bits == 16 || (bits == 32 && width == Width.BITS_64);
    }

    @Override
    public long raw() {
      return withOperand(aluClass(width) | AluOp.MOV.code(), dst, src, bits);
    }
  }

  /**
   * {@code dst = be16 dst} and similar: converts between the machine's byte order and a fixed one.
   *
   * @param order the fixed byte order
   * @param bits 16, 32 or 64; the bits above are cleared
   * @param dst the register changed
   */
  record Endian(Order order, int bits, Register dst) implements Instruction {
    /** The fixed byte order. */
    public enum Order {
      /** The least significant byte first. */
      LITTLE,
      /** The most significant byte first, as networks have it. */
      BIG
    }

    /** Refuses other {@code bits} by IllegalArgumentException. */
    public Endian {
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(dst, "dst");
      checkSwapBits(bits);
    }

    @Override
    public long raw() {
      int source = order == Order.BIG ? Opcode.X : 0;
      return Slot.of(Opcode.ALU | Opcode.END | source, dst.number(), 0, 0, bits);
    }
  }

  /**
   * {@code dst = bswap16 dst} and similar: reverses the bytes. clang uses it from {@code -mcpu=v4}
   * on.
   *
   * @param bits 16, 32 or 64; the bits above are cleared
   * @param dst the register changed
   * @kernel 6.6
   */
  record Bswap(int bits, Register dst) implements Instruction {
    /** Refuses other {@code bits} by IllegalArgumentException. */
    public Bswap {
      Objects.requireNonNull(dst, "dst");
      checkSwapBits(bits);
    }

    static boolean isValid(int bits) {
      return bits == 16 || bits == 32 || bits == 64;
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.ALU64 | Opcode.END, dst.number(), 0, 0, bits);
    }
  }

  /**
   * {@code dst = addr_space_cast(src, to, from)}: an arena pointer between its address spaces.
   *
   * @param dst the register changed
   * @param src the register read
   * @param to the address space of the result, 16 bits, unsigned
   * @param from the address space of {@code src}, 16 bits, unsigned
   * @kernel 6.9
   */
  record AddrSpaceCast(Register dst, Register src, int to, int from) implements Instruction {
    /** Refuses address spaces of more than 16 bits by IllegalArgumentException. */
    public AddrSpaceCast {
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      if (to >>> 16 != 0 || from >>> 16 != 0) {
        throw new IllegalArgumentException(
            "address spaces " + to + " and " + from + " must be 0 to 65535");
      }
    }

    @Override
    public long raw() {
      int opcode = Opcode.ALU64 | AluOp.MOV.code() | Opcode.X;
      return Slot.of(opcode, dst.number(), src.number(), Opcode.ADDR_SPACE_CAST, to << 16 | from);
    }
  }

  /**
   * {@code dst = &(void __percpu *)(src)}: this CPU's copy. Only the kernel writes it.
   *
   * @param dst the register changed
   * @param src the register read
   * @kernel 6.10
   */
  record MovPerCpu(Register dst, Register src) implements Instruction {
    /** Refuses null by NullPointerException. */
    public MovPerCpu {
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
    }

    @Override
    public long raw() {
      int opcode = Opcode.ALU64 | AluOp.MOV.code() | Opcode.X;
      return Slot.of(opcode, dst.number(), src.number(), Opcode.ADDR_PERCPU, 0);
    }
  }

  /**
   * {@code dst = *(u32 *)(src + offset)}: a load that zero-extends.
   *
   * @param size the bytes loaded
   * @param dst the register changed
   * @param src the register with the address
   * @param offset bytes from that address
   */
  record Ldx(Size size, Register dst, Register src, int offset) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public Ldx {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int opcode = Opcode.LDX | Opcode.MEM | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, 0);
    }
  }

  /**
   * {@code dst = *(s32 *)(src + offset)}: a load that extends the sign. clang uses it from {@code
   * -mcpu=v4} on.
   *
   * @param size the bytes loaded: B, H or W
   * @param dst the register changed
   * @param src the register with the address
   * @param offset bytes from that address
   * @kernel 6.6
   */
  record LdxMemSx(Size size, Register dst, Register src, int offset) implements Instruction {
    /** Refuses another {@code size} or a longer {@code offset} by IllegalArgumentException. */
    public LdxMemSx {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      if (size == Size.DW) {
        throw new IllegalArgumentException("a load of 8 bytes has no sign to extend");
      }
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int opcode = Opcode.LDX | Opcode.MEMSX | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, 0);
    }
  }

  /**
   * {@code *(u32 *)(dst + offset) = src}.
   *
   * @param size the bytes stored
   * @param dst the register with the address
   * @param offset bytes from that address
   * @param src the register stored
   */
  record Stx(Size size, Register dst, int offset, Register src) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public Stx {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int opcode = Opcode.STX | Opcode.MEM | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, 0);
    }
  }

  /**
   * {@code *(u32 *)(dst + offset) = imm}. All kernels have it; clang uses it from {@code -mcpu=v4}
   * on.
   *
   * @param size the bytes stored
   * @param dst the register with the address
   * @param offset bytes from that address
   * @param imm the number stored, sign-extended to 8 bytes
   */
  record St(Size size, Register dst, int offset, int imm) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public St {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.ST | Opcode.MEM | size.code(), dst.number(), 0, offset, imm);
    }
  }

  /**
   * {@code lock *(u64 *)(dst + offset) += src} and similar: a read, a change and a write in one
   * step.
   *
   * @param size W or DW
   * @param op the change; all but ADD need {@code -mcpu=v3}, Linux 5.12
   * @param dst the register with the address
   * @param offset bytes from that address
   * @param src the register computed with; gets the old value where {@code op} fetches
   */
  record Atomic(Size size, AtomicOp op, Register dst, int offset, Register src)
      implements Instruction {
    /** Refuses another {@code size} or a longer {@code offset} by IllegalArgumentException. */
    public Atomic {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      if (!isValid(size)) {
        throw new IllegalArgumentException(
            "an atomic " + op + " takes 4 or 8 bytes, not " + size.bytes());
      }
      checkOffset(offset);
    }

    static boolean isValid(Size size) {
      return size == Size.W || size == Size.DW;
    }

    @Override
    public long raw() {
      int opcode = Opcode.STX | Opcode.ATOMIC | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, op.imm());
    }
  }

  /**
   * {@code dst = load_acquire((u64 *)(src + offset))}.
   *
   * @param size the bytes loaded
   * @param dst the register changed
   * @param src the register with the address
   * @param offset bytes from that address
   * @kernel 6.15
   */
  record LoadAcquire(Size size, Register dst, Register src, int offset) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public LoadAcquire {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int opcode = Opcode.STX | Opcode.ATOMIC | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, Opcode.LOAD_ACQ);
    }
  }

  /**
   * {@code store_release((u64 *)(dst + offset), src)}.
   *
   * @param size the bytes stored
   * @param dst the register with the address
   * @param offset bytes from that address
   * @param src the register stored
   * @kernel 6.15
   */
  record StoreRelease(Size size, Register dst, int offset, Register src) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public StoreRelease {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(src, "src");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int opcode = Opcode.STX | Opcode.ATOMIC | size.code();
      return Slot.of(opcode, dst.number(), src.number(), offset, Opcode.STORE_REL);
    }
  }

  /**
   * {@code dst = 0x1122334455667788 ll}: a 64-bit number, or something that the kernel turns into
   * an address at load. The only encoding of two slots.
   *
   * @param dst the register changed
   * @param kind what the halves mean
   * @param low the first slot's imm
   * @param high the second slot's imm
   */
  record LdImm64(Register dst, ImmKind kind, int low, int high) implements Instruction {
    /** Refuses null by NullPointerException. */
    public LdImm64 {
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(kind, "kind");
    }

    /**
     * A plain number.
     *
     * @param dst the register changed
     * @param value 64 bits
     * @return the instruction
     */
    public static LdImm64 constant(Register dst, long value) {
      return new LdImm64(dst, ImmKind.CONSTANT, (int) value, (int) (value >>> 32));
    }

    /** {@return both halves as one number; means a number only where kind is CONSTANT} */
    public long value() {
      return (long) high << 32 | (low & 0xffff_ffffL);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.LD_IMM64, dst.number(), kind.code(), 0, low);
    }

    /** {@return the second slot's 8 bytes as a little-endian number; its opcode is 0} */
    long secondRaw() {
      return Slot.of(0, 0, 0, 0, high);
    }
  }

  /**
   * {@code dst = &map} or {@code dst = &map[0] + offset}: a {@link LdImm64} whose map has no
   * descriptor yet. Loading the program puts the descriptor in. It cannot be encoded before.
   *
   * @param dst the register changed
   * @param kind {@code MAP_FD} for the map itself, {@code MAP_VALUE} for an address inside its
   *     value
   * @param map the map
   * @param offset bytes from the value's start, unsigned; must be 0 for {@code MAP_FD}, or the
   *     kernel refuses the program
   */
  record LdMap(Register dst, ImmKind kind, MapReference map, int offset) implements Instruction {
    /** Refuses another {@code kind} by IllegalArgumentException. */
    public LdMap {
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(map, "map");
      if (kind != ImmKind.MAP_FD && kind != ImmKind.MAP_VALUE) {
        throw new IllegalArgumentException("a map is loaded as MAP_FD or MAP_VALUE, not " + kind);
      }
    }

    /**
     * Puts a descriptor in.
     *
     * @param fd the map's file descriptor
     * @return the instruction as the kernel takes it
     */
    public LdImm64 withFd(int fd) {
      return new LdImm64(dst, kind, fd, offset);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public int opcode() {
      return Opcode.LD_IMM64;
    }

    /**
     * Has no answer.
     *
     * @throws IllegalStateException always: the descriptor is missing
     */
    @Override
    public long raw() {
      throw new IllegalStateException(missingFd());
    }

    String missingFd() {
      return "map '"
          + map.name()
          + "' has no descriptor here: BpfScope.loadProgram puts it in, or LdMap.withFd";
    }
  }

  /**
   * {@code r0 = *(u16 *)skb[imm]}: packet bytes at a fixed place, in network byte order. Newer
   * programs read packets through pointers.
   *
   * @param size B, H or W
   * @param imm bytes from the packet's start
   */
  record LdAbs(Size size, int imm) implements Instruction {
    /** Refuses DW by IllegalArgumentException. */
    public LdAbs {
      Objects.requireNonNull(size, "size");
      checkPacketSize(size);
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.LD | Opcode.ABS | size.code(), 0, 0, 0, imm);
    }
  }

  /**
   * {@code r0 = *(u16 *)skb[src + imm]}: packet bytes at a computed place, in network byte order.
   * Newer programs read packets through pointers.
   *
   * @param size B, H or W
   * @param src the register added to {@code imm}
   * @param imm bytes from the packet's start
   */
  record LdInd(Size size, Register src, int imm) implements Instruction {
    /** Refuses DW by IllegalArgumentException. */
    public LdInd {
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(src, "src");
      checkPacketSize(size);
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.LD | Opcode.IND | size.code(), 0, src.number(), 0, imm);
    }
  }

  /**
   * {@code if dst op operand goto pc+offset}.
   *
   * @param width the bits compared; 32 needs {@code -mcpu=v3}, Linux 5.1
   * @param op the comparison
   * @param dst the left side
   * @param operand the right side
   * @param offset slots from the next instruction
   */
  record Jmp(Width width, JmpOp op, Register dst, Operand operand, int offset)
      implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public Jmp {
      Objects.requireNonNull(width, "width");
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(dst, "dst");
      Objects.requireNonNull(operand, "operand");
      checkOffset(offset);
    }

    @Override
    public long raw() {
      int jumpClass = width == Width.BITS_32 ? Opcode.JMP32 : Opcode.JMP;
      return withOperand(jumpClass | op.code(), dst, operand, offset);
    }
  }

  /**
   * {@code goto pc+offset}.
   *
   * @param offset slots from the next instruction
   */
  record Ja(int offset) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public Ja {
      checkOffset(offset);
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.JA, 0, 0, offset, 0);
    }
  }

  /**
   * {@code gotol pc+offset}: a jump of any distance. clang uses it from {@code -mcpu=v4} on.
   *
   * @param offset slots from the next instruction, 32 bits
   * @kernel 6.6
   */
  record Gotol(int offset) implements Instruction {
    @Override
    public long raw() {
      return Slot.of(Opcode.JMP32 | Opcode.JA, 0, 0, 0, offset);
    }
  }

  /**
   * {@code gotox dst}: a jump to an address from an instruction array map.
   *
   * @param dst the register with the address
   * @kernel 6.19
   */
  record Gotox(Register dst) implements Instruction {
    /** Refuses null by NullPointerException. */
    public Gotox {
      Objects.requireNonNull(dst, "dst");
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.JA | Opcode.X, dst.number(), 0, 0, 0);
    }
  }

  /**
   * {@code may_goto pc+offset}: leaves a loop once the kernel's budget is used up.
   *
   * @param offset slots from the next instruction
   * @kernel 6.9
   */
  record MayGoto(int offset) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public MayGoto {
      checkOffset(offset);
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.JCOND, 0, 0, offset, 0);
    }
  }

  /**
   * {@code call imm}.
   *
   * @param kind what {@code imm} means
   * @param imm a helper's number, slots from the next instruction, or a kernel function's BTF id.
   *     After load the kernel has put its own number here: for a helper or kernel function the
   *     distance of its address, for a function of a JITed program that function's index
   * @param offset 0 before load, or an index into the load's fd array for a kernel function of a
   *     module; after load in a JITed program, slots from the next instruction
   */
  record Call(CallKind kind, int imm, int offset) implements Instruction {
    /** Refuses an {@code offset} of more than 16 bits by IllegalArgumentException. */
    public Call {
      Objects.requireNonNull(kind, "kind");
      checkOffset(offset);
    }

    /**
     * A call before load, of a helper, a function, or a kernel function of vmlinux.
     *
     * @param kind what {@code imm} means
     * @param imm what is called
     */
    public Call(CallKind kind, int imm) {
      this(kind, imm, 0);
    }

    /**
     * {@return the helper called} Empty for other calls, for a number that no {@link Helper} has,
     * and mostly after load, where {@code imm} is no number of a helper any more.
     */
    public Optional<Helper> helper() {
      return kind == CallKind.HELPER ? Helper.of(imm) : Optional.empty();
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.CALL, 0, kind.code(), offset, imm);
    }
  }

  /**
   * {@code callx dst}: a call of a function by its address. LLVM has it, the kernel refuses it.
   *
   * @param dst the register with the address
   */
  record Callx(Register dst) implements Instruction {
    /** Refuses null by NullPointerException. */
    public Callx {
      Objects.requireNonNull(dst, "dst");
    }

    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.CALL | Opcode.X, dst.number(), 0, 0, 0);
    }
  }

  /** {@code exit}: returns r0. */
  record Exit() implements Instruction {
    @Override
    public long raw() {
      return Slot.of(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
    }
  }

  /** {@code nospec}: a speculation barrier. Only the kernel writes it. */
  record NoSpec() implements Instruction {
    @Override
    public long raw() {
      return Slot.of(Opcode.NOSPEC, 0, 0, 0, 0);
    }
  }

  /**
   * A slot that is no valid encoding of any other record.
   *
   * @param raw its 8 bytes as a little-endian number
   */
  record UnknownInstruction(long raw) implements Instruction {}

  private static int aluClass(Width width) {
    return width == Width.BITS_32 ? Opcode.ALU : Opcode.ALU64;
  }

  private static long withOperand(int opcode, Register dst, Operand operand, int offset) {
    return operand instanceof Register src
        ? Slot.of(opcode | Opcode.X, dst.number(), src.number(), offset, 0)
        : Slot.of(opcode, dst.number(), 0, offset, ((Immediate) operand).value());
  }

  private static void checkOffset(int offset) {
    if (offset != (short) offset) {
      throw new IllegalArgumentException(
          "offset " + offset + " does not fit in 16 bits (-32768 to 32767)");
    }
  }

  private static void checkSwapBits(int bits) {
    if (!Bswap.isValid(bits)) {
      throw new IllegalArgumentException("bytes of 16, 32 or 64 bits can be swapped, not " + bits);
    }
  }

  private static void checkPacketSize(Size size) {
    if (size == Size.DW) {
      throw new IllegalArgumentException("a packet load takes 1, 2 or 4 bytes, not 8");
    }
  }
}
