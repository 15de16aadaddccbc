package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A peer's compiled rows.
 *
 * @param versions of the library and of the compiler; empty where there is no compiler
 * @param file the program
 * @param obstacle why no row can be run, empty where they compiled
 */
record PeerProgram(String versions, Path file, Optional<String> obstacle) {

  /**
   * The compiler is missing, which a line tells.
   *
   * @param command the one that does not run
   * @param compiler what it is called
   */
  static PeerProgram withoutCompiler(String peer, String command, String compiler) {
    System.err.println(
        "bench: " + peer + " is not run: there is no '" + command + "' that tells its version");
    return new PeerProgram("", Path.of(""), Optional.of("not run: no " + compiler));
  }

  /** {@return the first line that a command prints; nothing where there is none or it fails} */
  static Optional<String> firstLine(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output.lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // there is no such command
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
