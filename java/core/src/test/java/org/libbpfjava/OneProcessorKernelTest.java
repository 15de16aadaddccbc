package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Jdks;

/**
 * A small agent on one processor, by this JDK and the newest one: whoever waits leaves it to those
 * that are waited for. And with an archive of classes whose folder is not there, which the JVM has
 * to do without.
 */
@KernelTest
@RequiresFeature(Feature.RING_BUFFER)
@Tag("host") // it is about JDKs
class OneProcessorKernelTest {
  private static final String EXPECTED =
      """
      processors: 1
      added: 20000
      events: 1000
      ended by close
      """;

  /** Threads that count, write events, read them, and close what another one waits for. */
  static final class Agent {
    private static final int EVENTS = 1000;
    private static final int ADDS = 10_000;

    private Agent() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("processors: " + Runtime.getRuntime().availableProcessors());
      try (BpfObject object = BpfObjects.load("events.bpf.o");
          RingBuffer ring = RingBuffer.of(object.map("events"), "event")) {
        LongHandle number = object.variable("number").longHandle();
        Thread[] adding = {adding(number), adding(number)};
        for (Thread thread : adding) {
          thread.join();
        }
        System.out.println("added: " + number.getAndSet(0));
        events(object, ring);
      }
    }

    private static Thread adding(LongHandle number) {
      return started(
          () -> {
            for (int i = 0; i < ADDS; i++) {
              number.getAndAdd(1);
            }
          });
    }

    private static void events(BpfObject object, RingBuffer ring) throws InterruptedException {
      AtomicLong seen = new AtomicLong();
      Thread reader = started(() -> ring.run(event -> seen.incrementAndGet()));
      TestRun ten = TestRun.once().withData(new byte[64]).withRepeat(10);
      for (int written = 0; written < EVENTS; written += 10) {
        object.program("write_event").testRun(ten);
      }
      while (seen.get() < EVENTS) {
        Thread.sleep(1);
      }
      System.out.println("events: " + seen);
      ring.close();
      reader.join();
      System.out.println("ended by close");
    }

    private static Thread started(Runnable work) {
      Thread thread = new Thread(work);
      thread.start();
      return thread;
    }
  }

  private static List<Path> jdks() throws IOException {
    List<Path> jdks = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    Optional<Path> newest = Jdks.newest(Runtime.version().feature() + 1);
    newest.ifPresent(jdks::add);
    return jdks;
  }

  /** {@return the first processor that this process may use, which in a container need not be 0} */
  private static String anyProcessor() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.replaceFirst("^\\D+(\\d+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRuns(Path jdk, List<String> options) throws Exception {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", anyProcessor()));
    command.addAll(Jdks.java(jdk, Agent.class));
    command.addAll(4, options);
    ChildProcess child = ChildProcess.run(Map.of(), command);
    String output = child.output();
    // The JVM tells of its archive before or behind it.
    assertTrue(output.contains(EXPECTED), () -> command + ": " + output);
    assertEquals(0, child.status(), () -> command + ": " + output);
  }

  @Test
  void anAgentNeedsOneProcessor() throws Exception {
    for (Path jdk : jdks()) {
      assertRuns(jdk, List.of());
    }
  }

  @Test
  void anAgentNeedsNoArchive(@TempDir Path folder) throws Exception {
    String missing = folder.resolve("missing/app").toString();
    Map<List<String>, Integer> since = new LinkedHashMap<>();
    since.put(List.of("-XX:SharedArchiveFile=" + missing), 17);
    since.put(List.of("-XX:AOTCache=" + missing), 25);
    for (Path jdk : jdks()) {
      for (Map.Entry<List<String>, Integer> options : since.entrySet()) {
        if (Jdks.feature(jdk) >= options.getValue()) {
          assertRuns(jdk, options.getKey());
        }
      }
    }
  }
}
