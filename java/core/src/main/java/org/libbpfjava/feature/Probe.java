package org.libbpfjava.feature;

/**
 * Asks the running kernel for one feature by using it once, on nothing that outlives the call.
 *
 * <p>Called at most once a feature and process, with whatever privileges the process has then.
 */
@FunctionalInterface
interface Probe {

  /** {@return 0 where the kernel has the feature, otherwise the positive errno of its refusal} */
  int errno();
}
