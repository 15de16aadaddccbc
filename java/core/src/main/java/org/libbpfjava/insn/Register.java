package org.libbpfjava.insn;

/**
 * A BPF register.
 *
 * <p>{@link #R0} carries results, {@link #R1} to {@link #R5} arguments, {@link #R6} to {@link #R9}
 * survive calls, {@link #R10} is the read-only frame pointer.
 */
public enum Register implements Operand {
  /** The result of calls and of the program. */
  R0(0),
  /** Argument 1 of calls; lost after them. */
  R1(1),
  /** Argument 2 of calls; lost after them. */
  R2(2),
  /** Argument 3 of calls; lost after them. */
  R3(3),
  /** Argument 4 of calls; lost after them. */
  R4(4),
  /** Argument 5 of calls; lost after them. */
  R5(5),
  /** Survives calls. */
  R6(6),
  /** Survives calls. */
  R7(7),
  /** Survives calls. */
  R8(8),
  /** Survives calls. */
  R9(9),
  /** The frame pointer, read-only. */
  R10(10),
  /** The kernel's own scratch register, BPF_REG_AX: stands only in what the kernel rewrote. */
  R11(11);

  private static final Register[] ALL = values();

  private final int number;

  Register(int number) {
    this.number = number;
  }

  /** {@return its number, 0 to 11} */
  public int number() {
    return number;
  }

  /** {@return whether a register has that number} */
  static boolean exists(int number) {
    return number < ALL.length;
  }

  static Register of(int number) {
    return ALL[number];
  }
}
