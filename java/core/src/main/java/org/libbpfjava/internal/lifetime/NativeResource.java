package org.libbpfjava.internal.lifetime;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.message.Log;

/**
 * Something native that is freed exactly once. {@link #close} frees it. If somebody is inside then,
 * the last one to leave frees it. If its owner was forgotten, the Cleaner frees it.
 *
 * <p>Everybody inside holds this object, so an unreachable one has nobody inside. The Cleaner then
 * frees it without asking the count. A StackOverflowError between {@link #enter} and the try block,
 * or inside {@link #exit}, leaves the count too high for ever.
 */
public final class NativeResource implements Liveness, AutoCloseable {
  private static final boolean LEAK_DETECTION = Boolean.getBoolean("org.libbpfjava.leakDetection");

  private static volatile @Nullable Cleaner cleaner;

  private final String subject;
  private final Freeing freeing;
  private final Cleaner.Cleanable cleanable;
  private final Object lock = new Object();

  /**
   * Takes over something native.
   *
   * @param subject what messages call it, such as {@code object 'probe.bpf.o'}
   * @param free frees it; must not reach this object, and must bear to be called again after a
   *     StackOverflowError, which comes before a native call and never out of it
   */
  public NativeResource(String subject, Runnable free) {
    this.subject = subject;
    this.freeing = new Freeing(subject, free);
    this.cleanable = cleaner().register(this, freeing);
  }

  /** Frees memory when an object that has no close() of its own is forgotten. */
  public static void freeWhenUnreachable(Object owner, Runnable free) {
    cleaner().register(owner, free);
  }

  /** Made when first used: it starts a thread, which may fail, and a later call may succeed. */
  private static Cleaner cleaner() {
    Cleaner known = cleaner;
    if (known == null) {
      synchronized (NativeResource.class) {
        known = cleaner;
        if (known == null) {
          known = Cleaner.create();
          cleaner = known;
        }
      }
    }
    return known;
  }

  /**
   * Enters a call. Each must be followed by {@link #exit} in a finally block.
   *
   * @throws IllegalStateException once closed
   */
  public void enter() {
    if (!tryEnter()) {
      throw closed();
    }
  }

  /** {@return whether the caller entered, as by {@link #enter}; false once closed} */
  public boolean tryEnter() {
    return freeing.users.enter();
  }

  /** Leaves a call. */
  public void exit() {
    if (freeing.users.exit()) {
      free();
    }
  }

  /**
   * {@return what libbpf calls that change something within one object hold, one at a time: attach,
   * the destruction of a link, pin}
   *
   * <p>libbpf shares state among the programs and links of an object and has no lock of its own:
   * usdt.c, struct usdt_manager. To be taken inside, never around {@link #enter}.
   */
  public Object lock() {
    return lock;
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
    if (freeing.users.close()) {
      free();
    }
  }

  private void free() {
    freeing.free();
    cleanable.clean(); // which has nothing left to do, and is forgotten
  }

  private static final class Freeing implements Runnable {
    private final String subject;
    private final Runnable free;
    private final Users users = new Users();
    private final AtomicBoolean freed = new AtomicBoolean();
    private final @Nullable Throwable created =
        LEAK_DETECTION ? new Throwable("created here") : null;
    private volatile boolean closedByUser;

    Freeing(String subject, Runnable free) {
      this.subject = subject;
      this.free = free;
    }

    /** By the Cleaner: nobody is inside. */
    @Override
    public void run() {
      users.close();
      free();
      if (!closedByUser && created != null) {
        Log.log(Level.WARNING, subject + " was never closed; freed by the Cleaner", created);
      }
    }

    void free() {
      if (freed.compareAndSet(false, true)) {
        try {
          free.run();
        } catch (StackOverflowError e) {
          freed.set(false); // on another thread, the Cleaner's, there is room
          throw e;
        }
      }
    }
  }
}
