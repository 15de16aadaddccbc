package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** Calls that run out of stack, of memory or of a working logger: they end in an error, no more. */
@KernelTest
class StarvedKernelTest {

  @Test
  void aStackThatEndsInACallEndsInAnErrorAndLosesNothing() throws Exception {
    ChildProcess child = ChildProcess.run(Map.of(), ChildProcess.java(DeepStacks.class));
    assertEquals("overflowed true\nleft 0\n", child.output());
    assertEquals(0, child.status());
  }

  /** As deep as a stack goes, and on each level of the way back a call. */
  static final class DeepStacks {
    private static int tries;
    private static int overflows;

    private DeepStacks() {}

    public static void main(String[] arguments) throws Exception {
      loadClasses();
      long before = maps();
      try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
        for (int round = 0; round < 40; round++) {
          run(round, () -> object.section(".data"));
        }
      }
      MapOptions options = MapOptions.array("deep", 8, 1);
      for (int round = 0; round < 6; round++) {
        makeMaps(round, options);
      }
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (maps() > before && System.nanoTime() < deadline) {
        System.gc(); // a count that is too high for ever ends with its owner
      }
      System.out.println("overflowed " + (overflows > 0));
      System.out.println("left " + (maps() - before));
    }

    /** A class that the JVM first looks at without a stack is lost to it for good. */
    private static void loadClasses() {
      try (BpfObject object = BpfObjects.load("globals.bpf.o");
          BpfScope scope = BpfScope.open("classes")) {
        object.section(".data");
        scope.createMap(MapOptions.array("classes", 8, 1));
      }
    }

    private static void makeMaps(int round, MapOptions options) throws InterruptedException {
      try (BpfScope scope = BpfScope.open("deep")) {
        run(round, () -> scope.createMap(options));
      }
    }

    private static void run(int round, Runnable call) throws InterruptedException {
      tries = 0;
      Thread thread =
          new Thread(null, () -> deepen(call, 0), "deep", (256 << 10) + round * 4096L % (64 << 10));
      thread.start();
      thread.join();
    }

    private static void deepen(Runnable call, int depth) {
      try {
        if (depth < Integer.MAX_VALUE) {
          deepen(call, depth + 1);
        }
      } catch (StackOverflowError e) {
        // As deep as it goes.
      }
      if (tries < 300) {
        tries++;
        try {
          call.run();
        } catch (StackOverflowError e) {
          overflows++;
        }
      }
    }

    private static long maps() throws IOException {
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        return files.filter(DeepStacks::isMap).count();
      }
    }

    private static boolean isMap(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:bpf-map");
      } catch (IOException e) {
        return false; // the listing's own
      }
    }
  }

  @Test
  @RequiresFeature(Feature.LARGE_SECTIONS)
  void aLargeSectionNeedsNoMemoryBesideItsArray(@TempDir Path folder) throws Exception {
    Path elf = folder.resolve("large.bpf.o");
    Files.write(
        elf,
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            volatile char large[200 << 20];
            SEC("socket") int run(void *ctx) { return large[5]; }
            char _license[] SEC("license") = "GPL";
            """));
    List<String> command = ChildProcess.java(LittleMemory.class, elf.toString());
    command.addAll(1, List.of("-Xms700m", "-Xmx700m", "-XX:+UseSerialGC"));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertEquals("read 209715200\nloaded\n", child.output());
    assertEquals(0, child.status());
  }

  static final class LittleMemory {
    private static final long HEADROOM = 150L << 20; // less than a copy of the section takes

    private LittleMemory() {}

    public static void main(String[] arguments) throws Exception {
      try (OpenBpfObject open = BpfObject.open(Path.of(arguments[0]))) {
        OpenDataSection section = open.section(".bss");
        limitMemory();
        System.out.println("read " + section.bytes().length);
        section.fill((byte) 7);
        open.load().close();
        System.out.println("loaded");
      }
    }

    private static void limitMemory() throws Exception {
      String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 2)[0];
      long limit = Long.parseLong(pages) * 4096 + HEADROOM;
      List<String> command = new ArrayList<>(List.of("prlimit", "--as=" + limit));
      command.add("--pid=" + ProcessHandle.current().pid());
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    }
  }

  /** What is warned of has gone well, and whoever loads it has nothing to do with loggers. */
  @Test
  void aLoggerThatThrowsFailsNoLoad() throws Exception {
    BpfObjects.load("effects.bpf.o").close(); // the library opens files of its own once
    Logger logger = Logger.getLogger("org.libbpfjava");
    Throwing throwing = new Throwing();
    OpenFiles before = OpenFiles.now();
    logger.addHandler(throwing);
    try {
      BpfObjects.load("effects.bpf.o").close();
    } finally {
      logger.removeHandler(throwing);
    }
    assertTrue(throwing.messages > 0, "nothing was logged");
    before.assertNoMore();
  }

  private static final class Throwing extends Handler {
    private int messages;

    @Override
    public void publish(LogRecord message) {
      messages++;
      throw new IllegalStateException("this logger is broken");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
