package org.libbpfjava.feature;

/**
 * Asks the running kernel for one feature by using it once. Nothing of it outlives the call.
 *
 * <p>It is called at most once for each feature and process, with the privileges that the process
 * has then.
 */
@FunctionalInterface
interface Probe {

  /** {@return 0 if the kernel has the feature, else the positive errno of its refusal} */
  int errno();
}
