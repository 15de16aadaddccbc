package org.libbpfjava.junit;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Assumptions;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;

/**
 * Skips tests for what this machine or its kernel lacks, always with the reason.
 *
 * <p>What a kernel is too old for is skipped everywhere. What the machine lacks, such as a
 * privilege or a compiler, is skipped unless {@code -Dlibbpfjava.requireKernel=true} says that this
 * machine has all that the tests need: then it is a failure. Set it where the tests must run, such
 * as on a build server or in a virtual machine, so that no test is skipped there by accident.
 */
public final class KernelTier {
  static final String REQUIRED = "libbpfjava.requireKernel";

  private KernelTier() {}

  /** {@return whether a test may not be skipped for what this machine lacks} */
  public static boolean isRequired() {
    return Boolean.getBoolean(REQUIRED);
  }

  /**
   * Skips a test for what this machine lacks.
   *
   * @param reason what is missing, such as {@code bpftool is not installed}
   * @return nothing, because it always throws; declared so that callers can write {@code throw}
   * @throws org.opentest4j.TestAbortedException to skip the test
   * @throws AssertionError if {@link #isRequired}
   */
  public static RuntimeException skip(String reason) {
    return skip(requireNonNull(reason, "reason"), isRequired());
  }

  /**
   * Skips a test on kernels that are too old for it.
   *
   * @param what the beginning of the reason, with its verb, such as {@code ring buffers are};
   *     {@code since Linux 5.8, this is 5.4} follows
   * @param first the first kernel of which it is true
   * @throws org.opentest4j.TestAbortedException if the running kernel is older
   */
  public static void needs(String what, KernelVersion first) {
    requireNonNull(what, "what");
    requireNonNull(first, "first");
    KernelVersion running = KernelVersion.running();
    Assumptions.assumeTrue(
        running.isAtLeast(first), () -> what + " since Linux " + first + ", this is " + running);
  }

  /**
   * Skips a test on kernels that do not have a feature. {@link RequiresFeature} does the same for a
   * feature that is known when the test is compiled.
   *
   * @param feature what the test uses
   * @throws org.opentest4j.TestAbortedException if the running kernel does not have it
   * @throws AssertionError if it should have it, by its version, architecture and build options
   */
  public static void needs(Feature feature) {
    Absence.of(requireNonNull(feature, "feature"))
        .ifPresent(absence -> Assumptions.abort(absence.reasonToSkip()));
  }

  static RuntimeException skip(String reason, boolean required) {
    if (required) {
      throw new AssertionError(reason + "; " + REQUIRED + " forbids skipping for it");
    }
    return Assumptions.abort(reason);
  }
}
