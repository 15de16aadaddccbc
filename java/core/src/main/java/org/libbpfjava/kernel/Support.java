package org.libbpfjava.kernel;

import java.util.Objects;
import org.libbpfjava.feature.KernelVersion;

/**
 * Whether the running kernel has something.
 *
 * @param what a type of program or map, an attach type, or a helper
 * @param isSupported whether the running kernel has it
 * @param since the first upstream kernel that has it
 * @param <T> its kind
 */
public record Support<T>(T what, boolean isSupported, KernelVersion since) {
  /** Refuses null by NullPointerException. */
  public Support {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(since, "since");
  }

  /** {@return such as {@code netfilter: no, since Linux 6.4}} */
  @Override
  public String toString() {
    return what + ": " + (isSupported ? "yes" : "no") + ", since Linux " + since;
  }
}
