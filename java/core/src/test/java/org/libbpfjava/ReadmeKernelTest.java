package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.KernelTest;

/** The README's first screen works; ReadmeTest compares it with the text that stands there. */
@KernelTest
class ReadmeKernelTest {
  @TempDir private Path folder;

  private static void firstScreen(Path path, int pid) {
    // [first-screen]
    try (OpenBpfObject open = BpfObject.open(path)) {
      open.variable("target_pid").setInt(pid);
      open.variable("settings.counted[0].last").setInt(100); // a path through structs and arrays
      try (BpfObject object = open.load();
          BpfLink link = object.program("on_sys_enter").attach()) {
        LongHandle reads = object.variable("counters[0]").longHandle(); // live: no system call
        long before = reads.get();
        object.variable("detailed").setBoolean(false); // the running program sees it at once
        System.out.println(object.variable("totals")); // prints as C does
        System.out.println(link + " counted " + before + " reads");
      }
    }
    // [/first-screen]
  }

  @Test
  void theFirstScreenPrintsWhatItSays() throws IOException {
    Path path = folder.resolve("readme.bpf.o");
    try (InputStream in = BpfObjects.class.getResourceAsStream("/bpf/readme.bpf.o")) {
      Files.write(path, in.readAllBytes());
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      firstScreen(path, (int) ProcessHandle.current().pid());
    } finally {
      System.setOut(standard);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(
        Pattern.compile(
                "volatile struct \\{.*\\} totals = \\{\\.calls = [1-9]\\d*\\}\\R"
                    + "link of program on_sys_enter counted \\d+ reads\\R",
                Pattern.DOTALL)
            .matcher(text)
            .matches(),
        text);
  }
}
