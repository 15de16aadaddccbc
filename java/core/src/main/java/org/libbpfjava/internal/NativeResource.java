package org.libbpfjava.internal;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Something native that is freed exactly once: by {@link #close}, by the last call inside it when
 * that is later, or by the Cleaner when its owner was forgotten.
 */
public final class NativeResource implements Liveness, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final boolean LEAK_DETECTION = Boolean.getBoolean("org.libbpfjava.leakDetection");

  private final String subject;
  private final Freeing freeing;
  private final Cleaner.Cleanable cleanable;

  /**
   * Takes over something native.
   *
   * @param subject what messages call it, such as {@code object 'probe.bpf.o'}
   * @param free frees it; must not reach this object
   */
  public NativeResource(String subject, Runnable free) {
    this.subject = subject;
    this.freeing = new Freeing(subject, free);
    this.cleanable = CLEANER.register(this, freeing);
  }

  /** Frees memory when an object that has no close() of its own is forgotten. */
  static void freeWhenUnreachable(Object owner, Runnable free) {
    CLEANER.register(owner, free);
  }

  /**
   * Enters a call. Each must be followed by {@link #exit} in a finally block.
   *
   * @throws IllegalStateException once closed
   */
  public void enter() {
    if (!freeing.users.enter()) {
      throw closed();
    }
  }

  /** Leaves a call. */
  public void exit() {
    if (freeing.users.exit()) {
      freeing.free();
    }
  }

  @Override
  public void check() {
    if (freeing.users.isClosed()) {
      throw closed();
    }
  }

  /** {@return whether {@link #close} has been called} */
  public boolean isClosed() {
    return freeing.users.isClosed();
  }

  private IllegalStateException closed() {
    return new IllegalStateException(subject + " is closed");
  }

  /** Ends its use; calls that are inside finish first, without the caller waiting for them. */
  @Override
  public void close() {
    freeing.closedByUser = true;
    cleanable.clean();
  }

  private static final class Freeing implements Runnable {
    private final String subject;
    private final Runnable free;
    private final Users users = new Users();
    private final @Nullable Throwable created =
        LEAK_DETECTION ? new Throwable("created here") : null;
    private volatile boolean closedByUser;

    Freeing(String subject, Runnable free) {
      this.subject = subject;
      this.free = free;
    }

    @Override
    public void run() {
      if (!closedByUser && created != null) {
        System.getLogger("org.libbpfjava")
            .log(Level.WARNING, subject + " was never closed; freed by the Cleaner", created);
      }
      if (users.close()) {
        free();
      }
    }

    void free() {
      free.run();
    }
  }
}
