package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.junit.RequiresFeature;

/** Both annotations through JUnit itself, on a feature that some kernels of one version lack. */
@KernelTest
class FeatureConditionsTest {
  private static final Feature FEATURE = Feature.KPROBE_MULTI;

  @Test
  void aTestThatRequiresItRunsOrIsSkippedWithTheFact() {
    Events events = run(Requiring.class);
    if (FEATURE.isSupported()) {
      events.assertStatistics(statistics -> statistics.succeeded(1).skipped(0));
    } else {
      events.assertStatistics(statistics -> statistics.succeeded(0).skipped(1));
      List<String> reasons = events.skipped().map(e -> e.getRequiredPayload(String.class)).toList();
      assertEquals(List.of(FEATURE.absence()), reasons);
    }
  }

  @Test
  void aTestThatIsRefusedWithoutItPassesEitherWay() {
    run(Refused.class).assertStatistics(statistics -> statistics.succeeded(1).started(1));
  }

  @Test
  void aTestThatIsNotRefusedWithoutItFailsThere() {
    int failures = FEATURE.isSupported() ? 0 : 1;
    run(Unnoticed.class).assertStatistics(statistics -> statistics.failed(failures).started(1));
  }

  private static Events run(Class<?> sample) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(sample))
        .execute()
        .testEvents();
  }

  static final class Requiring {
    @Test
    @RequiresFeature(Feature.KPROBE_MULTI)
    void uses() {}
  }

  static final class Refused {
    @Test
    @RefusedWithout(Feature.KPROBE_MULTI)
    void uses() {
      FEATURE.require("program 'f'");
    }
  }

  static final class Unnoticed {
    @Test
    @RefusedWithout(Feature.KPROBE_MULTI)
    void uses() {}
  }
}
