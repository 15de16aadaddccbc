package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.junit.KernelTier;

/**
 * Runs bpftool; a test that asks for it is skipped, with that reason, where it is not installed.
 */
public final class Bpftool {
  private Bpftool() {}

  /** {@return what {@code bpftool} prints with these arguments} */
  public static String run(String... arguments) throws IOException, InterruptedException {
    Path program =
        Stream.of("/usr/sbin/bpftool", "/usr/bin/bpftool", "/usr/local/sbin/bpftool")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> KernelTier.skip("bpftool is not installed"));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .remove("LD_PRELOAD"); // the sanitizer of ci/asan makes minutes of a second
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + "\n" + text);
    }
    return text;
  }

  /** {@return the objects, linked into one by libbpf's static linker} */
  public static byte[] link(Path folder, byte[]... objects)
      throws IOException, InterruptedException {
    Path linked = folder.resolve("linked.o");
    List<String> arguments = new ArrayList<>(List.of("gen", "object", linked.toString()));
    for (int i = 0; i < objects.length; i++) {
      arguments.add(Files.write(folder.resolve(i + ".o"), objects[i]).toString());
    }
    run(arguments.toArray(String[]::new));
    return Files.readAllBytes(linked);
  }
}
