package org.libbpfjava.testing;

/** Whether this run has been promised a kernel that refuses nothing, as {@code ci/vm} promises. */
final class KernelTier {
  static final String REQUIRED = "libbpfjava.requireKernel";

  private KernelTier() {}

  static boolean isRequired() {
    return Boolean.getBoolean(REQUIRED);
  }
}
