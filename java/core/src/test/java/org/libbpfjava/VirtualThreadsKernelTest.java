package org.libbpfjava;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * Virtual threads change their carrier, and libbpf's messages are collected on one: each call must
 * end on the thread on which it began, and each exception have its own call's messages.
 */
@KernelTest
class VirtualThreadsKernelTest {

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with JDK 21")
  void hundredsOfThemShareOneObject() throws Exception {
    try (BpfObject object = BpfObjects.load("links.bpf.o", "raw_tracepoint", "iterator")) {
      ExecutorService threads =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int task = i;
        all.add(threads.submit(() -> use(object, task)));
      }
      for (Future<?> one : all) {
        one.get(120, SECONDS);
      }
      threads.shutdown();
      assertTrue(threads.awaitTermination(60, SECONDS));
    }
  }

  private static void use(BpfObject object, int task) {
    switch (task % 4) {
      case 0 -> object.program("iterator").attach().close();
      case 1 -> object.variable("hits").longHandle().getAndAdd(1);
      case 2 -> BpfObjects.open("globals.bpf.o").close();
      default -> {
        BpfLoadException refused =
            assertThrows(
                BpfLoadException.class, () -> BpfObjects.open("refused.bpf.o").load().close());
        assertEquals("unchecked", refused.program());
        assertTrue(refused.verifierLog().contains("*slot"), refused.verifierLog());
      }
    }
  }
}
