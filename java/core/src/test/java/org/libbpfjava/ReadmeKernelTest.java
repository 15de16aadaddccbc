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
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** The README's first screen works; ReadmeTest compares it with the text that stands there. */
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
                "\\d+ bytes of BPF\\R"
                    + "link of program on_sys_enter counted [1-9]\\d* system calls\\R"
                    + "volatile struct \\{.*\\} totals = \\{\\.calls = [1-9]\\d*\\}\\R",
                Pattern.DOTALL)
            .matcher(text)
            .matches(),
        text);
  }
}
