package org.libbpfjava.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** The C side: one process a row and round. */
final class Baseline {
  private final Path program;
  private final Path objects;

  Baseline(Path program, Path objects) {
    this.program = program;
    this.objects = objects;
  }

  Side run(RowSpec row, int warmup, int iterations) {
    return Child.run(command(row.function(), row.argument(), row.operations(), warmup, iterations))
        .side(row.operations());
  }

  List<String> command(
      String function, String argument, int operations, int warmup, int iterations) {
    return List.of(
        program.toString(),
        function,
        objects.toString(),
        argument,
        Integer.toString(operations),
        Integer.toString(warmup),
        Integer.toString(iterations));
  }
}
