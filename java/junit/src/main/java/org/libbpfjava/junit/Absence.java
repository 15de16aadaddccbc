package org.libbpfjava.junit;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.Feature;

/**
 * A feature that this process cannot use, and whether that is all right.
 *
 * @param sentence the fact, as {@link Feature#absence} words it
 * @param isExpected whether the kernel should have the feature
 * @param isForbidden whether the kernel has it, but not for this process
 */
record Absence(String sentence, boolean isExpected, boolean isForbidden) {

  /** {@return nothing where the feature can be used} */
  static Optional<Absence> of(Feature feature) {
    try {
      feature.require("a test");
      return Optional.empty();
    } catch (BpfException e) {
      boolean forbidden = e instanceof BpfPermissionException;
      return Optional.of(new Absence(feature.absence(), feature.isExpected(), forbidden));
    }
  }

  /**
   * {@return the reason to skip}
   *
   * @throws AssertionError if the feature should be there
   */
  String reasonToSkip() {
    return reasonToSkip(KernelTier.isRequired());
  }

  /**
   * {@return the reason to skip}
   *
   * @param required whether this run has been promised a kernel that forbids nothing
   * @throws AssertionError if the feature should be there
   */
  String reasonToSkip(boolean required) {
    if (!isExpected || (isForbidden && !required)) {
      return sentence;
    }
    throw new AssertionError("a kernel that should have it does not: " + sentence);
  }
}
