package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Objects that clang makes of some lines. */
final class Compiled {
  private Compiled() {}

  static byte[] object(Path folder, String program) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("lines.bpf.c"),
        "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n" + program + "\n");
    Process compiler =
        new ProcessBuilder("../native/compile-bpf", folder.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    byte[] messages = compiler.getInputStream().readAllBytes();
    assertEquals(0, compiler.waitFor(), new String(messages, StandardCharsets.UTF_8));
    return Files.readAllBytes(folder.resolve("lines.bpf.o"));
  }
}
