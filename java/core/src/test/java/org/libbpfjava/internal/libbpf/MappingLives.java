package org.libbpfjava.internal.libbpf;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenDataSection;
import org.libbpfjava.TestRun;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/**
 * What mappings and memory do in a JVM of their own, which is ended by too many of them. Prints
 * "survived" at the end.
 */
final class MappingLives {
  private static final LongAdder SUM = new LongAdder(); // of what is read, so that it is read

  private MappingLives() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "closed-cycles" -> closedCycles();
      case "large-sections" -> largeSections();
      case "open-phase" -> openPhase();
      case "every-phase" -> everyPhase();
      case "closed-under-handles" -> closedUnderHandles();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("sum " + SUM + ", survived");
  }

  static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }

  /** The heap is large enough never to be collected for its own sake. */
  private static void closedCycles() throws IOException {
    long most = 0;
    for (int i = 0; i < 20_000; i++) {
      try (BpfScope scope = BpfScope.open("cycle")) {
        BpfMap map = scope.createMap(MapOptions.array("m", 8, 1).withFlags(MapFlag.MMAPABLE));
        map.mmap().put(0, (byte) 1);
      }
      if (i % 500 == 0) {
        most = Math.max(most, mappings());
      }
    }
    if (most > 12_000) {
      throw new AssertionError(most + " mappings of closed scopes");
    }
  }

  /** Closed sections of which one page was ever written, each still held by a handle. */
  private static void largeSections() throws IOException {
    List<IntHandle> held = new ArrayList<>();
    long before = residentKib();
    for (int i = 0; i < 10; i++) {
      try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
        open.section(".bss.sizes").resize(64 << 20);
        try (BpfObject object = open.load()) {
          IntHandle size = object.variable("sizes[5]").intHandle();
          size.set(i);
          held.add(size);
        }
      }
    }
    long grown = residentKib() - before;
    if (grown > 128 << 10) {
      throw new AssertionError(grown + " KiB for ten pages");
    }
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).get() != i) {
        throw new AssertionError("section " + i + " holds " + held.get(i).get());
      }
    }
  }

  private static long residentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  /** Nothing but the call itself holds the object that it reads. */
  private static void openPhase() {
    byte[] small = BpfObjects.bytes("globals.bpf.o");
    for (int i = 0; i < 6_000; i++) {
      SUM.add(read(small, 0)); // until it is compiled, which tells the collector what is needed
    }
    collectAllTheTime();
    for (int i = 0; i < 25; i++) {
      SUM.add(read(small, 64 << 20));
    }
  }

  /** Half of the time, so that the other threads get on: collections of JDK 25 starve them. */
  private static void collectAllTheTime() {
    Thread collector =
        new Thread(
            () -> {
              while (true) {
                long begin = System.nanoTime();
                System.gc();
                LockSupport.parkNanos(System.nanoTime() - begin);
              }
            });
    collector.setDaemon(true);
    collector.start();
  }

  /** Each chain of calls is all that holds what it works on. */
  private static void everyPhase() {
    byte[] elf = BpfObjects.bytes("globals.bpf.o");
    byte[] packet = new byte[64];
    MapOptions options = MapOptions.array("m", 8, 1).withFlags(MapFlag.MMAPABLE);
    collectAllTheTime();
    for (int i = 0; i < 150; i++) {
      SUM.add(BpfObject.open(BpfSource.of(elf)).section(".data").bytes().length);
      SUM.add(BpfObject.open(BpfSource.of(elf)).variable("threshold").getLong());
      SUM.add(BpfObject.open(BpfSource.of(elf)).program("count").instructions().size());
      SUM.add(BpfObject.open(BpfSource.of(elf)).dump().length());
      SUM.add(BpfObject.open(BpfSource.of(elf)).load().section(".bss").bytes().length);
      SUM.add(BpfObject.open(BpfSource.of(elf)).load().variable("wide").getInt());
      SUM.add(BpfObject.open(BpfSource.of(elf)).load().variable("threshold").longHandle().get());
      SUM.add(
          BpfObject.open(BpfSource.of(elf))
              .load()
              .program("count")
              .disassembly()
              .toString()
              .length());
      SUM.add(BpfObject.open(BpfSource.of(elf)).load().program("count").attach().withFd(fd -> fd));
      SUM.add(
          BpfObject.open(BpfSource.of(elf))
              .load()
              .program("packet")
              .testRun(TestRun.once().withData(packet))
              .returnValue());
      SUM.add(BpfScope.open("dropped").createMap(options).mmap().get(0));
      SUM.add(BpfScope.open("dropped").createMap(options).lookup(new byte[4]).orElseThrow()[0]);
    }
  }

  private static byte read(byte[] elf, int size) {
    return size == 0
        ? BpfObject.open(BpfSource.of(elf)).section(".bss").bytes()[0]
        : resized(BpfObject.open(BpfSource.of(elf)), size).bytes()[5];
  }

  private static OpenDataSection resized(OpenBpfObject open, int size) {
    open.section(".bss").resize(size);
    return open.section(".bss");
  }

  /** Threads read and write through handles while objects end and collections run. */
  private static void closedUnderHandles() throws Exception {
    for (int i = 0; i < 300; i++) {
      BpfObject object = BpfObjects.load("globals.bpf.o");
      LongHandle hits = object.variable("hits").longHandle();
      IntHandle pid = object.variable("target_pid").intHandle();
      Thread user =
          new Thread(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  hits.getAndAdd(1);
                  SUM.add(pid.get());
                }
              });
      user.start();
      object.close();
      if (i % 50 == 0) {
        System.gc();
      }
      user.join(SECONDS.toMillis(60));
      hits.set(i);
      if (hits.get() != i || pid.get() != 0) {
        throw new AssertionError("after close: " + hits.get() + ", " + pid.get());
      }
    }
  }
}
