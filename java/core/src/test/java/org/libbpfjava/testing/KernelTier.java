package org.libbpfjava.testing;

import org.junit.jupiter.api.Assumptions;
import org.libbpfjava.feature.KernelVersion;

/** Whether this run has been promised a kernel that refuses nothing, as {@code ci/vm} promises. */
public final class KernelTier {
  static final String REQUIRED = "libbpfjava.requireKernel";

  private KernelTier() {}

  /** {@return whether skipping for want of a privilege or a program is forbidden} */
  public static boolean isRequired() {
    return Boolean.getBoolean(REQUIRED);
  }

  /**
   * Skips a test for what this machine lacks, which is no fact about its kernel.
   *
   * @param reason such as {@code bpftool is not installed}
   * @return nothing, for {@code throw}: it always throws itself
   * @throws AssertionError where skipping is forbidden
   */
  public static RuntimeException skip(String reason) {
    return skip(reason, isRequired());
  }

  /**
   * Skips a test on kernels too old for it, with that fact as the reason.
   *
   * @param what such as {@code the verifier prints every instruction}
   * @param first the first kernel of which it is true
   */
  public static void needs(String what, KernelVersion first) {
    KernelVersion running = KernelVersion.running();
    Assumptions.assumeTrue(
        running.isAtLeast(first), () -> what + " since Linux " + first + ", this is " + running);
  }

  static RuntimeException skip(String reason, boolean required) {
    if (required) {
      throw new AssertionError(reason + "; " + REQUIRED + " forbids skipping for it");
    }
    return Assumptions.abort(reason);
  }
}
