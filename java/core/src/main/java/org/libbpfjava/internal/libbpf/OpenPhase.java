package org.libbpfjava.internal.libbpf;

import java.util.function.Supplier;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.lifetime.NativeResource;

/** The time from an object's opening to its load or close. What belongs to it goes through here. */
public final class OpenPhase implements Liveness {
  private static final String IS_OPEN = "";

  private final Object lock = new Object();
  private final NativeResource resource;
  private String ended = IS_OPEN; // guarded by lock: why it cannot be used any more

  public OpenPhase(NativeResource resource) {
    this.resource = resource;
  }

  /** {@return what is held around everything that reads or changes the open object} */
  public Object lock() {
    return lock;
  }

  /** {@return whether the object is neither loaded nor closed} */
  public boolean isOpen() {
    synchronized (lock) {
      return ended.equals(IS_OPEN);
    }
  }

  @Override
  public void check() {
    synchronized (lock) {
      if (!ended.equals(IS_OPEN)) {
        throw new IllegalStateException(ended);
      }
    }
  }

  /** Calls what reaches the native object, which nothing ends meanwhile. */
  public <T> T whileOpen(Supplier<T> call) {
    synchronized (lock) {
      check();
      resource.enter(); // or the collector may free it under the call
      try {
        return call.get();
      } finally {
        resource.exit();
      }
    }
  }

  /**
   * Ends it.
   *
   * @param why what an exception says from then on
   */
  public void end(String why) {
    synchronized (lock) {
      ended = why;
    }
  }
}
