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
    return Child.run(
            command(
                row.function(), row.argument(), row.operations(), row.batch(), warmup, iterations))
        .side(row.operations() * row.batch());
  }

  /** {@return the command line of a process that prints what it measured} */
  List<String> command(String function, String argument) {
    return command(function, argument, 1, 1, 0, 0);
  }

  private List<String> command(
      String function, String argument, int operations, int batch, int warmup, int iterations) {
    return List.of(
        program.toString(),
        function,
        objects.toString(),
        argument,
        Integer.toString(operations),
        Integer.toString(batch),
        Integer.toString(warmup),
        Integer.toString(iterations));
  }
}
