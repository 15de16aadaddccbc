package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Another library that does the rows, a process each, from a folder that the user names. Nothing of
 * it is part of the build.
 */
abstract class Peer {
  /** What javac says, and rustc: {@code error[E0308]: mismatched types}. */
  private static final Pattern ERROR = Pattern.compile("error(\\[\\w+\\])?:");

  private final String name;
  private final Optional<String> obstacle;
  private final Map<String, PeerResult> results = new LinkedHashMap<>();

  /**
   * A peer.
   *
   * @param name the head of its column
   * @param obstacle why no row has a figure, empty where rows can be run
   */
  Peer(String name, Optional<String> obstacle) {
    this.name = name;
    this.obstacle = obstacle;
  }

  final String name() {
    return name;
  }

  /** {@return what its figures belong to, by name: its version and the like} */
  abstract Map<String, String> facts();

  /** {@return why a row has no figure; empty where it can be run} */
  abstract Optional<String> reasonAgainst(RowSpec row);

  /** {@return how many operations an iteration of a row has; C does as many} */
  abstract int operations(RowSpec row);

  /** {@return how many iterations of a row come before those that count} */
  int warmup(RowSpec row, int usual) {
    return usual;
  }

  /** {@return the command line of a process that prints what the C side prints} */
  abstract List<String> command(RowSpec row, int warmup, int iterations);

  /** {@return what it did in the rows that it was asked for, by title} */
  final Map<String, PeerResult> results() {
    return results;
  }

  /** One round of a timed row: the peer, and C for as many operations. */
  final void time(RowSpec row, Baseline c, int warmup, int iterations) {
    run(
        row,
        () -> {
          RowSpec same = row.withOperations(operations(row));
          Child child = Child.run(command(same, warmup(row, warmup), iterations));
          return new Line.Round(
              child.side(same.operations() * same.batch()), c.run(same, 1, iterations));
        });
  }

  /**
   * A probe.
   *
   * @param c what C printed
   */
  final void probe(RowSpec row, Side c) {
    run(
        row,
        () -> {
          Child child = Child.runOnAllProcessors(command(row, 0, 0));
          return new Line.Round(child.side(1), c);
        });
  }

  private void run(RowSpec row, Supplier<Line.Round> round) {
    Optional<String> reason = obstacle.isPresent() ? obstacle : reasonAgainst(row);
    PeerResult before = results.getOrDefault(row.title(), PeerResult.none(reason.orElse("")));
    PeerResult result = before;
    if (before.note().isEmpty()) {
      try {
        result = before.and(round.get());
      } catch (IllegalStateException e) {
        System.err.println("bench: " + name + ": " + e.getMessage());
        result = PeerResult.none(PeerResult.FAILED);
      }
    }
    results.put(row.title(), result);
  }

  /**
   * Compiles the rows.
   *
   * @param log gets all that the compiler says
   * @return why no row can be run, empty where they compile
   */
  static Optional<String> compile(String name, List<String> command, Path log) throws IOException {
    Bench.progress("compiling the rows of " + name);
    int status = Child.runOnAllProcessors(command, log);
    if (status == 0) {
      return Optional.empty();
    }
    List<String> said = Files.readAllLines(log);
    String first =
        Stream.concat(
                said.stream().filter(ERROR.asPredicate()),
                said.stream().filter(line -> !line.startsWith("#"))) // what Go says of its package
            .findFirst()
            .orElse("status " + status);
    System.err.println(
        "bench: " + name + " does not compile the rows: " + first + " (" + log + ")");
    return Optional.of("does not compile");
  }
}
