package org.libbpfjava.internal.lifetime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls that are inside a native resource, so that closing it on one thread never frees
 * it under another: whoever leaves last after {@link #close} frees it. Nobody waits.
 */
final class Users {
  private static final int CLOSED = 1 << 31;

  private final AtomicInteger state = new AtomicInteger(); // CLOSED bit | number inside

  /** {@return whether the caller is inside now; false once closed} */
  boolean enter() {
    int seen = state.get();
    while (seen >= 0) {
      if (state.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = state.get();
    }
    return false;
  }

  /** {@return whether the caller was the last one inside something closed, and must free it} */
  boolean exit() {
    return state.decrementAndGet() == CLOSED;
  }

  /** {@return whether the caller must free it: closed now, and nobody inside} */
  boolean close() {
    int seen = state.get();
    while (!state.compareAndSet(seen, seen | CLOSED)) {
      seen = state.get();
    }
    return seen == 0;
  }

  boolean isClosed() {
    return state.get() < 0;
  }
}
