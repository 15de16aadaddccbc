package org.libbpfjava.insn;

/** What {@link Instruction.Call} calls: the number in the instruction's src_reg field. */
public enum CallKind {
  /** A kernel helper; imm is its number. */
  HELPER(0),
  /** BPF_PSEUDO_CALL: a function of the program; imm counts slots from the next instruction. */
  SUBPROGRAM(1),
  /** BPF_PSEUDO_KFUNC_CALL: a kernel function; imm is its BTF id. Linux 5.13. */
  KFUNC(2);

  private final int code;

  CallKind(int code) {
    this.code = code;
  }

  /** {@return the instruction's src_reg field} */
  int code() {
    return code;
  }
}
