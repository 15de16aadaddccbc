package org.libbpfjava.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;

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

  /**
   * Runs two tasks at the same moment, one of them on a thread of its own.
   *
   * @throws Exception what either of them threw, or if they take more than a minute
   */
  public static void together(Runnable there, Runnable here) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    CompletableFuture<Void> other =
        run(
            () -> {
              await(start);
              there.run();
            });
    await(start);
    here.run();
    other.get(60, SECONDS);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
