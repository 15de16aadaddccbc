package org.libbpfjava.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureTest {

  @ParameterizedTest
  @EnumSource
  void everyFeatureHasATitleAndAFirstKernel(Feature feature) {
    assertTrue(feature.title().matches("[A-Za-z][A-Za-z. -]+"), feature.title());
    KernelVersion first = feature.since("x86_64");
    assertTrue(first.isAtLeast(KernelVersion.of(5, 2)), feature + " since " + first);
    assertTrue(KernelVersion.of(8, 0).isAtLeast(first), feature + " since " + first);
    assertTrue(feature.since("aarch64").isAtLeast(first), feature + " was later on aarch64");
  }

  @Test
  void featuresStandInTheOrderInWhichKernelsGotThem() {
    KernelVersion[] declared =
        Arrays.stream(Feature.values())
            .map(feature -> feature.since("x86_64"))
            .toArray(KernelVersion[]::new);
    KernelVersion[] sorted = declared.clone();
    Arrays.sort(sorted);
    assertEquals(Arrays.asList(sorted), Arrays.asList(declared));
  }
}
