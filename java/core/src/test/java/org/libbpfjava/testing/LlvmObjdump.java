package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libbpfjava.junit.KernelTier;

/** Runs llvm-objdump 19; a test that asks for it is skipped where it is not installed. */
public final class LlvmObjdump {
  private static final Path PROGRAM = Path.of("/usr/bin/llvm-objdump-19");

  private LlvmObjdump() {}

  /** {@return what {@code llvm-objdump -d} prints for one section of an object} */
  public static String disassemble(Path object, String section)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      throw KernelTier.skip("llvm-objdump-19 is not installed");
    }
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-d",
                "--mattr=+alu32",
                "--section=" + section,
                object.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(PROGRAM + " " + object + "\n" + text);
    }
    return text;
  }
}
