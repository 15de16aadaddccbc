package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;

/** Queues, stacks and bloom filters hold values of Java classes, and programs share them. */
@KernelTest
class KeylessMapKernelTest {
  record Job(int number, String name) {}

  record Point(int x, int y) {}

  private BpfObject object;
  private BpfScope scope;

  @BeforeEach
  void load() {
    object = BpfObjects.load("keyless.bpf.o");
    scope = BpfScope.open("keyless");
  }

  @AfterEach
  void close() {
    object.close();
    scope.close();
  }

  @Test
  void aProgramTakesWhatJavaPushed() {
    BpfQueue<Job> jobs = object.map("jobs").queue(Job.class);
    assertTrue(jobs.push(new Job(1, "first")));
    assertTrue(jobs.push(new Job(2, "second")));
    assertEquals(Optional.of(new Job(1, "first")), jobs.peek());
    object.program("work").testRun(TestRun.once().withData(new byte[64]));
    BpfQueue<Job> done = object.map("done").queue(Job.class);
    assertEquals(Optional.of(new Job(101, "first")), done.pop());
    assertEquals(Optional.empty(), done.pop());
    assertEquals(Optional.of(new Job(2, "second")), jobs.pop());
    assertEquals(Optional.empty(), jobs.peek());
  }

  private static List<Integer> drained(BpfQueue<Integer> queue) {
    List<Integer> values = new ArrayList<>();
    for (Optional<Integer> next = queue.pop(); next.isPresent(); next = queue.pop()) {
      values.add(next.get());
    }
    return values;
  }

  private BpfQueue<Integer> full(MapType type) {
    BpfMap map = scope.createMap(MapOptions.of(type, type.libbpfName(), 0, 4, 3));
    BpfQueue<Integer> queue = map.queue(Integer.class);
    for (int i = 1; i <= 3; i++) {
      assertTrue(queue.push(i));
    }
    assertFalse(queue.push(4), "full");
    return queue;
  }

  @Test
  void aFullQueueDropsItsOldestValueWhereAsked() {
    BpfQueue<Integer> queue = full(MapType.QUEUE);
    queue.pushDroppingOldest(5);
    assertEquals(List.of(2, 3, 5), drained(queue));
  }

  @Test
  void aStackGivesTheNewestFirstAndDropsTheOldest() {
    BpfQueue<Integer> stack = full(MapType.STACK);
    stack.pushDroppingOldest(5);
    assertEquals(Optional.of(5), stack.peek());
    assertEquals(List.of(5, 3, 2), drained(stack));
  }

  @Test
  void aValueThatDoesNotFitIsNotPushed() {
    BpfQueue<Job> jobs = object.map("jobs").queue(Job.class);
    assertThrows(
        IllegalArgumentException.class, () -> jobs.push(new Job(1, "longer than its array is")));
    assertEquals(Optional.empty(), jobs.peek());
    assertEquals(
        "value of map 'jobs' (struct job, 20 bytes) cannot be mapped to java.lang.Integer",
        assertThrows(IllegalArgumentException.class, () -> object.map("jobs").queue(Integer.class))
            .getMessage());
  }

  @Test
  void bytesNeedNoType() {
    BpfQueue<byte[]> queue =
        scope.createMap(MapOptions.of(MapType.QUEUE, "raw", 0, 3, 2)).queue(byte[].class);
    assertTrue(queue.push(new byte[] {1, 2, 3}));
    assertArrayEquals(new byte[] {1, 2, 3}, queue.pop().orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> queue.push(new byte[4]));
  }

  @Test
  void aBloomFilterKnowsWhatWasAdded() {
    KernelTier.needs("bloom filters exist", KernelVersion.of(5, 16));
    BloomFilter<Point> seen =
        scope
            .createMap(MapOptions.of(MapType.BLOOM_FILTER, "seen", 0, 8, 1000))
            .bloomFilter(Point.class);
    for (int i = 0; i < 100; i++) {
      seen.add(new Point(i, -i));
    }
    int wrong = 0;
    for (int i = 0; i < 100; i++) {
      assertTrue(seen.mightContain(new Point(i, -i)));
      wrong += seen.mightContain(new Point(i, i + 1)) ? 1 : 0;
    }
    assertTrue(wrong < 20, wrong + " of 100 that were never added");
  }

  @Test
  void otherMapsSayWhatToUse() {
    BpfMap queue = object.map("jobs");
    assertEquals(
        "map jobs (queue) is no bloom filter: it has no keys: use queue",
        assertThrows(IllegalArgumentException.class, () -> queue.bloomFilter(Job.class))
            .getMessage());
    BpfMap array = scope.createMap(MapOptions.array("numbers", 8, 1));
    assertEquals(
        "map numbers (array) is no queue or stack: it has keys and values: use typed",
        assertThrows(IllegalArgumentException.class, () -> array.queue(Long.class)).getMessage());
    assertEquals(
        "map jobs (queue) cannot be typed: it has no keys: use queue",
        assertThrows(IllegalArgumentException.class, () -> queue.typed(Integer.class, Job.class))
            .getMessage());
  }

  @Test
  void aFrozenQueueRefuses() {
    BpfMap map = scope.createMap(MapOptions.of(MapType.QUEUE, "frozen", 0, 4, 3));
    BpfQueue<Integer> queue = map.queue(Integer.class);
    map.freeze();
    assertThrows(BpfException.class, () -> queue.push(1));
    assertThrows(BpfException.class, queue::pop);
    assertEquals(Optional.empty(), queue.peek());
  }

  @Test
  void afterCloseAllThrows() {
    BpfQueue<Job> jobs = object.map("jobs").queue(Job.class);
    object.close();
    assertThrows(IllegalStateException.class, () -> jobs.push(new Job(1, "")));
    assertThrows(IllegalStateException.class, jobs::pop);
    assertThrows(IllegalStateException.class, jobs::peek);
  }
}
