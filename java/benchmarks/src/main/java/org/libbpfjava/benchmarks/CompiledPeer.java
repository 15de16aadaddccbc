package org.libbpfjava.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A peer whose rows are one program of {@code src/peer}, which takes a row by its Java class. */
abstract class CompiledPeer extends Peer {
  /** An iteration: where a peer gets by a system call, as many as ours would take a minute. */
  private static final int MOST_OPERATIONS = 100_000;

  private final PeerProgram program;
  private final Path objects;

  /**
   * A peer.
   *
   * @param name the head of its column
   * @param objects the BPF objects that the rows load
   */
  CompiledPeer(String name, PeerProgram program, Path objects) {
    super(name, program.obstacle());
    this.program = program;
    this.objects = objects;
  }

  @Override
  final Map<String, String> facts() {
    return program.versions().isEmpty() ? Map.of() : Map.of(name(), program.versions());
  }

  @Override
  int operations(RowSpec row) {
    return row.isOfWholeObjects() || row.isOfEvents()
        ? row.operations()
        : Math.min(row.operations(), MOST_OPERATIONS);
  }

  @Override
  final List<String> command(RowSpec row, int warmup, int iterations) {
    return List.of(
        program.file().toString(),
        row.javaClass(),
        objects.toString(),
        row.argument(),
        Integer.toString(row.operations()),
        Integer.toString(row.batch()),
        Integer.toString(warmup),
        Integer.toString(iterations));
  }

  /** {@return a reason as {@link #reasonAgainst} returns it; a row without one is run} */
  static Optional<String> reasonOf(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
