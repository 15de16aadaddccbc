package org.libbpfjava.testing;

import java.util.concurrent.CompletableFuture;

/**
 * Runs a task on a thread of its own, at once. The common pool may have a single thread, on JDK 25
 * with two processors, where tasks that wait for each other would wait for good.
 */
public final class OwnThread {
  private OwnThread() {}

  /**
   * Starts a task.
   *
   * @param task what to run
   * @return done when it ends, with its failure
   */
  public static CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(
        task,
        job -> {
          Thread thread = new Thread(job);
          thread.setDaemon(true); // a test that gave up must not keep the JVM
          thread.start();
        });
  }
}
