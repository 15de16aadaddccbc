package org.libbpfjava.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** A thread of a test, of which the kernel can be asked whether it waits for events. */
final class Waiter extends Thread {
  /** epoll_wait and epoll_pwait of x86_64, and epoll_pwait of aarch64. */
  private static final Set<String> EPOLL_CALLS = Set.of("232", "281", "22");

  private final Executable body;
  private volatile @Nullable Throwable failure;

  private Waiter(String name, Executable body) {
    super(name); // which the kernel knows too, 15 characters of it
    this.body = body;
    setDaemon(true);
  }

  static Waiter start(String name, Executable body) {
    Waiter waiter = new Waiter(name, body);
    waiter.start();
    return waiter;
  }

  @Override
  public void run() {
    try {
      body.execute();
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Returns once it sleeps in epoll. */
  void awaitSleep() {
    while (!sleepsInEpoll()) {
      if (!isAlive()) {
        throw new AssertionError("it has ended, and did not sleep", failure);
      }
      Thread.onSpinWait();
    }
  }

  boolean sleepsInEpoll() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.anyMatch(this::sleepsInEpoll);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean sleepsInEpoll(Path task) {
    try {
      String comm = Files.readString(task.resolve("comm")).strip();
      return getName().startsWith(comm)
          && !comm.isEmpty()
          && EPOLL_CALLS.contains(Files.readString(task.resolve("syscall")).split(" ", 2)[0]);
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /** Waits until it ends, and fails as it did. */
  void joinAndCheck() throws InterruptedException {
    join();
    if (failure != null) {
      throw new AssertionError(getName() + " failed", failure);
    }
  }
}
