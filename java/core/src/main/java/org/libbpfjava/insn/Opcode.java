package org.libbpfjava.insn;

/**
 * The opcode byte: linux/bpf.h and linux/bpf_common.h.
 *
 * <pre>
 * loads, stores   mode 3 bits | size 2 bits | class 3 bits
 * ALU, jumps      operation 4 bits | source 1 bit | class 3 bits
 * </pre>
 */
final class Opcode {
  static final int CLASS_MASK = 0x07;
  static final int LD = 0x00;
  static final int LDX = 0x01;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int ALU = 0x04;
  static final int JMP = 0x05;
  static final int JMP32 = 0x06;
  static final int ALU64 = 0x07;

  static final int SIZE_MASK = 0x18;
  static final int W = 0x00;
  static final int H = 0x08;
  static final int B = 0x10;
  static final int DW = 0x18;

  static final int MODE_MASK = 0xe0;
  static final int IMM = 0x00;
  static final int ABS = 0x20;
  static final int IND = 0x40;
  static final int MEM = 0x60;
  static final int MEMSX = 0x80;
  static final int ATOMIC = 0xc0;

  static final int OPERATION_MASK = 0xf0;
  static final int NEG = 0x80;
  static final int END = 0xd0;
  static final int JA = 0x00;
  static final int CALL = 0x80;
  static final int EXIT = 0x90;
  static final int JCOND = 0xe0;

  /** The source bit: clear, the operand is imm; set, a register. For END the byte order. */
  static final int X = 0x08;

  static final int LD_IMM64 = LD | IMM | DW;

  /** BPF_NOSPEC, a mode of ST that only the kernel uses. */
  static final int NOSPEC = ST | 0xc0;

  // Values of the imm field of STX | ATOMIC beside those of AtomicOp.
  static final int LOAD_ACQ = 0x100;
  static final int STORE_REL = 0x110;

  // Values of the offset field of ALU64 | MOV | X.
  static final int ADDR_SPACE_CAST = 1;
  static final int ADDR_PERCPU = -1;

  private Opcode() {}
}
