package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** What the way from open to attach leaves alone, because it costs the start of every program. */
@KernelTest
class StartUpKernelTest {

  /** Opens an object, loads it and attaches one of its programs. */
  static final class Attaching {
    private Attaching() {}

    public static void main(String[] arguments) {
      try (OpenBpfObject open = BpfObjects.open("probe.bpf.o")) {
        open.variable("target_pid").setInt(1);
        try (BpfObject object = open.load();
            BpfLink link = object.program("on_sys_enter").attach()) {
          System.out.println(object.variable("target_pid").getInt() + " " + link.isOpen());
        }
      }
    }
  }

  /** Reads events, and has a map by a key and by a class. */
  @SuppressWarnings("try") // the objects are there, that is all
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (BpfObject object = BpfObjects.load("events.bpf.o");
          RingBuffer ring = RingBuffer.of(object.map("events"), "event")) {
        object.program("write_event").testRun(TestRun.once().withData(new byte[64]));
        boolean isRead = ring.poll(Duration.ZERO, event -> {}) > 0;
        System.out.println(
            isRead && object.variable("number").longHandle().get() >= 0 ? "events" : "none");
      }
    }
  }

  @TempDir private Path folder;

  @Test
  void theListOfHelpersIsNotLoaded() throws Exception {
    String loaded = classesOf(Attaching.class, "1 true");
    assertTrue(loaded.contains("org.libbpfjava.attach.BpfLink "), loaded);
    assertFalse(loaded.contains("org.libbpfjava.insn.Helper "), loaded);
  }

  /** Its own start would be a fifth of the way. */
  @Test
  void nothingOfJavacppIsLoaded() throws Exception {
    assertEquals(List.of(), found("org\\.bytedeco\\S+", classesOf(Attaching.class, "1 true")));
    assertEquals(List.of(), found("org\\.bytedeco\\S+", classesOf(Reading.class, "events")));
  }

  /** The first of a JVM costs it 5 ms, each other one half a millisecond. */
  @Test
  void noLambdaIsLinked() throws Exception {
    assertEquals(
        List.of(),
        found(
            "org\\.libbpfjava\\.(?!testing)\\S*\\$\\$Lambda",
            classesOf(Attaching.class, "1 true")));
  }

  private String classesOf(Class<?> program, String output) throws Exception {
    Path log = folder.resolve(program.getSimpleName());
    List<String> command = new ArrayList<>(ChildProcess.java(program));
    command.add(1, "-Xlog:class+load:file=" + log);
    assertEquals(output, ChildProcess.run(Map.of(), command).output().strip());
    return Files.readString(log);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }
}
