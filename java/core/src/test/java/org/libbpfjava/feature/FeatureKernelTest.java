package org.libbpfjava.feature;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;

/**
 * The kernel answers each probe as its version, architecture and build options promise.
 *
 * <p>A skip here is a kernel without the feature, whose refusal has been asserted: {@code ci/vm}
 * makes the README's support table of it.
 */
@KernelTest
class FeatureKernelTest {

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theKernelHasWhatItsVersionPromises(Feature feature) {
    if (feature.isSupported() && KernelTier.isRequired()) {
      // Distributions may take features back; Debian, which ci/vm runs, does not.
      assertTrue(feature.isExpected(), () -> "said to be absent: " + feature.absence());
    }
    if (!feature.isSupported()) {
      BpfException refusal = assertThrows(BpfException.class, () -> feature.require("program 'f'"));
      if (refusal instanceof BpfNotSupportedException refused) {
        assertRefused(feature, refused);
      }
    }
    KernelTier.needs(feature);
  }

  private static void assertRefused(Feature feature, BpfNotSupportedException refused) {
    assertAll(
        () -> assertEquals("program 'f': " + feature.absence(), refused.getMessage()),
        () -> assertEquals(feature, refused.feature()),
        () -> assertEquals(feature.since(), refused.since()),
        () -> assertNotEquals("errno", refused.errnoName(), () -> "name of " + refused.errno()));
  }
}
