package org.libbpfjava.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C as a wake-up call: the example ends its own way, closing what it opened, while the JVM's
 * shutdown waits for it.
 */
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::askAndWait, "interruption");

  private volatile @Nullable Thread waiting;

  private Interruption() {}

  static Interruption onSignal() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void askAndWait() {
    asked.countDown();
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
    try {
      if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return; // the kernel frees everything with the process
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts a thread when Ctrl-C comes, or at once where it has come. */
  void interrupts(Thread thread) {
    waiting = thread;
    if (asked.getCount() == 0) {
      thread.interrupt();
    }
  }

  /** Waits; false when it was cut short by Ctrl-C. */
  boolean sleep(Duration duration) throws InterruptedException {
    return !asked.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    done.countDown();
    if (asked.getCount() > 0) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
