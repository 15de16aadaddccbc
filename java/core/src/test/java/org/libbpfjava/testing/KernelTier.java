package org.libbpfjava.testing;

/** Whether this run has been promised a kernel that refuses nothing, as {@code ci/vm} promises. */
public final class KernelTier {
  static final String REQUIRED = "libbpfjava.requireKernel";

  private KernelTier() {}

  /** {@return whether skipping for want of a privilege is forbidden} */
  public static boolean isRequired() {
    return Boolean.getBoolean(REQUIRED);
  }
}
