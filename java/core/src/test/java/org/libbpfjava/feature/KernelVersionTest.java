package org.libbpfjava.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVersionTest {

  @ParameterizedTest
  @CsvSource({
    "5.5, 5.5",
    "5.10.0-46-amd64, 5.10",
    "6.1.140, 6.1.140",
    "6.8.0-rc3+, 6.8",
    "7.2-rc1, 7.2",
    "6.12.117+deb13-arm64, 6.12.117",
    "4.18.0-553.el8_10.x86_64, 4.18",
    "5.15.153.1-microsoft-standard-WSL2, 5.15.153",
    "2.6.32-754.35.1.el6.x86_64, 2.6.32",
  })
  void aReleaseIsReadByItsFirstNumbers(String release, String expected) {
    assertEquals(expected, KernelVersion.parse(release).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "6", "6.", "six.one", "v6.1", " 6.1", "-6.1", "6,1", "6.1234567890", "6-1"})
  void whatIsNoReleaseIsNamed(String release) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> KernelVersion.parse(release));
    assertEquals(
        "'" + release + "' is no kernel release: it must start with two numbers such as 6.1",
        refused.getMessage());
  }

  @Test
  void negativeNumbersAreRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> KernelVersion.of(5, -1));
    assertEquals("kernel version 5.-1.0 has a negative number", refused.getMessage());
  }

  @Test
  void versionsAreOrderedAsNumbersNotAsText() {
    List<String> rising = List.of("4.19", "5.5", "5.5.1", "5.10", "5.10.9", "5.10.262", "6.1");
    List<String> sorted =
        rising.stream().map(KernelVersion::parse).sorted().map(KernelVersion::toString).toList();
    assertEquals(rising, sorted);
  }

  @Test
  void aPatchReleaseIsAtLeastItsSeries() {
    assertTrue(KernelVersion.parse("5.5.3").isAtLeast(KernelVersion.of(5, 5)));
    assertTrue(KernelVersion.of(5, 5).isAtLeast(KernelVersion.of(5, 5)));
    assertFalse(KernelVersion.of(5, 5).isAtLeast(KernelVersion.parse("5.5.3")));
  }

  @Test
  void theRunningKernelHasAVersion() {
    assertTrue(KernelVersion.running().isAtLeast(KernelVersion.of(3, 0)));
  }
}
