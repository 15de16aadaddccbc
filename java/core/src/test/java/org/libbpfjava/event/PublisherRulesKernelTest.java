package org.libbpfjava.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, checked by their own test kit on the events of a real ring. */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
class PublisherRulesKernelTest {

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> rules() {
    return Arrays.stream(Rules.class.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .filter(method -> !method.getName().startsWith("untested_"))
        .map(method -> DynamicTest.dynamicTest(method.getName(), () -> check(method)));
  }

  private static void check(Method rule) throws Throwable {
    try (Rules rules = new Rules()) {
      rules.setUp();
      rule.invoke(rules);
    } catch (InvocationTargetException e) {
      boolean isOptional = !rule.getName().startsWith("required_");
      if (!(isOptional && e.getCause() instanceof SkipException)) { // such as multicast
        throw e.getCause();
      }
    }
  }

  /** Each publisher has a ring of its own with so many events, and completes behind the last. */
  private static final class Rules extends FlowPublisherVerification<Long>
      implements AutoCloseable {
    private static final int AHEAD = 1000; // so many events have room in the ring
    private static final Executor THREADS = task -> Waiter.start("publishes", task::run);

    private final Deque<Runnable> opened = new ArrayDeque<>();

    Rules() {
      super(new TestEnvironment(2_000, 50), 1_000);
    }

    @Override
    public long maxElementsFromPublisher() {
      return Integer.MAX_VALUE; // as one rule wants it
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
      BpfObject object = BpfObjects.load("events.bpf.o");
      opened.push(object::close);
      RingBuffer ring = RingBuffer.of(object.map("events"));
      opened.push(ring::close);
      if (elements == 0) {
        ring.close();
      } else {
        write(object, (int) Math.min(elements, AHEAD));
      }
      return ring.publisher(
          event -> {
            long number = event.getLong(0);
            if (number + AHEAD < elements) {
              write(object, 1);
            } else if (number == elements - 1) {
              ring.close();
            }
            return number;
          },
          THREADS);
    }

    private static void write(BpfObject object, int count) {
      object
          .program("write_event")
          .testRun(TestRun.once().withData(new byte[64]).withRepeat(count));
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
      Flow.Publisher<Long> taken = createFlowPublisher(1);
      taken.subscribe(new TestSubscriber<>());
      return taken;
    }

    @Override
    public void close() {
      opened.forEach(Runnable::run);
    }
  }
}
