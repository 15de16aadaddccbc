package org.libbpfjava.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.commons.support.AnnotationSupport.findRepeatableAnnotations;
import static org.libbpfjava.internal.failure.Capability.CAP_BPF;
import static org.libbpfjava.internal.failure.Capability.CAP_NET_ADMIN;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.libbpfjava.internal.failure.Capability;
import org.opentest4j.TestAbortedException;

/** A kernel test runs, or says why it does not, or fails where it must run. */
class KernelTestTest {
  private static final List<Capability> MISSING = List.of(CAP_BPF, CAP_NET_ADMIN);

  @Test
  void itRunsWithTheCapabilities() {
    assertFalse(KernelTestCondition.evaluate(List.of(), true).isDisabled());
    assertFalse(KernelTestCondition.evaluate(List.of(), false).isDisabled());
  }

  @Test
  void itIsSkippedWithoutThemAndNamesThem() {
    ConditionEvaluationResult result = KernelTestCondition.evaluate(MISSING, false);
    assertTrue(result.isDisabled());
    assertEquals(
        "kernel tests need root, or CAP_BPF, CAP_NET_ADMIN", result.getReason().orElseThrow());
  }

  @Test
  void itFailsWithoutThemWhereSkippingIsForbidden() {
    AssertionError failure =
        assertThrows(AssertionError.class, () -> KernelTestCondition.evaluate(MISSING, true));
    assertEquals(
        "kernel tests need root, or CAP_BPF, CAP_NET_ADMIN; libbpfjava.requireKernel forbids"
            + " skipping them",
        failure.getMessage());
  }

  @Test
  void aMissingProgramIsSkippedOrAFailureWhereSkippingIsForbidden() {
    assertEquals(
        "no clang",
        assertThrows(TestAbortedException.class, () -> KernelTier.skip("no clang", false))
            .getMessage());
    assertEquals(
        "no clang; libbpfjava.requireKernel forbids skipping for it",
        assertThrows(AssertionError.class, () -> KernelTier.skip("no clang", true)).getMessage());
  }

  @Test
  void itCarriesTheTagOfTheKernelTier() {
    List<String> tags =
        findRepeatableAnnotations(Tagged.class, Tag.class).stream().map(Tag::value).toList();
    assertEquals(List.of("kernel"), tags);
  }

  @KernelTest
  private static final class Tagged {}
}
