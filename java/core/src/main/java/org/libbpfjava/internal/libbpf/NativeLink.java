package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_close;
import static org.libbpfjava.raw.global.plain.lbj_hook_detach;
import static org.libbpfjava.raw.global.plain.lbj_hook_fd;
import static org.libbpfjava.raw.global.plain.lbj_link_destroy;
import static org.libbpfjava.raw.global.plain.lbj_link_fd;

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
public final class NativeLink implements Pins.Descriptor {
  /** What the slot holds, and so what ends it. */
  enum Holds {
    /** A {@code struct bpf_link *}. */
    LINK,
    /** The descriptor of a link that somebody else has made. */
    DESCRIPTOR,
    /** A hook of the shim, for places that libbpf has no link for. */
    HOOK
  }

  private final long[] slot = new long[1];
  private final Holds holds;
  private final String subject;
  private final NativeResource resource;

  /**
   * Makes a place for a link.
   *
   * @param subject what messages call it
   * @param object what it will be a link of; the caller is inside it
   */
  public NativeLink(String subject, NativeResource object) {
    this(subject, object, Holds.LINK);
  }

  NativeLink(String subject, NativeResource object, Holds holds) {
    this.subject = subject;
    this.holds = holds;
    object.enter();
    try {
      this.resource = new NativeResource(subject, new Destruction(slot, object, holds));
    } catch (Throwable e) {
      object.exit();
      throw e;
    }
  }

  /** Makes a place for the descriptor of a link that somebody else has made. */
  static NativeLink opened(String subject, NativeResource owner) {
    return new NativeLink(subject, owner, Holds.DESCRIPTOR);
  }

  /**
   * {@return the array whose one element a call fills: a {@code struct bpf_link *}, or a negative
   * errno; or a hook of the shim; or a descriptor, which libbpf never lets be 0}
   *
   * <p>The element is assigned in the very method that makes the native call.
   */
  public long[] slot() {
    return slot;
  }

  /** Lends its descriptor, negative where there is none. */
  <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    resource.enter();
    try {
      // Safe: whoever is inside keeps it from destruction.
      return use.apply(
          switch (holds) {
            case LINK -> lbj_link_fd(slot[0]);
            case DESCRIPTOR -> (int) slot[0];
            case HOOK -> lbj_hook_fd(slot[0]);
          });
    } finally {
      resource.exit();
    }
  }

  /** {@return its descriptor, negative where there is none} */
  @Override
  public int fd() {
    return withFd(fd -> fd);
  }

  /** {@return what messages call it} */
  String subject() {
    return subject;
  }

  /** {@return what closes it} */
  NativeResource resource() {
    return resource;
  }

  /** {@return whether libbpf has a struct of it} */
  boolean isOfLibbpf() {
    return holds == Holds.LINK;
  }

  /** {@return whether it is known by the kernel's descriptor alone} */
  boolean isDescriptor() {
    return holds == Holds.DESCRIPTOR;
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
    private final Holds holds;
    private boolean left; // it may be run again after a StackOverflowError

    Destruction(long[] slot, NativeResource object, Holds holds) {
      this.slot = slot;
      this.object = object;
      this.holds = holds;
    }

    @Override
    public void run() {
      synchronized (object.lock()) {
        if (slot[0] > 0) {
          // Safe: nobody is inside it, and it is inside its object.
          switch (holds) {
            case LINK -> lbj_link_destroy(slot[0]);
            case DESCRIPTOR -> lbj_close((int) slot[0]);
            case HOOK -> lbj_hook_detach(slot[0]);
          }
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
