package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Perf buffers are opened with good input alone, follow their CPUs, and leave nothing behind. */
@KernelTest
@Timeout(60)
class PerfBufferLifeKernelTest {
  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("perf.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private static String refusal(Class<? extends Exception> type, Runnable call) {
    return String.valueOf(assertThrows(type, call::run).getMessage());
  }

  @Test
  void aMapOfAnotherTypeIsRefused() {
    BpfMap map = object.map("no_events");
    assertEquals(
        "map 'no_events' is of type array, not perf_event_array: no perf buffer can be read",
        refusal(IllegalArgumentException.class, () -> PerfBuffer.of(map)));
    String either =
        "map 'no_events' is of type array: events come from a ringbuf or a perf_event_array";
    assertEquals(either, refusal(IllegalArgumentException.class, () -> EventStream.of(map)));
    assertEquals(
        either, refusal(IllegalArgumentException.class, () -> EventStream.of(map, "sample")));
  }

  @Test
  void aStreamIsOfTheMapsKind() {
    try (EventStream events = EventStream.of(object.map("events"), "sample")) {
      assertTrue(events instanceof PerfBuffer);
      PerfWriter.write(object.program("write_on_cpu"), 0, 1);
      EventField cpu = events.field("cpu");
      assertEquals(1, events.read(event -> assertEquals(0, cpu.getInt(event))));
    }
    try (EventStream events = EventStream.of(object.map("events"))) {
      assertTrue(events instanceof PerfBuffer);
      String untyped = refusal(IllegalStateException.class, () -> events.field("cpu"));
      assertTrue(untyped.contains("EventStream.of(map, \"event\")"), untyped);
    }
    assertThrows(
        NoSuchMemberException.class, () -> EventStream.of(object.map("events"), "no_struct"));
  }

  @Test
  void aSecondConsumerIsRefusedUntilTheFirstIsClosed() {
    BpfMap map = object.map("events");
    PerfBuffer first = PerfBuffer.of(map);
    String refusal = refusal(IllegalStateException.class, () -> PerfBuffer.of(map));
    assertTrue(
        refusal.startsWith("perf buffer 'events' has a user in this process already"), refusal);
    PerfWriter.write(object.program("write_sample"), 0, 1);
    assertEquals(1, first.read(event -> {}), "the refusal took nothing from it");
    first.close();
    PerfBuffer.of(map).close();
  }

  @Test
  void aSizeThatDoesNotFitNamesTheNextOne() {
    assertEquals(
        "a perf buffer cannot have 3 pages for each CPU: it is a power of two, and the next one is"
            + " 4",
        refusal(IllegalArgumentException.class, () -> PerfOptions.defaults().withPages(3)));
    String many =
        refusal(
            IllegalArgumentException.class,
            () -> PerfBuffer.of(object.map("events"), PerfOptions.defaults().withPages(1 << 30)));
    assertTrue(
        many.matches("perf buffer 'events' cannot have \\d+ bytes .* \\d+ pages at most"), many);
    String never =
        refusal(
            IllegalArgumentException.class,
            () ->
                PerfBuffer.of(
                    object.map("events"),
                    PerfOptions.defaults().withBytesAtLeast(1).withWakeUpAfterBytes(1 << 20)));
    assertTrue(never.contains("would never wake after 1048576"), never);
    PerfBuffer.of(object.map("events")).close(); // a refusal keeps nothing
  }

  @Test
  void aThousandLeaveNoDescriptorAndNoMapping() throws IOException {
    BpfMap map = object.map("events");
    PerfOptions small = PerfOptions.defaults().withPages(1);
    PerfBuffer.of(map, small).close();
    OpenFiles before = OpenFiles.now();
    for (int i = 0; i < 1000; i++) {
      PerfBuffer events = PerfBuffer.of(map, small);
      if (i % 100 == 0) {
        PerfWriter.write(object.program("write_sample"), 0, 1);
        assertEquals(1, events.read(event -> {}));
      }
      events.close();
    }
    before.assertNoMore();
    assertEquals(0, perfMappings());
  }

  private static long perfMappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("[perf_event]")).count();
    }
  }

  /**
   * As it is when a CPU goes offline and comes back: the kernel writes to its old event no more.
   */
  @Test
  void aCpuThatComesBackGetsANewBuffer() throws IOException {
    try (PerfBuffer events = PerfBuffer.of(object.map("events"), "sample")) {
      PerfWriter.write(object.program("write_sample"), 0, 2);
      assertEquals(2, events.read(event -> {}));
      OpenFiles before = OpenFiles.now();
      long mappings = perfMappings();
      BitSet all = new BitSet();
      events.statistics().cpus().forEach(each -> all.set(each.cpu()));
      BitSet others = (BitSet) all.clone();
      others.clear(0);
      for (int i = 0; i < 10; i++) {
        events.cpus.takeUp(others);
        events.cpus.takeUp(all);
        PerfWriter.write(object.program("write_sample"), 0, 1);
        assertEquals(1, events.read(event -> assertEquals(0, event.cpu())));
      }
      assertEquals(12, events.statistics().cpus().get(0).records());
      assertEquals(0L, object.variable("refused").getLong());
      before.assertNoMore();
      assertEquals(mappings, perfMappings());
    }
  }

  @Test
  void aCpuGoesOfflineAndComesBack() throws IOException, InterruptedException {
    Path online = Path.of("/sys/devices/system/cpu/cpu1/online");
    assumeTrue(Files.isDirectory(Path.of("/vm/out")), "CPUs go offline in a guest of ci/vm alone");
    assumeTrue(Files.isWritable(online), "this guest has one CPU");
    try (PerfBuffer events = PerfBuffer.of(object.map("events"))) {
      assertEquals(2, events.statistics().cpus().size());
      PerfWriter.write(object.program("write_sample"), 1, 1);
      Files.writeString(online, "0");
      assertEquals(1, events.read(event -> assertEquals(1, event.cpu())), "written before");
      events.poll(Duration.ofMillis(1100), event -> {}); // after which it looks
      events.read(event -> {});
      PerfWriter.write(object.program("write_sample"), 0, 1);
      assertEquals(1, events.read(event -> assertEquals(0, event.cpu())));
      Files.writeString(online, "1");
      events.poll(Duration.ofMillis(1100), event -> {});
      events.read(event -> {});
      PerfWriter.write(object.program("write_sample"), 1, 1);
      assertEquals(1, events.read(event -> assertEquals(1, event.cpu())), "written after");
    } finally {
      Files.writeString(online, "1");
    }
  }

  /** A CPU that was offline when the stream was opened. */
  @Test
  void aCpuComesOnlineLater() throws IOException, InterruptedException {
    Path online = Path.of("/sys/devices/system/cpu/cpu1/online");
    assumeTrue(Files.isDirectory(Path.of("/vm/out")), "CPUs go offline in a guest of ci/vm alone");
    assumeTrue(Files.isWritable(online), "this guest has one CPU");
    Files.writeString(online, "0");
    try (PerfBuffer events = PerfBuffer.of(object.map("events"))) {
      assertEquals(1, events.statistics().cpus().size());
      Files.writeString(online, "1");
      events.poll(Duration.ofMillis(1100), event -> {});
      events.read(event -> {});
      assertEquals(2, events.statistics().cpus().size());
      PerfWriter.write(object.program("write_sample"), 1, 1);
      assertEquals(1, events.read(event -> assertEquals(1, event.cpu())));
    } finally {
      Files.writeString(online, "1");
    }
  }

  @Test
  void aStreamOfAClosedObjectIsRefused() {
    BpfMap map = object.map("events");
    object.close();
    assertThrows(IllegalStateException.class, () -> PerfBuffer.of(map));
    assertFalse(object.isOpen());
  }
}
