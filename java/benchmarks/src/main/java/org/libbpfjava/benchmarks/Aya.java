package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The peer in Rust without libbpf: the rows in {@code src/peer/rust/aya}. */
final class Aya extends CompiledPeer {
  private static final String NAME = "aya";

  /** An iteration of a row that loads objects, which takes it more than ten milliseconds. */
  private static final int MOST_LOADS = 100;

  private Aya(PeerProgram program, Path objects) {
    super(NAME, program, objects);
  }

  /**
   * Compiles the rows.
   *
   * @param crates the folder that has aya and what it needs
   * @param objects the BPF objects that the rows load
   * @param output a folder for the program
   * @throws IllegalArgumentException if the folder has no aya
   */
  static Aya build(Path crates, Cargo cargo, Path objects, Path output) throws IOException {
    return new Aya(cargo.build(NAME, crates, output, List.of(), List.of()), objects);
  }

  @Override
  int operations(RowSpec row) {
    int usual = super.operations(row);
    return row.isOfWholeObjects() ? Math.min(usual, MOST_LOADS) : usual;
  }

  @Override
  Optional<String> reasonAgainst(RowSpec row) {
    return reason(row);
  }

  static Optional<String> reason(RowSpec row) {
    return reasonOf(
        switch (row.javaClass()) {
          case "LongSet", "IntSet", "LostUpdates" -> "not possible: sets whole sections";
          case "AtomicAdd" -> "not possible: no mapped variables";
          case "VariableGet", "VariableSet", "LookUp" -> "not possible: no access by name";
          case "ElementGet", "ElementAdd" -> "not possible: no mapped elements";
          case "BatchRead" -> "not possible: no batches";
          case "PerfDrain" -> "not possible: each event wakes it";
          case "AttachXdp" -> "not possible: kprobe.multi in its object";
          case "OpenOnly", "OpenFresh", "OpenMemory" -> "not possible: opens and loads at once";
          case "CycleGrowth" -> "not run: thousands of loads of ten milliseconds";
          case "KernelBtf" -> "not possible: tells no type's size";
          case "AttachKprobes", "KernelBtfMemory" -> "not run";
          default -> "";
        });
  }
}
