package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small files of the kernel's, which a container or a confined process may not have. */
final class ProcFiles {
  private ProcFiles() {}

  /** {@return the lines of a file; none where it cannot be read} */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | UncheckedIOException | SecurityException e) {
      return List.of();
    }
  }

  /** {@return the one line of a file; empty where it cannot be read} */
  static String line(Path file) {
    return String.join(" ", lines(file)).strip();
  }
}
