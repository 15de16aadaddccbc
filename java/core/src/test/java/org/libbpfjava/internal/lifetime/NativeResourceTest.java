package org.libbpfjava.internal.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Something native is freed once, whatever happens between its users. */
@Timeout(60)
class NativeResourceTest {
  private final AtomicInteger freed = new AtomicInteger();

  private void untilFreed() throws InterruptedException {
    while (freed.get() == 0) {
      System.gc();
      Thread.sleep(5);
    }
  }

  @Test
  void theLastOneInsideFreesIt() {
    NativeResource resource = new NativeResource("thing", freed::incrementAndGet);
    resource.enter();
    resource.enter();
    resource.close();
    resource.exit();
    assertEquals(0, freed.get());
    assertEquals(
        "thing is closed", assertThrows(IllegalStateException.class, resource::enter).getMessage());
    resource.exit();
    assertEquals(1, freed.get());
    resource.close();
    assertEquals(1, freed.get());
  }

  /** As a StackOverflowError leaves it between enter and try. */
  @Test
  void aCountThatNeverComesBackEndsWithTheOwner() throws InterruptedException {
    enterAndForget(true);
    untilFreed();
    assertEquals(1, freed.get());
  }

  @Test
  void whatNobodyClosedIsFreedWhoeverWentInside() throws InterruptedException {
    enterAndForget(false);
    untilFreed();
    assertEquals(1, freed.get());
  }

  private void enterAndForget(boolean close) {
    NativeResource resource = new NativeResource("thing", freed::incrementAndGet);
    resource.enter();
    resource.enter();
    resource.exit();
    if (close) {
      resource.close();
    }
  }

  @Test
  void freeingThatFoundNoStackIsTriedAgainOnAnotherThread() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    assertThrows(StackOverflowError.class, () -> closeWithoutStack(attempts));
    untilFreed();
    assertEquals(1, freed.get());
    assertEquals(2, attempts.get());
  }

  private void closeWithoutStack(AtomicInteger attempts) {
    new NativeResource(
            "thing",
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new StackOverflowError();
              }
              freed.incrementAndGet();
            })
        .close();
  }

  @Test
  void nothingIsFreedTwice() throws InterruptedException {
    new NativeResource("thing", freed::incrementAndGet).close();
    AtomicInteger marker = new AtomicInteger();
    forget(marker);
    while (marker.get() == 0) { // the Cleaner has been at work since
      System.gc();
      Thread.sleep(5);
    }
    assertEquals(1, freed.get());
  }

  private static void forget(AtomicInteger marker) {
    NativeResource.freeWhenUnreachable(new Object(), marker::incrementAndGet);
  }
}
