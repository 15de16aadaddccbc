package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A test with scripts in the place of compilers and of what they make. */
abstract class ScriptedTest {
  @TempDir Path folder;

  final Path script(String name, String body) throws IOException {
    Path file = write(name, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  final Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** What is told, without the line that something is being compiled. */
  static String errorsOf(Executable run) {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertDoesNotThrow(run);
    } finally {
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("bench: compiling the rows of "))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** What the command line is refused with. */
  final String refusal(String... more) {
    StringWriter err = new StringWriter();
    Stream<String> usual =
        Stream.of("--baseline", "b", "--objects", folder + "/objects", "--archives", "a");
    int status =
        new CommandLine(new Bench())
            .setErr(new PrintWriter(err, true))
            .execute(Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    assertEquals(2, status);
    return err.toString();
  }
}
