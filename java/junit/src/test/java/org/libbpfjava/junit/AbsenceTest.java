package org.libbpfjava.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** No skip without a fact, and none where the feature should be there. */
class AbsenceTest {
  private static final String FACT = "BPF arena needs Linux 6.9, this is 6.1.192";

  @Test
  void aKernelThatIsTooOldSkipsWithTheFact() {
    Absence tooOld = new Absence(FACT, false, false);
    assertEquals(FACT, tooOld.reasonToSkip(false));
    assertEquals(FACT, tooOld.reasonToSkip(true));
  }

  @Test
  void aKernelThatShouldHaveItFails() {
    Absence broken = new Absence(FACT, true, false);
    AssertionError failure = assertThrows(AssertionError.class, () -> broken.reasonToSkip(false));
    assertEquals("a kernel that should have it does not: " + FACT, failure.getMessage());
  }

  @Test
  void aMachineThatForbidsItSkipsUnlessNothingMayBeForbidden() {
    Absence forbidden = new Absence(FACT, true, true);
    assertEquals(FACT, forbidden.reasonToSkip(false));
    assertThrows(AssertionError.class, () -> forbidden.reasonToSkip(true));
  }
}
