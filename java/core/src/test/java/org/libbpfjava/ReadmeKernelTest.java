package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertTrue;

import app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/** The README's programs work; DocsTest compares them with the text that stands there. */
@KernelTest
class ReadmeKernelTest {
  @TempDir private Path folder;

  private static void firstScreen(Path path, int pid) throws IOException {
    // [first-screen]
    try (OpenBpfObject open = BpfObject.open(path)) {
      open.variable("target_pid").setInt(pid);
      open.variable("settings.counted[0].last").setInt(100); // a path through structs and arrays
      try (BpfObject object = open.load();
          BpfLink link = object.program("on_sys_enter").attach()) {
        LongHandle calls = object.variable("totals.calls").longHandle(); // live: no system call
        long before = calls.get();
        System.out.println(Files.size(path) + " bytes of BPF");
        System.out.println(link + " counted " + (calls.get() - before) + " system calls");
        object.variable("detailed").setBoolean(false); // the running program sees it at once
        System.out.println(object.variable("totals")); // prints as C does
      }
    }
    // [/first-screen]
  }

  @Test
  void theFirstScreenPrintsWhatItSays() throws IOException {
    Path path = Files.write(folder.resolve("readme.bpf.o"), BpfObjects.bytes("readme.bpf.o"));
    assertPrints(
        "\\d+ bytes of BPF\\R"
            + "link of program on_sys_enter counted [1-9]\\d* system calls\\R"
            + "volatile struct \\{.*\\} totals = \\{\\.calls = [1-9]\\d*\\}\\R",
        () -> firstScreen(path, (int) ProcessHandle.current().pid()));
  }

  @Test
  void theWholeProgramPrintsWhatItSays() throws IOException {
    assertPrints(
        "link of program on_sys_enter\\Rvolatile __u64 calls = [1-9]\\d*\\R",
        () -> Main.main(new String[0]));
  }

  /** Code that may fail to read a file. */
  private interface Code {
    void run() throws IOException;
  }

  private static void assertPrints(String expected, Code code) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      code.run();
    } finally {
      System.setOut(standard);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(Pattern.compile(expected, Pattern.DOTALL).matcher(text).matches(), text);
  }
}
