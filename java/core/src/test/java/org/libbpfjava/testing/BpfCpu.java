package org.libbpfjava.testing;

import java.util.function.Function;
import org.libbpfjava.feature.KernelVersion;

/** The cpu version that the running kernel's verifier knows. */
public final class BpfCpu {
  private static final KernelVersion FETCHING_ATOMICS = KernelVersion.of(5, 12);

  private BpfCpu() {}

  /**
   * Compiles for {@code v2} and for {@code v3}, on any kernel: {@code ci/vm} gives guests what its
   * own machine's tests compiled.
   *
   * @param compile makes the object or objects of a cpu version
   * @return those of the newest version that the running kernel takes
   */
  public static <T> T newestOf(Function<String, T> compile) {
    T v2 = compile.apply("v2");
    T v3 = compile.apply("v3");
    return KernelVersion.running().isAtLeast(FETCHING_ATOMICS) ? v3 : v2;
  }
}
