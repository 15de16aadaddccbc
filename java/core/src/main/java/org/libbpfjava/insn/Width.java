package org.libbpfjava.insn;

/** How many bits of the registers an arithmetic or jump instruction looks at. */
public enum Width {
  /** The lower half, {@code w0} to {@code w10}; a result is zero-extended to 64 bits. */
  BITS_32,
  /** The whole register, {@code r0} to {@code r10}. */
  BITS_64
}
