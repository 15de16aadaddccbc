package org.libbpfjava.attach;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.testing.OwnThread;

/**
 * A link is used by all calls on threads of their own while it, its object or its scope is closed;
 * others are forgotten. Prints "survived" at the end.
 */
final class LinkConcurrency {
  private static final int ROUNDS = 30;

  private LinkConcurrency() {}

  public static void main(String[] arguments) throws Exception {
    try (BpfFs fs = BpfFs.mount()) {
      round(fs, 0); // what the first use opens stays open
      forget();
      OpenFiles before = OpenFiles.now();
      for (int i = 0; i < ROUNDS; i++) {
        round(fs, i);
      }
      before.assertNoMore();
      for (int i = 0; i < ROUNDS; i++) {
        forget();
      }
      untilCollected(before);
    }
    System.out.println("survived");
  }

  private static void round(BpfFs fs, int number) throws Exception {
    BpfObject object = BpfObjects.load("swapped.bpf.o", "iter_first", "iter_second");
    BpfScope scope = BpfScope.open("shared");
    BpfProgram first = object.program("iter_first");
    BpfProgram second = object.program("iter_second");
    BpfLink link = first.attach();
    Path path = fs.path("link");
    int id = link.info().id();
    List<Runnable> calls =
        List.of(
            () -> link.update(second),
            () -> link.update(first),
            link::info,
            () -> {
              link.pin(path);
              link.unpin();
            },
            () -> scope.openLink(id).close(),
            () -> second.attachPinned(fs.path("other")).close());
    CountDownLatch running = new CountDownLatch(calls.size());
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (Runnable call : calls) {
      threads.add(OwnThread.run(() -> repeat(call, running)));
    }
    running.await();
    switch (number % 3) {
      case 0 -> link.close();
      case 1 -> object.close();
      default -> link.outliveOwner();
    }
    object.close();
    scope.close();
    link.close();
    for (CompletableFuture<Void> one : threads) {
      one.get(60, SECONDS);
    }
    path.toFile().delete();
    fs.path("other").toFile().delete();
  }

  /** Until what it needs is closed. */
  private static void repeat(Runnable call, CountDownLatch running) {
    try {
      call.run();
      running.countDown();
      while (true) {
        call.run();
      }
    } catch (IllegalStateException closed) {
      if (!String.valueOf(closed.getMessage()).endsWith(" is closed")) {
        throw closed;
      }
    } catch (BpfException gone) {
      if (gone.errno() != Errno.ENOENT) { // the link's number is nobody's any more
        throw gone;
      }
    } finally {
      running.countDown();
    }
  }

  /** Links that were attached, pinned for a time, opened, or told to outlive their owner. */
  private static void forget() {
    BpfObject object = BpfObjects.load("swapped.bpf.o", "iter_first");
    BpfLink link = object.program("iter_first").attach();
    BpfScope.open("forgotten").openLink(link.info().id());
    object.program("iter_first").attach().outliveOwner();
  }

  private static void untilCollected(OpenFiles before) throws Exception {
    long end = System.nanoTime() + SECONDS.toNanos(60);
    while (true) {
      System.gc();
      try {
        before.assertNoMore();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }
}
