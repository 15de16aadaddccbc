package org.libbpfjava.internal.lifetime;

/**
 * Asks whoever owns a piece of memory or metadata whether it may still be used.
 *
 * <p>Cheap enough to be asked before every access; safe on any thread.
 */
@FunctionalInterface
public interface Liveness {

  /**
   * Returns while the owner is in the phase that it was handed out for.
   *
   * @throws IllegalStateException once the owner was loaded (where it belonged to the open phase)
   *     or closed; the message names the owner
   */
  void check();
}
