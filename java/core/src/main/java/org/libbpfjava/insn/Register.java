package org.libbpfjava.insn;

/**
 * A BPF register.
 *
 * <p>{@link #R0} carries results, {@link #R1} to {@link #R5} arguments, {@link #R6} to {@link #R9}
 * survive calls, {@link #R10} is the read-only frame pointer.
 */
public enum Register implements Operand {
  R0(0),
  R1(1),
  R2(2),
  R3(3),
  R4(4),
  R5(5),
  R6(6),
  R7(7),
  R8(8),
  R9(9),
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
