package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_link_destroy;
import static org.libbpfjava.raw.global.libbpf.lbj_link_fd;

import java.util.Objects;
import java.util.function.IntFunction;
import org.libbpfjava.internal.lifetime.NativeResource;

/**
 * A {@code struct bpf_link}: a user of its object from before it is made until it is destroyed.
 *
 * <p>libbpf's links point into their object (usdt.c, struct bpf_link_usdt), so the object's memory
 * must outlast them, whoever closes what on which thread, and whatever the Cleaner meets first.
 * This one is inside its object all its life, and holds it: an object becomes unreachable after its
 * links.
 *
 * <p>It exists before the call that fills it, so that a link that the kernel has made is never
 * without an owner: between the two nothing can fail.
 */
public final class NativeLink {
  private final long[] slot = new long[1];
  private final NativeResource resource;

  /**
   * Makes a place for a link.
   *
   * @param subject what messages call it
   * @param object what it will be a link of; the caller is inside it
   */
  public NativeLink(String subject, NativeResource object) {
    object.enter();
    try {
      this.resource = new NativeResource(subject, new Destruction(slot, object));
    } catch (Throwable e) {
      object.exit();
      throw e;
    }
  }

  /**
   * {@return the array whose one element a call fills: a {@code struct bpf_link *}, or a negative
   * errno}
   *
   * <p>The element is assigned in the very method that makes the native call.
   */
  public long[] slot() {
    return slot;
  }

  /** Lends its descriptor. */
  <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    resource.enter();
    try {
      return use.apply(lbj_link_fd(slot[0])); // Safe: whoever is inside keeps it from destruction.
    } finally {
      resource.exit();
    }
  }

  /** {@return whether {@link #close} has been called} */
  public boolean isClosed() {
    return resource.isClosed();
  }

  /** Destroys the link, if one was made. A second call does nothing. */
  public void close() {
    resource.close();
  }

  private static final class Destruction implements Runnable {
    private final long[] slot;
    private final NativeResource object;
    private boolean left; // it may be run again after a StackOverflowError

    Destruction(long[] slot, NativeResource object) {
      this.slot = slot;
      this.object = object;
    }

    @Override
    public void run() {
      synchronized (object.lock()) {
        if (slot[0] > 0) {
          lbj_link_destroy(slot[0]); // Safe: nobody is inside it, and it is inside its object.
          slot[0] = 0;
        }
      }
      if (!left) {
        left = true; // before: leaving twice would free the object under others
        object.exit();
      }
    }
  }
}
