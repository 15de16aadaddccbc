package org.libbpfjava;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the kernel is told of a program when it is loaded.
 *
 * <p>Each flag has its name in linux/bpf.h, without {@code BPF_F_}. Sections say the usual ones by
 * themselves: {@code SEC("fentry.s/…")} is sleepable, {@code SEC("xdp.frags")} has fragments.
 *
 * @see OpenBpfProgram#setFlags
 * @libbpf bpf_program__set_flags
 */
public enum ProgramFlag {
  /** The verifier refuses access that is not aligned, as on machines that cannot do it. */
  STRICT_ALIGNMENT(0),
  /**
   * The verifier takes access that is not aligned. For tests.
   *
   * @kernel 5.0
   */
  ANY_ALIGNMENT(1),
  /**
   * The verifier puts random bits where the program is not to look. For tests.
   *
   * @kernel 5.3
   */
  TEST_RND_HI32(2),
  /**
   * The verifier keeps states more often. For tests.
   *
   * @kernel 5.4
   */
  TEST_STATE_FREQ(3),
  /**
   * The program may sleep, which lets it call other helpers.
   *
   * @kernel 5.10
   */
  SLEEPABLE(4),
  /**
   * The XDP program takes packets in several fragments.
   *
   * @kernel 5.18
   */
  XDP_HAS_FRAGS(5),
  /**
   * The XDP program runs on one network interface, and may ask its driver.
   *
   * @kernel 6.3
   * @see OpenBpfProgram#bindTo
   */
  XDP_DEV_BOUND_ONLY(6),
  /**
   * The verifier checks what it believes of registers, and refuses the program where it errs. For
   * tests.
   *
   * @kernel 6.8
   */
  TEST_REG_INVARIANTS(7);

  private final int bit;

  ProgramFlag(int shift) {
    this.bit = 1 << shift;
  }

  /** {@return its bit in linux/bpf.h} */
  public int bit() {
    return bit;
  }

  /**
   * {@return the flags that are set, without those that this library does not know}
   *
   * @param bits the kernel's bits
   */
  public static Set<ProgramFlag> of(int bits) {
    Set<ProgramFlag> known = EnumSet.noneOf(ProgramFlag.class);
    for (ProgramFlag flag : values()) {
      if ((bits & flag.bit) != 0) {
        known.add(flag);
      }
    }
    return Collections.unmodifiableSet(known);
  }
}
