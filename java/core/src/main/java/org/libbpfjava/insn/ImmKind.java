package org.libbpfjava.insn;

/** What the two halves of {@link Instruction.LdImm64} mean: the number in its src_reg field. */
public enum ImmKind {
  /** A 64-bit number. */
  CONSTANT(0),
  /** BPF_PSEUDO_MAP_FD: a map; low is its file descriptor, after load its id. */
  MAP_FD(1),
  /**
   * BPF_PSEUDO_MAP_VALUE: an address inside a map's value; low is the map's file descriptor, after
   * load its id, high the offset in bytes. Linux 5.2.
   */
  MAP_VALUE(2),
  /** BPF_PSEUDO_BTF_ID: a kernel variable; low is its BTF id. Linux 5.10. */
  BTF_ID(3),
  /** BPF_PSEUDO_FUNC: a function of the program; low counts slots as calls do. Linux 5.13. */
  FUNC(4),
  /** BPF_PSEUDO_MAP_IDX: like MAP_FD by an index into the load's fd array. Linux 5.14. */
  MAP_IDX(5),
  /** BPF_PSEUDO_MAP_IDX_VALUE: like MAP_VALUE by an index into the fd array. Linux 5.14. */
  MAP_IDX_VALUE(6);

  private final int code;

  ImmKind(int code) {
    this.code = code;
  }

  /** {@return the kernel's name, {@code BPF_PSEUDO_MAP_VALUE}; empty for a plain number} */
  public String kernelName() {
    return this == CONSTANT ? "" : "BPF_PSEUDO_" + name();
  }

  /** {@return the instruction's src_reg field} */
  int code() {
    return code;
  }
}
